import type { Snapshot } from './api.ts'
import { clockTime } from './format.ts'
import { deliveryState, eventName } from './words.ts'

/** What happened between two snapshots, newest last, in one sentence; nothing on the first read. */
export function newsBetween(before: Snapshot | undefined, after: Snapshot): string | undefined {
  if (before === undefined) return undefined
  const known = new Map(before.orders.map((order) => [order.out_order_no, order.events.length]))
  const settled = new Map(before.deliveries.map((delivery) => [delivery.id, delivery.state]))
  const lines = [
    ...after.orders.flatMap((order) =>
      order.events
        .slice(known.get(order.out_order_no) ?? 0)
        .map((event) => `${clockTime(event.at)}，订单 ${order.out_order_no} ${eventName[event.type]}`),
    ),
    ...after.deliveries
      .filter((delivery) => delivery.state !== 'pending' && settled.get(delivery.id) !== delivery.state)
      .map((delivery) => `订单 ${delivery.outOrderNo} 的通知${deliveryState[delivery.state]}`),
  ]
  return lines.length > 0 ? lines.slice(-3).join('；') : undefined
}
