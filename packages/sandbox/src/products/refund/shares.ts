import { distribute, shareOf } from '../../kernel/ledger/distribute.ts'
import { type Voucher, discountOf, settlementTotal } from '../../kernel/ledger/voucher.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'

/** The part of a voucher's amount that a refund gives back, in fen. */
export interface VoucherShare {
  readonly voucher: Voucher
  readonly amount: number
}

/**
 * Divides a refund between the payer's money and the vouchers of the order: the payer gets the amount times what was
 * paid over the total, rounded half up, and never more than is left; the last refund gets the rest. The vouchers share
 * their part in proportion to what is left of them.
 *
 * @param refund the refunded amount in fen
 * @returns the shares of the vouchers; the payer gets the remainder
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013071001
 */
export function voucherSharesOf(
  { total, vouchers = [], refunds }: Pick<PaidOrder, 'total' | 'vouchers' | 'refunds'>,
  refund: number,
): VoucherShare[] {
  const discount = discountOf(vouchers)
  const left = vouchers.map(({ coupon_id, amount }) => amount - (refunds.vouchers?.[coupon_id] ?? 0))
  const discountLeft = left.reduce((sum, fen) => sum + fen, 0)
  const payerLeft = total - discount - (refunds.amount - (discount - discountLeft))
  const fair = shareOf(refund, total - discount, total)
  const payer = Math.min(Math.max(fair, refund - discountLeft), payerLeft, refund)
  const shares = distribute(refund - payer, left)
  return vouchers.map((voucher, index) => ({ voucher, amount: shares[index] ?? 0 }))
}

/** Sums the shares of vouchers in fen: of all (`discount_refund`), or of one type. */
export function discountRefund(shares: readonly VoucherShare[] = [], type?: Voucher['type']): number {
  return discountOf(
    shares.map(({ voucher, amount }) => ({ ...voucher, amount })),
    type,
  )
}

/** A refund's amounts in fen, as merchants see them. */
export interface RefundAmounts {
  readonly payer_total: number
  readonly payer_refund: number
  readonly settlement_total: number
  readonly settlement_refund: number
  readonly discount_refund: number
}

/** @param order the refunded order, and the shares of its vouchers */
export function amountsOf({
  terms,
  order,
  shares,
}: {
  readonly terms: { readonly total: number; readonly refund: number }
  readonly order: { readonly vouchers?: readonly Voucher[] | undefined }
  readonly shares?: readonly VoucherShare[]
}): RefundAmounts {
  const { total, refund } = terms
  const discount_refund = discountRefund(shares)
  return {
    payer_total: total - discountOf(order.vouchers),
    payer_refund: refund - discount_refund,
    settlement_total: settlementTotal(total, order.vouchers),
    settlement_refund: refund - discountRefund(shares, 'NOCASH'),
    discount_refund,
  }
}

/** Adds shares to a tally of refunds by coupon, or subtracts them when the refund is closed. */
export function tallyShares(
  tally: Readonly<Record<string, number>> = {},
  shares: readonly VoucherShare[],
  sign: 1 | -1,
): Record<string, number> {
  const after = { ...tally }
  for (const { voucher, amount } of shares) after[voucher.coupon_id] = (after[voucher.coupon_id] ?? 0) + sign * amount
  return after
}
