import { type RefundCommand, createRefund } from './create-refund.ts'
import { type RefundWorld, decideWithOrder } from './decide-with-order.ts'
import type { RefundDecision } from './decision.ts'
import { type OrderNumbers, findOrder } from './orders.ts'

/** Asks for a refund of the order that is named. */
export async function applyForRefund(
  world: RefundWorld,
  numbers: OrderNumbers,
  command: RefundCommand,
  now: number,
): Promise<RefundDecision> {
  const { mchid, out_refund_no } = command
  const order = await findOrder(world.entities, mchid, numbers)
  const subject = { mchid, out_refund_no, order, payer: order?.paid?.payer, now }
  return decideWithOrder(world, subject, (existing, paid, ctx) =>
    createRefund(existing, order && { ...order, paid }, command, ctx),
  )
}
