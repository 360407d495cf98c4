import type { Balance } from '../../kernel/ledger/balance.ts'
import { distribute } from '../../kernel/ledger/distribute.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import { refusals } from './refusals.ts'
import type { Funds, RefundTerms } from './refund.ts'

/** The funds of a refund. `short`: the funds are insufficient; `missing`: the named account has none. */
export type Funding = Funds | 'short' | 'missing'

/**
 * Finds the funds for a refund. By default they are the order's own money while it is unsettled, else the merchant's
 * available balance.
 *
 * @param settlementRefund fen that the merchant pays: the refund without the part of `NOCASH` vouchers
 * @param fee the fee in fen that the refund returns
 */
export function fundsFor(
  terms: RefundTerms,
  settlementRefund: number,
  fee: number,
  { unsettled }: Pick<PaidOrder, 'unsettled'>,
  balance: Pick<Balance, 'available'>,
): Funding {
  const isCovered = unsettled !== undefined && settlementRefund - fee <= unsettled
  const funds =
    namedFunds(terms, settlementRefund) ?? (isCovered ? ofPending(settlementRefund) : ofAvailable(settlementRefund))
  const cost = costOf(funds, fee)
  if (cost.pending > (unsettled ?? 0) || (funds.pending > 0 && unsettled === undefined)) return 'missing'
  return cost.available > balance.available ? 'short' : funds
}

/** Subtracts the returned fee: from the unsettled part if that pays, else from the available one. */
export function costOf({ available, pending }: Funds, fee: number): Funds {
  return pending > 0 ? { available, pending: pending - fee } : { available: available - fee, pending }
}

/** Refuses invalid accounts that the merchant names. Only orders whose sharing is not finished may name several. */
export function refuseFrom({ refund, from }: RefundTerms, { profitSharing }: PaidOrder): Refusal | undefined {
  if (from === undefined) return undefined
  if (!profitSharing && from.length !== 1) return refusals.fromNotAllowed
  const accounts = new Set(from.map(({ account }) => account))
  const sum = from.reduce((total, { amount }) => total + amount, 0)
  const isWhole = from.every(({ account, amount }) => amount > 0 && /^(?:UN)?AVAILABLE$/.test(account))
  return isWhole && accounts.size === from.length && sum === refund ? undefined : refusals.fromWrong
}

/** The named amounts add up to the refund; the part of `NOCASH` vouchers, which nobody pays, is taken off in proportion. */
function namedFunds({ from, funds_account }: RefundTerms, settlementRefund: number): Funds | undefined {
  if (from !== undefined) {
    const of = (name: string) => from.find(({ account }) => account === name)?.amount ?? 0
    const [available = 0, pending = 0] = distribute(settlementRefund, [of('AVAILABLE'), of('UNAVAILABLE')])
    return { available, pending }
  }
  if (funds_account === 'UNSETTLED') return ofPending(settlementRefund)
  return funds_account === 'AVAILABLE' ? ofAvailable(settlementRefund) : undefined
}

function ofAvailable(amount: number): Funds {
  return { available: amount, pending: 0 }
}

function ofPending(amount: number): Funds {
  return { available: 0, pending: amount }
}
