import type { PaidOrder } from '../../kernel/machine/paid-order.ts'

/**
 * The part of the order's fee that comes back with a refund: in proportion, rounded half up, and together never more
 * nor less than the whole once everything is refunded.
 *
 * @param refund fen
 */
export function feeOfRefund({ fee, total, refunds }: PaidOrder, refund: number): number {
  const due = shareOf(fee, refunds.amount + refund, total) - refunds.fee
  // What was kept of refunds that were closed meanwhile is not taken back by the next.
  return Math.max(due, 0)
}

function shareOf(fee: number, part: number, total: number): number {
  return Number((2n * BigInt(fee) * BigInt(part) + BigInt(total)) / (2n * BigInt(total)))
}
