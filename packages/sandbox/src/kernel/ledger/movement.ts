import type { Account } from './account.ts'

/** One event of the book: its postings sum to zero. */
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

/** Fen into an account, or out of it where negative. */
export interface Posting {
  readonly account: Account
  readonly amount: number
}

/**
 * What happened. Of a refund: it leaves the merchant when it is accepted (`refund`), and its share of the fee comes back
 * (`refund_fee`); later it reaches the user (`refund_success`), or both are undone (`refund_closed`,
 * `refund_fee_closed`).
 */
export type MovementKind = 'payment' | 'fee' | 'settlement' | RefundMovementKind | 'recharge' | 'withdrawal'

type RefundMovementKind = 'refund' | 'refund_fee' | 'refund_success' | 'refund_closed' | 'refund_fee_closed'

/**
 * Moves money from one account to another.
 *
 * @throws {RangeError} when the amount is not a positive whole number of fen: a machine that asks for it has a fault
 */
export function move(from: Account, to: Account, amount: number): readonly Posting[] {
  if (!Number.isSafeInteger(amount) || amount <= 0) throw new RangeError(`ledger: ${amount} is no amount in fen`)
  return [
    { account: from, amount: -amount },
    { account: to, amount },
  ]
}
