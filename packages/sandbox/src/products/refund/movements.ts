import { type Account, bankAccount, merchantAccount, userAccount } from '../../kernel/ledger/account.ts'
import { voucherRefunds } from '../../kernel/ledger/income.ts'
import { type Movement, gather, move, scatter } from '../../kernel/ledger/movement.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import { type Funds, type Refund, payeeOf } from './refund.ts'
import { amountsOf } from './shares.ts'

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
    { ...about, kind: 'refund', postings: gather(partsOf(mchid, funds), IN_TRANSIT) },
  ]
}

/**
 * Movements when the money arrives at the user, or at the merchant's bank, and that of vouchers at their creators.
 *
 * @param accountOf returns the account that gets the money of a voucher back
 */
export function successMovements(refund: Refund, accountOf: (voucher: Voucher) => Account, at: number): Movement[] {
  const { order, abnormalRefund, shares = [] } = refund
  const receiver =
    abnormalRefund?.type === 'MERCHANT_BANK_CARD' ? bankAccount(payeeOf(refund)) : userAccount(order.payer)
  const about = aboutOf(refund, at)
  const { payer_refund } = amountsOf(refund)
  return [
    ...(payer_refund > 0
      ? [{ ...about, kind: 'refund_success' as const, postings: move(IN_TRANSIT, receiver, payer_refund) }]
      : []),
    ...voucherRefunds(about, shares, accountOf),
  ]
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
  return [
    { ...about, kind: 'refund_closed', postings: scatter(IN_TRANSIT, partsOf(mchid, returned)) },
    ...(fee > 0
      ? [{ ...about, kind: 'refund_fee_closed' as const, postings: move(feePart(mchid, returned), FEES, fee) }]
      : []),
  ]
}

function aboutOf({ refund_id, out_refund_no, terms }: Refund, at: number): Omit<Movement, 'kind' | 'postings'> {
  const { reason } = terms
  return { at, businessNumber: refund_id, voucherNumber: out_refund_no, ...(reason !== undefined && { note: reason }) }
}

/** If nothing moves, because only vouchers without money bear the refund, the first is the account of its line in the bill. */
function partsOf(mchid: string, { available, pending }: Funds): (readonly [Account, number])[] {
  return [
    [merchantAccount(mchid), available],
    [merchantAccount(mchid, 'BASIC', 'pending'), pending],
  ]
}

function feePart(mchid: string, { pending }: Funds): Account {
  return merchantAccount(mchid, 'BASIC', pending > 0 ? 'pending' : 'available')
}
