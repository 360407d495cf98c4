import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import { presentRefundNotification } from './present.ts'
import type { Refund } from './refund.ts'

/** `summary` of each notification, by event type. */
export const refundNotifications: Readonly<Record<string, string>> = {
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
}

/** How refunds are kept. */
export const refunds: EntityKind<Refund, unknown> = {
  product: 'refund',
  row: (refund) => ({
    mchid: refund.mchid,
    number: refund.out_refund_no,
    state: refund.state,
    openid: refund.order.payer,
    open: refund.state === 'PROCESSING',
    createdAt: refund.createdAt,
  }),
  keys: ({ refund_id }) => ({ refund_id }),
  pointless: ({ dueAt }) => (dueAt === undefined ? ['process'] : []),
  notice: (refund, eventType) => ({
    body: presentRefundNotification(refund),
    summary: refundNotifications[eventType] ?? eventType,
    originalType: 'refund',
    associatedData: 'refund',
    url: refund.terms.notify_url,
    amount: 'amount.refund',
  }),
}
