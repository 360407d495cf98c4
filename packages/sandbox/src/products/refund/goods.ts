import type { OrderedGoods, PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { RefundTerms } from './refund.ts'
import { refusals } from './refusals.ts'

/** Refuses goods that the order does not have, or not as many of, and goods that cost more than is refunded. */
export function refuseGoods(
  { refund, goods = [] }: Pick<RefundTerms, 'refund' | 'goods'>,
  order: Pick<PaidOrder, 'goods'>,
): Refusal | undefined {
  const ordered = quantities(order.goods)
  for (const [goods_id, quantity] of quantities(goods)) {
    const most = ordered.get(goods_id)
    if (most === undefined || quantity > most) return refusals.otherThanOrdered
  }
  const sum = goods.reduce((total, { amount }) => total + amount, 0)
  return sum > refund ? refusals.goodsAboveRefund : undefined
}

function quantities(goods: readonly OrderedGoods[] = []): Map<string, number> {
  const counted = new Map<string, number>()
  for (const { goods_id, quantity } of goods) counted.set(goods_id, (counted.get(goods_id) ?? 0) + quantity)
  return counted
}
