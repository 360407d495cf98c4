import type { Payment } from '../payment.ts'

/** What becomes the QR code that a phone scans. */
export function codeUrl({ prepay }: Payment): string {
  return `weixin://wxpay/bizpayurl?pr=${prepay?.code}`
}
