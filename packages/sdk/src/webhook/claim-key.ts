import type { WebhookEvent } from './event.ts'
import { merchantOf, subMerchantOf } from './resource-fields.ts'

/** The merchant's own number of an event, for types that occur once per number. */
const businessKeys: Readonly<Record<string, string>> = {
  'PAYSCORE.USER_ACCEPTED': 'out_order_no',
  'PAYSCORE.USER_CONFIRM': 'out_order_no',
  'PAYSCORE.USER_PAID': 'out_order_no',
  'TRANSACTION.SUCCESS': 'out_trade_no',
  'MCHTRANSFER.BILL.FINISHED': 'out_bill_no',
  'REFUND.SUCCESS': 'out_refund_no',
  'REFUND.ABNORMAL': 'out_refund_no',
  'REFUND.CLOSED': 'out_refund_no',
}

/**
 * The name under which an event must be handled only once: the business fact, or the notification's id if no number
 * identifies it.
 */
export function claimKey({ eventType: type, originalType, id, resource }: WebhookEvent): string {
  const eventType = String(type)
  const fields = resource as Readonly<Record<string, unknown>>
  const name = businessKeys[eventType]
  const number = name === undefined ? undefined : fields[name]
  if (typeof number !== 'string' || number === '') return `${eventType} ${id}`
  const merchant = [merchantOf(fields), subMerchantOf(fields)].filter((one) => one !== undefined).join('/')
  // A parking fee is first accepted and later paid, under the same number and event type.
  const state = fields['trade_state']
  return [originalType, eventType, merchant, number, ...(typeof state === 'string' ? [state] : [])].join(' ')
}
