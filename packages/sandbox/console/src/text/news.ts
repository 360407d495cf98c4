import type { DeliverySummary, Happening } from '../data/api.ts'
import { clockTime } from './format.ts'
import { deliveryState, happeningName, isOfCoupons } from './words.ts'

/** The latest events, newest first, limited in number. */
export interface Glance {
  readonly happenings: readonly Happening[]
  readonly deliveries: readonly DeliverySummary[]
}

/** Describes the events between two reads in one sentence, newest last; undefined for the first read. */
export function newsBetween(before: Glance | undefined, after: Glance): string | undefined {
  if (before === undefined) return undefined
  const known = before.happenings[0]?.id ?? 0
  const settled = new Map(before.deliveries.map((delivery) => [delivery.id, delivery.state]))
  const lines = [
    ...after.happenings
      .filter(({ id }) => id > known)
      .toReversed()
      .map(
        ({ at, outOrderNo, type, product }) =>
          `${clockTime(at)}，${nounOf(product)} ${outOrderNo} ${happeningName(type, product)}`,
      ),
    ...after.deliveries
      .filter((delivery) => delivery.state !== 'pending' && settled.get(delivery.id) !== delivery.state)
      .map((delivery) => `订单 ${delivery.outOrderNo} 的通知${deliveryState[delivery.state]}`),
  ]
  return lines.length > 0 ? lines.slice(-3).join('；') : undefined
}

function nounOf(product: string | undefined): string {
  if (product === 'refund') return '退款'
  if (isOfCoupons(product)) return product === 'coupon' ? '代金券' : '代金券批次'
  return product === 'fund' ? '资金单' : '订单'
}
