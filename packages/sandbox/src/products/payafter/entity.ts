import { createHmac } from 'node:crypto'
import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import { type PayafterOrder, stateOfWork } from './order.ts'
import type { PayafterPolicy } from './policy.ts'
import { presentNotification } from './present.ts'

/** `summary` of each notification, by event type. */
export const payafterNotifications: Readonly<Record<string, string>> = {
  'PAYSCORE.USER_ACCEPTED': '用户已确认订单',
  'PAYSCORE.USER_PAID': '用户已支付',
}

/** Describes how the store keeps pay-after orders. */
export const payafterOrders: EntityKind<PayafterOrder, PayafterPolicy> = {
  product: 'payafter',
  row: (order) => ({
    mchid: order.mchid,
    number: order.out_order_no,
    state: order.state,
    openid: order.openid,
    open: isOpen(order),
    createdAt: order.createdAt,
  }),
  keys: (order) => ({
    order_id: order.order_id,
    query_id: queryIdOf(order),
    ...(order.finish_transaction_id !== undefined && { transaction_id: order.finish_transaction_id }),
  }),
  pointless: ({ state, complete, frozen }) =>
    // While an order waits for its user, no work is planned that could have become pointless.
    state === 'CREATED'
      ? []
      : [
          ...(['expire', 'deduct'] as const).filter((kind) => stateOfWork[kind] !== state),
          ...(complete?.profit_sharing && !frozen ? ['unfreeze'] : []),
        ],
  notice: (order, eventType, policy) => {
    const body = presentNotification(order, policy)
    return {
      body,
      summary: payafterNotifications[eventType] ?? eventType,
      originalType: 'payscore',
      associatedData: 'payscore',
      serviceId: order.service_id,
      // The total, once the merchant has completed the order; the amount at risk before.
      amount: order.complete ? 'total_amount' : 'risk_amount',
    }
  },
}

/**
 * Returns the `query_id` that the front end receives when the user leaves the confirm page by its button. It identifies
 * the order in queries.
 */
export function queryIdOf({ order_id, ticketSecret }: PayafterOrder): string {
  return createHmac('sha256', ticketSecret).update(`query_id ${order_id}`).digest('hex').slice(0, 32)
}

function isOpen({ state, complete }: PayafterOrder): boolean {
  return state === 'USER_ACCEPTED' || (state === 'FINISHED' && complete?.total_amount !== 0)
}
