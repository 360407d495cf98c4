import { beLateIfAsked } from '../code/negative-test.ts'
import type { Payment } from '../payment.ts'
import { presentPayment } from '../present.ts'
import type { PaymentCall } from './call.ts'

/** The text of the QR code that a phone scans. */
export function codeUrl({ prepay }: Payment): string {
  return `weixin://wxpay/bizpayurl?pr=${prepay?.code}`
}

/** Path of the cashier page (中间页). */
export const CASHIER = '/cgi-bin/mmpayweb-bin/checkmweb'

/**
 * The address on which a browser pays; the merchant may append `&redirect_url=`. It differs from production's in the
 * host, which is the sandbox's own, and in `package`, which names the merchant.
 */
export function h5Url({ mchid, prepay }: Payment, origin: string): string {
  return `${origin}${CASHIER}?prepay_id=${prepay?.id}&package=${mchid}`
}

/** The answer to a query. */
export async function presentAsked(call: PaymentCall, payment: Payment): Promise<object> {
  await beLateIfAsked(call, payment)
  return presentPayment(payment)
}
