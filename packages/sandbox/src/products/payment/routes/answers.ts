import { beLateIfAsked } from '../code/negative-test.ts'
import type { Payment } from '../payment.ts'
import { presentPayment } from '../present.ts'
import type { PaymentCall } from './call.ts'

/** What becomes the QR code that a phone scans. */
export function codeUrl({ prepay }: Payment): string {
  return `weixin://wxpay/bizpayurl?pr=${prepay?.code}`
}

/** Path of the cashier page (中间页). */
export const CASHIER = '/cgi-bin/mmpayweb-bin/checkmweb'

/**
 * Where a browser pays; the merchant may append `&redirect_url=`. Like production's but for the host, which is the
 * sandbox's own, and for `package`, which says whose order it is.
 */
export function h5Url({ mchid, prepay }: Payment, origin: string): string {
  return `${origin}${CASHIER}?prepay_id=${prepay?.id}&package=${mchid}`
}

/** Answer to a query. */
export async function presentAsked(call: PaymentCall, payment: Payment): Promise<object> {
  await beLateIfAsked(call, payment)
  return presentPayment(payment)
}
