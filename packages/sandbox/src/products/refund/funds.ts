import type { Balance } from '../../kernel/ledger/balance.ts'
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
 * @param fee the fee in fen that the refund returns
 */
export function fundsFor(
  terms: RefundTerms,
  fee: number,
  { unsettled }: Pick<PaidOrder, 'unsettled'>,
  balance: Pick<Balance, 'available'>,
): Funding {
  const { refund } = terms
  const isCovered = unsettled !== undefined && refund - fee <= unsettled
  const funds = namedFunds(terms) ?? (isCovered ? ofPending(refund) : ofAvailable(refund))
  const cost = costOf(funds, fee)
  if (cost.pending > (unsettled ?? 0) || (funds.pending > 0 && unsettled === undefined)) return 'missing'
  return cost.available > balance.available ? 'short' : funds
}

/** Subtracts the returned fee: from the unsettled part if that pays, else from the available one. */
export function costOf({ available, pending }: Funds, fee: number): Funds {
  return pending > 0 ? { available, pending: pending - fee } : { available: available - fee, pending }
}

/** Refuses invalid accounts that the merchant names. */
export function refuseFrom({ refund, from }: RefundTerms, { profitSharing }: PaidOrder): Refusal | undefined {
  if (from === undefined) return undefined
  if (!profitSharing) return refusals.fromNotAllowed
  const accounts = new Set(from.map(({ account }) => account))
  const sum = from.reduce((total, { amount }) => total + amount, 0)
  const isWhole = from.every(({ account, amount }) => amount > 0 && /^(?:UN)?AVAILABLE$/.test(account))
  return isWhole && accounts.size === from.length && sum === refund ? undefined : refusals.fromWrong
}

function namedFunds({ refund, from, funds_account }: RefundTerms): Funds | undefined {
  if (from !== undefined) {
    const of = (name: string) => from.find(({ account }) => account === name)?.amount ?? 0
    return { available: of('AVAILABLE'), pending: of('UNAVAILABLE') }
  }
  if (funds_account === 'UNSETTLED') return ofPending(refund)
  return funds_account === 'AVAILABLE' ? ofAvailable(refund) : undefined
}

function ofAvailable(amount: number): Funds {
  return { available: amount, pending: 0 }
}

function ofPending(amount: number): Funds {
  return { available: 0, pending: amount }
}
