import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

/** Creates the numbers that WeChat Pay assigns to a refund; injected, so that decisions depend only on their input. */
export interface RefundIds {
  /** WeChat Pay refund number (微信支付退款单号): 29 digits that include the date. */
  refundId(now: number): string
  /** The last four digits of the paying card. */
  cardTail(): string
}

export const randomRefundIds: RefundIds = {
  refundId: (now) => `50${randomDigits(8)}${beijingDigits(now).slice(0, 8)}${randomDigits(11)}`,
  cardTail: () => randomDigits(4),
}
