import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

/** Makes the numbers that WeChat Pay hands out for a refund; injected, so that decisions stay functions of their input. */
export interface RefundIds {
  /** WeChat Pay refund number (微信支付退款单号): 29 digits that hold the day. */
  refundId(now: number): string
  /** The last four digits of the card that was paid with. */
  cardTail(): string
}

export const randomRefundIds: RefundIds = {
  refundId: (now) => `50${randomDigits(8)}${beijingDigits(now).slice(0, 8)}${randomDigits(11)}`,
  cardTail: () => randomDigits(4),
}
