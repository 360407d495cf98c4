import { bankAccount } from '../../kernel/ledger/account.ts'
import { type Change, changed } from '../../kernel/machine/change.ts'
import type { CouponContext } from './context.ts'
import type { Coupon, CouponSending } from './coupon.ts'
import { expiry } from './decide-coupon.ts'
import { endOf, lockBudget } from './decide-stock.ts'
import type { CouponRule, Stock } from './stock.ts'

/** A coupon that a person gives a user, without a stock that a request has created. */
export interface Gift {
  /** The creator. */
  readonly mchid: string
  readonly openid: string
  readonly rule: CouponRule
  readonly endsAt: number
}

/**
 * Gives a user a coupon from a running stock of its own. Prepaid money for it comes from the creator's bank, so that a
 * test need not recharge an account first.
 */
export function giveCoupon(
  { mchid, openid, rule, endsAt }: Gift,
  { now, ids }: Pick<CouponContext, 'now' | 'ids'>,
): { readonly stock: Change<Stock>; readonly coupon: Change<Coupon> } {
  const stock_id = ids.stockId()
  const { coupon_amount: max_amount, no_cash } = rule
  const locked = no_cash ? 0 : max_amount
  const stock: Stock = {
    mchid,
    out_request_no: `gift${stock_id}`,
    stock_id,
    state: 'running',
    terms: {
      rule,
      beginsAt: now,
      endsAt,
      max_coupons: 1,
      max_amount,
      max_coupons_per_user: 1,
      natural_person_limit: false,
      prevent_api_abuse: false,
      rest: {},
    },
    locked,
    sent: 1,
    used: 0,
    createdAt: now,
    startedAt: now,
  }
  return {
    stock: changed(
      stock,
      [{ type: 'started', at: now, detail: { locked } }],
      [endOf(stock)],
      lockBudget(stock, locked, bankAccount(mchid), now),
    ),
    coupon: sentCoupon(stock, openid, ids.couponId(), now),
  }
}

/** Sends a user a coupon of the stock. */
export function sentCoupon(
  stock: Stock,
  openid: string,
  coupon_id: string,
  now: number,
  sending?: CouponSending,
): Change<Coupon> {
  const { mchid, stock_id, out_request_no, terms } = stock
  const { rule, endsAt } = terms
  const coupon: Coupon = {
    mchid,
    coupon_id,
    stock_id,
    stockNumber: out_request_no,
    openid,
    state: 'SENDED',
    rule,
    ...(sending && { sending }),
    createdAt: now,
    beginsAt: Math.max(now, terms.beginsAt),
    endsAt,
  }
  return changed(coupon, [{ type: 'sent', at: now, detail: { amount: rule.coupon_amount } }], [expiry(coupon)])
}
