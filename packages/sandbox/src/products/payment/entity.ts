import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'
import { presentPayment } from './present.ts'

/** `summary` of each notification, by event type. */
export const paymentNotifications: Readonly<Record<string, string>> = { 'TRANSACTION.SUCCESS': '支付成功' }

/** How ordinary payments are kept. */
export const payments: EntityKind<Payment, PaymentPolicy> = {
  product: 'payment',
  row: (payment) => ({
    mchid: payment.mchid,
    number: payment.out_trade_no,
    state: payment.state,
    openid: payment.payer ?? payment.terms.openid,
    open: payment.state === 'NOTPAY',
    createdAt: payment.createdAt,
  }),
  keys: ({ transaction_id, prepay }) => ({
    ...(transaction_id !== undefined && { transaction_id }),
    ...(prepay && { prepay_id: prepay.id, code: prepay.code }),
  }),
  pointless: ({ state }) => (state === 'NOTPAY' ? [] : ['close_unpaid']),
  notice: (payment, eventType) => ({
    body: presentPayment(payment),
    summary: paymentNotifications[eventType] ?? eventType,
    originalType: 'transaction',
    associatedData: 'transaction',
    url: payment.terms.notify_url,
    amount: 'amount.total',
  }),
}
