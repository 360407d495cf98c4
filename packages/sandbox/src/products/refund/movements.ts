import { type Account, bankAccount, merchantAccount, userAccount } from '../../kernel/ledger/account.ts'
import { type Movement, move } from '../../kernel/ledger/movement.ts'
import { type Funds, type Refund, payeeOf } from './refund.ts'

const IN_TRANSIT: Account = 'wechat/refunds'
const FEES: Account = 'wechat/fees'

/**
 * Movements when the merchant pays. The returned fee comes first, so that an account with just enough money is never
 * negative in between.
 */
export function takenMovements(refund: Refund & { readonly funds: Funds }, at: number): Movement[] {
  const { funds, fee } = refund
  const mchid = payeeOf(refund)
  const about = aboutOf(refund, at)
  return [
    ...(fee > 0 ? [{ ...about, kind: 'refund_fee' as const, postings: move(FEES, feePart(mchid, funds), fee) }] : []),
    { ...about, kind: 'refund', postings: partsOf(mchid, funds).flatMap(([part, fen]) => move(part, IN_TRANSIT, fen)) },
  ]
}

/** Movements when the money arrives at the user, or at the merchant's bank. */
export function successMovements(refund: Refund, at: number): Movement[] {
  const { order, abnormalRefund, terms } = refund
  const receiver =
    abnormalRefund?.type === 'MERCHANT_BANK_CARD' ? bankAccount(payeeOf(refund)) : userAccount(order.payer)
  return [{ ...aboutOf(refund, at), kind: 'refund_success', postings: move(IN_TRANSIT, receiver, terms.refund) }]
}

/**
 * Movements when the merchant gets its money back.
 *
 * @param returned the amount returned to each part
 * @param fee the fee in fen that is charged again
 */
export function closedMovements(refund: Refund, returned: Funds, fee: number, at: number): Movement[] {
  const mchid = payeeOf(refund)
  const about = aboutOf(refund, at)
  const postings = partsOf(mchid, returned).flatMap(([part, fen]) => move(IN_TRANSIT, part, fen))
  return [
    { ...about, kind: 'refund_closed', postings },
    ...(fee > 0
      ? [{ ...about, kind: 'refund_fee_closed' as const, postings: move(feePart(mchid, returned), FEES, fee) }]
      : []),
  ]
}

function aboutOf({ refund_id, out_refund_no, terms }: Refund, at: number): Omit<Movement, 'kind' | 'postings'> {
  const { reason } = terms
  return { at, businessNumber: refund_id, voucherNumber: out_refund_no, ...(reason !== undefined && { note: reason }) }
}

function partsOf(mchid: string, { available, pending }: Funds): (readonly [Account, number])[] {
  const parts = [
    [merchantAccount(mchid), available],
    [merchantAccount(mchid, 'BASIC', 'pending'), pending],
  ] as const
  return parts.filter(([, fen]) => fen > 0)
}

function feePart(mchid: string, { pending }: Funds): Account {
  return merchantAccount(mchid, 'BASIC', pending > 0 ? 'pending' : 'available')
}
