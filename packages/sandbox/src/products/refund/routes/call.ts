import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { type RefundCommand, createRefund } from '../create-refund.ts'
import { decideWithOrder } from '../decide-with-order.ts'
import type { RefundDecision } from '../decision.ts'
import { type OrderNumbers, type OrdersPolicy, findOrder } from '../orders.ts'
import type { RefundPolicy } from '../policy.ts'
import type { Refund } from '../refund.ts'

export type Policy = RefundPolicy & OrdersPolicy

export type RefundCall = PlayedCall<Policy>

/**
 * Asks for a refund of the order that the merchant names.
 *
 * @throws {Refused}
 */
export async function askFor(
  { world, merchant: { mchid }, now }: RefundCall,
  numbers: OrderNumbers,
  asked: Omit<RefundCommand, 'mchid'>,
): Promise<Refund> {
  const order = await findOrder(world.entities, mchid, numbers)
  const command: RefundCommand = { mchid, ...asked }
  const subject = { mchid, out_refund_no: asked.out_refund_no, order, payer: order?.paid?.payer, now }
  const decision = await decideWithOrder(world, subject, (existing, paid, ctx) =>
    createRefund(existing, order && { ...order, paid }, command, ctx),
  )
  return accepted(decision)
}

/** @throws {Refused} when the machine refuses */
export function accepted(decision: RefundDecision): Refund {
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}
