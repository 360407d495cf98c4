import { distribute } from '../../kernel/ledger/distribute.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import { type Coupon, voucherOf } from './coupon.ts'
import { isUsable } from './decide-coupon.ts'
import type { Purchase, PurchasedGoods } from './purchase.ts'

/** Why a coupon cannot pay a part of an order. */
export type Misfit =
  | 'not_usable'
  | 'other_merchant'
  | 'other_trade_type'
  | 'other_card'
  | 'other_goods_tag'
  | 'other_goods'
  | 'merchant_discount'
  | 'below_minimum'

/**
 * Returns why the coupon cannot be used for the order, or undefined if it can.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4015880636
 */
export function misfitOf(coupon: Coupon, order: Purchase, now: number): Misfit | undefined {
  const { available_merchants, trade_type, limit_card, goods_tag, transaction_minimum } = coupon.rule
  if (!isUsable(coupon, now)) return 'not_usable'
  if (!available_merchants.includes(order.payee)) return 'other_merchant'
  if (trade_type?.length && !trade_type.some((type) => order.tradeTypes.includes(type))) return 'other_trade_type'
  if (limit_card && order.bank_type === 'OTHERS') return 'other_card'
  if (goods_tag?.length && !goods_tag.includes(order.goods_tag ?? '')) return 'other_goods_tag'
  if (order.cost_price !== undefined && order.cost_price !== order.total) return 'merchant_discount'
  if (coupon.rule.available_items && goodsOf(coupon, order).length === 0) return 'other_goods'
  return baseOf(coupon, order) < transaction_minimum ? 'below_minimum' : undefined
}

/** The part of an order, in fen, that its earlier vouchers have left. */
export interface Rest {
  readonly total: number
  /** By line of the order. Default: the whole cost of the line. */
  readonly goods: ReadonlyMap<PurchasedGoods, number>
}

/** Returns the voucher with which the coupon pays a part of the order, and the part that is left then. */
export function redeemed(coupon: Coupon, order: Purchase, rest: Rest): { voucher: Voucher; rest: Rest } {
  const { coupon_amount, available_items } = coupon.rule
  if (!available_items) {
    const amount = Math.min(coupon_amount, rest.total)
    return { voucher: voucherOf(coupon, amount), rest: { ...rest, total: rest.total - amount } }
  }
  const lines = goodsOf(coupon, order)
  const left = lines.map((line) => rest.goods.get(line) ?? costOf(line))
  const amount = Math.min(coupon_amount, sumOf(left), rest.total)
  const shares = distribute(amount, left)
  const goods = new Map(rest.goods)
  const reduced = lines.map((line, index) => {
    const { goods_id, quantity, unit_price } = line
    const discount_amount = shares[index] ?? 0
    goods.set(line, (left[index] ?? 0) - discount_amount)
    return { goods_id, quantity, unit_price, discount_amount }
  })
  return { voucher: voucherOf(coupon, amount, reduced), rest: { total: rest.total - amount, goods } }
}

/** The part of the order that the coupon can reduce. */
function baseOf(coupon: Coupon, order: Purchase): number {
  if (!coupon.rule.available_items) return order.total
  return sumOf(goodsOf(coupon, order).map(costOf))
}

function goodsOf({ rule: { available_items = [] } }: Coupon, { goods }: Purchase): PurchasedGoods[] {
  return goods.filter(({ goods_id }) => available_items.includes(goods_id))
}

function costOf({ quantity, unit_price }: PurchasedGoods): number {
  return quantity * unit_price
}

function sumOf(amounts: readonly number[]): number {
  return amounts.reduce((sum, fen) => sum + fen, 0)
}
