import type { Account } from './account.ts'

/** One double entry of the book: its postings sum to zero. */
export interface Movement {
  /** Virtual instant, ms; the bill's 记账时间. */
  readonly at: number
  readonly kind: MovementKind
  /** WeChat Pay's number of the business (微信支付业务单号): transaction_id, refund_id. */
  readonly businessNumber: string
  /** The merchant's own number (业务凭证号): out_trade_no, out_refund_no. */
  readonly voucherNumber: string
  readonly note?: string
  readonly postings: readonly Posting[]
}

/** An amount in fen into an account; a negative one out of it. */
export interface Posting {
  readonly account: Account
  readonly amount: number
}

/**
 * The kind of a movement. An accepted refund leaves the merchant (`refund`) and returns its share of the fee
 * (`refund_fee`); later it reaches the user (`refund_success`) and the creator of the vouchers (`voucher_refund`), or
 * both are reversed (`refund_closed`, `refund_fee_closed`). A stock's budget is locked at its start (`voucher_lock`) and
 * the rest of it released at its end (`voucher_release`).
 */
export type MovementKind =
  | 'payment'
  | 'fee'
  | 'settlement'
  | RefundMovementKind
  | 'recharge'
  | 'withdrawal'
  | 'voucher_lock'
  | 'voucher_release'
  | 'voucher_refund'

type RefundMovementKind = 'refund' | 'refund_fee' | 'refund_success' | 'refund_closed' | 'refund_fee_closed'

/**
 * Moves money from one account to another.
 *
 * @throws {RangeError} the amount is not a positive whole number of fen, which is a bug in a decision
 */
export function move(from: Account, to: Account, amount: number): readonly Posting[] {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError(`ledger: ${amount} is no amount in fen`)
  return [
    { account: from, amount: -amount },
    { account: to, amount },
  ]
}

/**
 * Moves money from several accounts to one, which has a single posting. If nothing moves, the postings are of 0 fen,
 * because a bill lists the payment all the same.
 */
export function gather(from: readonly (readonly [Account, number])[], to: Account): readonly Posting[] {
  const total = from.reduce((sum, [, fen]) => sum + fen, 0)
  const moving = from.filter(([, fen], index) => fen !== 0 || (total === 0 && index === 0))
  return [...moving.map(([account, fen]) => ({ account, amount: 0 - fen })), { account: to, amount: total }]
}

/** Moves money from one account to several, like {@link gather} in the other direction. */
export function scatter(from: Account, to: readonly (readonly [Account, number])[]): readonly Posting[] {
  return gather(to, from).map(({ account, amount }) => ({ account, amount: 0 - amount }))
}
