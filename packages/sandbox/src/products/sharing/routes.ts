import type { PlayedCall } from '../../kernel/protocol/call.ts'
import type { Routes } from '../../kernel/product.ts'
import { Refused } from '../../kernel/protocol/refused.ts'
import { randomSharingIds } from './ids.ts'
import { type Policy, unsplitAmount, withOrder } from './orders.ts'
import {
  type UnfreezingOf,
  presentFinishOfPlatform,
  presentNumbers,
  presentNumbersV2,
  presentUnfreezing,
  presentUnfreezingV2,
} from './present.ts'
import { refusals } from './refusals.ts'
import { unfreezeOrder } from './unfreeze.ts'

/**
 * Unfreezing moves the money of orders; its answers and the queries for it tell what was unfrozen. Shares, and calls
 * about orders that the sandbox does not know, are remembered or answered by example.
 */
export const sharingRoutes: Routes<Policy> = {
  profitsharingOrdersUnfreeze: { effect: unfreeze, actIfKnown: (call) => told(call, call.body, presentUnfreezing) },
  profitsharingOrder: {
    actIfKnown: (call) => told(call, { ...call.query, out_order_no: call.params.out_order_no }, presentUnfreezing),
  },
  profitsharingTransactionAmounts: { actIfKnown: (call) => amounts(call, call.params.transaction_id) },
  ecommerceProfitsharingFinishOrder: { effect: unfreeze, actIfKnown: (call) => told(call, call.body, presentNumbers) },
  ecommerceProfitsharingOrdersQuery: { actIfKnown: (call) => told(call, call.query, presentFinishOfPlatform) },
  ecommerceProfitsharingOrderAmounts: { actIfKnown: (call) => amounts(call, call.params.transaction_id) },
  v2SecapiPayProfitsharingfinish: { effect: unfreeze, actIfKnown: (call) => told(call, call.body, presentNumbersV2) },
  v2PayProfitsharingquery: { actIfKnown: (call) => told(call, call.body, presentUnfreezingV2) },
  v2PayProfitsharingorderamountquery: { actIfKnown: (call) => amounts(call, call.body.transaction_id) },
}

interface UnfreezingFields {
  readonly transaction_id: string
  readonly out_order_no: string
  readonly description: string
}

async function unfreeze(call: PlayedCall<Policy> & { readonly body: UnfreezingFields }): Promise<void> {
  const { merchant, world, now, body } = call
  const { transaction_id, out_order_no, description } = body
  const numbers = { order_id: randomSharingIds.orderId(now), detail_id: randomSharingIds.detailId() }
  const request = { out_order_no, description, ...numbers }
  // If the sandbox does not know the order, the call is only remembered: no money is frozen here.
  const decision = await unfreezeOrder(world, { mchid: merchant.mchid, transaction_id, request, now })
  if (decision?.outcome === 'refused') throw new Refused(decision)
}

/** Tells what the request with this number unfroze; nothing if it unfroze nothing. */
async function told(
  { merchant: { mchid }, world }: PlayedCall<Policy>,
  asked: { readonly transaction_id?: string; readonly out_order_no?: string },
  present: (of: UnfreezingOf) => object,
): Promise<object | undefined> {
  const { transaction_id = '', out_order_no } = asked
  return withOrder(world, { mchid, transaction_id }, async ({ kind }, order) => {
    const { unfreezing } = order
    if (!unfreezing || unfreezing.out_order_no !== out_order_no) return undefined
    const { subMchid: sub_mchid } = kind.row(order)
    return present({ unfreezing, transaction_id, sub_mchid, payee: sub_mchid ?? mchid })
  })
}

/** Tells how much of an order could still be shared. */
async function amounts(
  { merchant: { mchid }, world }: PlayedCall<Policy>,
  transaction_id = '',
): Promise<object | undefined> {
  return withOrder(world, { mchid, transaction_id }, async ({ read }, order) => {
    const paid = read(order)
    if (!paid?.profitSharing) throw new Refused(refusals.nothingShared)
    return { transaction_id, unsplit_amount: unsplitAmount(paid) }
  })
}
