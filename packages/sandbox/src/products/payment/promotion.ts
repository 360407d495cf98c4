import { type Voucher, discountOf, settlementTotal } from '../../kernel/ledger/voucher.ts'

/** The forms in which merchants see the vouchers of an order. Undefined members are left out on the wire. */
type Wire = Readonly<Record<string, unknown>>

/** `promotion_detail` of APIv3; undefined for an order without vouchers. */
export function presentVouchers(vouchers: readonly Voucher[] | undefined): readonly Wire[] | undefined {
  return vouchers?.map(({ coupon_id, stock_id, name, scope, type, amount, contributor, goods }) => ({
    coupon_id,
    name,
    scope,
    type,
    amount,
    stock_id,
    // Exactly one of the three contributions is present.
    [`${contributor}_contribute`]: amount,
    currency: 'CNY',
    goods_detail: goods,
  }))
}

/** The fields about vouchers in answers and notifications of APIv2: `coupon_fee`, `coupon_id_0`. */
export function voucherFieldsV2(total: number, vouchers: readonly Voucher[] | undefined): Wire {
  if (!vouchers) return {}
  const settlement_total_fee = settlementTotal(total, vouchers)
  return {
    ...(settlement_total_fee !== total && { settlement_total_fee }),
    coupon_fee: discountOf(vouchers),
    coupon_count: vouchers.length,
    ...Object.fromEntries(
      vouchers.flatMap(({ coupon_id, type, amount }, place) => [
        [`coupon_type_${place}`, type === 'NOCASH' ? 'NO_CASH' : type],
        [`coupon_id_${place}`, coupon_id],
        [`coupon_fee_${place}`, amount],
      ]),
    ),
  }
}
