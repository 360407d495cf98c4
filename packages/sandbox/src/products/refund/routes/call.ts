import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import { Refused } from '../../../kernel/protocol/refused.ts'
import { requireSubMchid } from '../../payment/index.ts'
import { applyForRefund } from '../apply-for-refund.ts'
import type { RefundCommand } from '../create-refund.ts'
import type { RefundDecision } from '../decision.ts'
import type { OrderNumbers, OrdersPolicy } from '../orders.ts'
import { refundOfParties } from '../parties.ts'
import type { RefundPolicy } from '../policy.ts'
import type { Refund } from '../refund.ts'

export type Policy = RefundPolicy & OrdersPolicy

export type RefundCall = PlayedCall<Policy>

/** @throws {Refused} the decision is a refusal */
export async function applyFor(
  { world, merchant: { mchid }, now }: RefundCall,
  numbers: OrderNumbers,
  asked: Omit<RefundCommand, 'mchid'>,
): Promise<Refund> {
  return accepted(await applyForRefund(world, numbers, { mchid, ...asked }, now))
}

/**
 * Returns the refund, if it belongs to the sub-merchant that the request names.
 *
 * @throws {Refused}
 */
export function ofSubMerchant(
  { merchant, world }: RefundCall,
  refund: Refund | undefined,
  sub_mchid: string | undefined,
): Refund {
  requireSubMchid(merchant, sub_mchid)
  const own = refundOfParties(refund, sub_mchid, world.policy)
  if (!('refund_id' in own)) throw new Refused(own)
  return own
}

/** @throws {Refused} the decision is a refusal */
export function accepted(decision: RefundDecision): Refund {
  if (decision.outcome === 'refused') throw new Refused(decision)
  return decision.entity
}
