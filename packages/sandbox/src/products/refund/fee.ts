import { shareOf } from '../../kernel/ledger/distribute.ts'
import { settlementTotal } from '../../kernel/ledger/voucher.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'

/**
 * Computes the part of the order's fee that a refund returns: proportional, rounded half up, and in total exactly the
 * whole fee once everything is refunded. `NOCASH` vouchers bear no fee.
 *
 * @param settlementRefund the refunded part of the amount on which the fee was charged, in fen
 */
export function feeOfRefund({ fee, total, vouchers = [], refunds }: PaidOrder, settlementRefund: number): number {
  const settled = settlementTotal(total, vouchers)
  if (settled === 0) return 0
  const withoutMoney = vouchers.filter(({ type }) => type === 'NOCASH')
  const before = withoutMoney.reduce((sum, { coupon_id }) => sum - (refunds.vouchers?.[coupon_id] ?? 0), refunds.amount)
  const due = shareOf(fee, before + settlementRefund, settled) - refunds.fee
  // A fee kept from closed refunds is not deducted from the next one.
  return Math.max(due, 0)
}
