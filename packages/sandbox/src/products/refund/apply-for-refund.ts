import { type RefundCommand, createRefund } from './create-refund.ts'
import { type RefundWorld, decideWithOrder } from './decide-with-order.ts'
import type { RefundDecision } from './decision.ts'
import { type OrderNumbers, findOrder } from './orders.ts'

/** Requests a refund of the named order. */
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
