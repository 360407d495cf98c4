import { type Account, merchantAccount, voucherAccount } from '../../kernel/ledger/account.ts'
import { type Movement, move } from '../../kernel/ledger/movement.ts'
import { type Change, changed, unchanged } from '../../kernel/machine/change.ts'
import type { CouponContext } from './context.ts'
import type { Stock } from './stock.ts'

/** Returns whether coupons of the stock can still pay: its time is not over. */
export function hasFunds({ endedAt }: Stock): boolean {
  return endedAt === undefined
}

/** One of its coupons is used: the locked money pays it, or the seller gets less. */
export function spendFrom(stock: Stock, amount: number): Stock {
  const { locked, used, terms } = stock
  return { ...stock, used: used + 1, locked: terms.rule.no_cash ? locked : locked - amount }
}

/**
 * A refund gives back a part of a coupon's amount.
 *
 * @param isReturned the coupon is usable again
 */
export function giveBackTo(stock: Stock, amount: number, isReturned: boolean): Stock {
  const { locked, used, terms } = stock
  const isLockedAgain = !terms.rule.no_cash && hasFunds(stock)
  return { ...stock, used: isReturned ? used - 1 : used, locked: isLockedAgain ? locked + amount : locked }
}

/** Returns the account that gets refunded money of the stock's coupons: the lock, or after its end the creator's own. */
export function refundAccount(stock: Stock): Account {
  return hasFunds(stock) ? voucherAccount(stock.stock_id) : merchantAccount(stock.mchid)
}

/**
 * Locks the stock's budget.
 *
 * @param from the creator's account, or its bank if a person gives a coupon away
 */
export function lockBudget({ stock_id, out_request_no }: Stock, amount: number, from: Account, at: number): Movement[] {
  if (amount === 0) return []
  const about = { at, businessNumber: stock_id, voucherNumber: out_request_no }
  return [{ ...about, kind: 'voucher_lock', postings: move(from, voucherAccount(stock_id), amount) }]
}

/** The stock's time is over: the rest of the locked money returns to the creator. */
export function endStock(stock: Stock, { now }: Pick<CouponContext, 'now'>): Change<Stock> {
  const { mchid, stock_id, out_request_no, locked, stoppedAt, terms } = stock
  if (!hasFunds(stock) || now < terms.endsAt) return unchanged(stock)
  const release: Movement[] =
    locked === 0
      ? []
      : [
          {
            at: now,
            kind: 'voucher_release',
            businessNumber: stock_id,
            voucherNumber: out_request_no,
            postings: move(voucherAccount(stock_id), merchantAccount(mchid), locked),
          },
        ]
  const ended: Stock = { ...stock, state: 'stoped', stoppedAt: stoppedAt ?? now, endedAt: now, locked: 0 }
  return changed(ended, [{ type: 'ended', at: now, detail: { released: locked } }], [], release)
}

/** Schedules {@link endStock}. */
export function endOf({ terms }: Pick<Stock, 'terms'>) {
  return { kind: 'end', dueAt: terms.endsAt } as const
}
