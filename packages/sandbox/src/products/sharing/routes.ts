import type { CallTo } from '../../kernel/protocol/call.ts'
import type { Routes } from '../../kernel/product.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { type Policy, unfreezeOrder } from './unfreeze.ts'

/** Unfreezing moves the money of orders. Its answer is remembered, like all answers about shares. */
export const sharingRoutes: Routes<Policy> = {
  profitsharingOrdersUnfreeze: { effect: unfreeze },
  ecommerceProfitsharingFinishOrder: { effect: unfreeze },
  v2SecapiPayProfitsharingfinish: { effect: unfreeze },
}

type UnfreezingCall = CallTo<
  'profitsharingOrdersUnfreeze' | 'ecommerceProfitsharingFinishOrder' | 'v2SecapiPayProfitsharingfinish',
  Policy
>

async function unfreeze({ merchant: { mchid }, world, now, body }: UnfreezingCall): Promise<void> {
  const { transaction_id, out_order_no } = body
  // If the sandbox does not know the order, the call is only remembered: no money is frozen here.
  const decision = await unfreezeOrder(world, { mchid, transaction_id, out_order_no, now })
  if (decision?.outcome === 'refused') throw new Refused(decision)
}
