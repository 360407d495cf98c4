import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import { presentRefundNotificationV2 } from './present-v2.ts'
import { presentRefundNotification } from './present.ts'
import type { Refund, RefundEvent } from './refund.ts'

/** `summary` of each notification, by event type. */
export const refundNotifications: Readonly<Record<RefundEvent, string>> = {
  'REFUND.SUCCESS': '退款成功',
  'REFUND.ABNORMAL': '退款异常',
  'REFUND.CLOSED': '退款关闭',
  'v2/refund-processed': '退款结果',
}

/** How refunds are stored. */
export const refunds: EntityKind<Refund, unknown> = {
  product: 'refund',
  row: (refund) => ({
    mchid: refund.mchid,
    number: refund.out_refund_no,
    subMchid: refund.order.trade.sub_mchid,
    state: refund.state,
    openid: refund.order.payer,
    open: refund.state === 'PROCESSING',
    createdAt: refund.createdAt,
  }),
  keys: ({ refund_id }) => ({ refund_id }),
  pointless: ({ dueAt }) => (dueAt === undefined ? ['process'] : []),
  notice(refund, eventType) {
    const common = { summary: refundNotifications[eventType as RefundEvent], url: refund.terms.notify_url }
    if (eventType === ('v2/refund-processed' satisfies RefundEvent)) {
      const body = presentRefundNotificationV2(refund)
      return { ...common, body, signature: 'none', amount: 'req_info.refund_fee' }
    }
    const about = { originalType: 'refund', associatedData: 'refund', amount: 'amount.refund' }
    return { ...common, body: presentRefundNotification(refund), ...about }
  },
}
