import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

/** Creates the numbers that WeChat Pay assigns; injected, so that decisions depend only on their input. */
export interface SharingIds {
  /** WeChat Pay sharing number (微信分账单号): 30 digits that include the date. */
  orderId(now: number): string
  /** Number of one receiver's line (分账明细单号): 23 digits. */
  detailId(): string
}

export const randomSharingIds: SharingIds = {
  orderId: (now) => `3000${randomDigits(6)}${beijingDigits(now).slice(0, 8)}${randomDigits(12)}`,
  detailId: () => `3600${randomDigits(19)}`,
}
