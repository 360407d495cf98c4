import type { EntityKind, EntityReference } from '../../kernel/machine/entity-kind.ts'
import { type Payment, type PaymentEvent, isPayable, isShared } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { presentNotificationV2 } from './present-v2.ts'
import { presentPayment } from './present.ts'

/** `summary` of each notification, by event type. */
export const paymentNotifications: Readonly<Record<PaymentEvent, string>> = {
  'TRANSACTION.SUCCESS': '支付成功',
  'v2/transaction-success': '支付成功',
}

/** Product name under which the store keeps combined orders. */
export const COMBINED = 'combined'

function combinedOrderOf({ mchid, combine_out_trade_no }: NonNullable<Payment['partOf']>): EntityReference {
  return { product: COMBINED, mchid, outOrderNo: combine_out_trade_no }
}

/** Describes how the store keeps ordinary payments. */
export const payments: EntityKind<Payment, PaymentPolicy> = {
  product: 'payment',
  row: (payment) => ({
    mchid: payment.mchid,
    number: payment.out_trade_no,
    subMchid: payment.sub_mchid,
    ...(payment.partOf && { partOf: combinedOrderOf(payment.partOf) }),
    state: payment.state,
    openid: payment.payer ?? payment.terms.openid,
    open: isPayable(payment),
    createdAt: payment.createdAt,
  }),
  keys: ({ transaction_id, prepay }) => ({
    ...(transaction_id !== undefined && { transaction_id }),
    ...(prepay && { prepay_id: prepay.id, code: prepay.code }),
  }),
  pointless: (payment) => {
    const { state, surface, frozen } = payment
    const unfreezing = isShared(payment) && state !== 'NOTPAY' && !frozen ? ['unfreeze'] : []
    if (surface === 'code') return state === 'USERPAYING' ? [] : ['end_user_paying', ...unfreezing]
    return state === 'NOTPAY' ? [] : ['close_unpaid', ...unfreezing]
  },
  notice(payment, eventType, { v2NotificationSignType }) {
    const common = { summary: paymentNotifications[eventType as PaymentEvent], url: payment.terms.notify_url }
    if (eventType === ('v2/transaction-success' satisfies PaymentEvent)) {
      const { signType = 'MD5' } = payment.v2 ?? {}
      const named = v2NotificationSignType === 'present' ? { sign_type: signType } : {}
      const body = { ...presentNotificationV2(payment), ...named }
      return { ...common, body, signature: signType, amount: 'total_fee' }
    }
    const about = { originalType: 'transaction', associatedData: 'transaction', amount: 'amount.total' }
    return { ...common, body: presentPayment(payment), ...about }
  },
}
