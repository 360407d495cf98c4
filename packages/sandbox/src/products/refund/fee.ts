import type { PaidOrder } from '../../kernel/machine/paid-order.ts'

/**
 * Computes the part of the order's fee that a refund returns: proportional, rounded half up, and in total exactly the
 * whole fee once everything is refunded.
 *
 * @param refund the refunded amount in fen
 */
export function feeOfRefund({ fee, total, refunds }: PaidOrder, refund: number): number {
  const due = shareOf(fee, refunds.amount + refund, total) - refunds.fee
  // A fee kept from closed refunds is not deducted from the next one.
  return Math.max(due, 0)
}

function shareOf(fee: number, part: number, total: number): number {
  return Number((2n * BigInt(fee) * BigInt(part) + BigInt(total)) / (2n * BigInt(total)))
}
