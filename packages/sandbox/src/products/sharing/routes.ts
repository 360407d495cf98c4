import type { CallTo } from '../../kernel/protocol/call.ts'
import type { Routes } from '../../kernel/product.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { type Policy, unfreezeOrder } from './unfreeze.ts'

/** Unfreezing moves money of orders; what it says is remembered like everything about shares. */
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
  // An order that the sandbox does not know is remembered only: nothing of it is frozen here.
  const decision = await unfreezeOrder(world, { mchid, transaction_id, out_order_no, now })
  if (decision?.outcome === 'refused') throw new Refused(decision)
}
