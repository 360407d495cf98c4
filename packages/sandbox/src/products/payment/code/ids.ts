import { randomInt } from 'node:crypto'
import { beijingDigits } from '../../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../../kernel/world/random-digits.ts'

/** Creates the numbers of payments by code; injected, so that decisions depend only on their input. */
export interface CodeIds {
  /** Payment code: 18 digits that begin with 10 to 14. Hong Kong's begin with 15. */
  authCode(): string
  /** The number (微信退款单号) of a reversal's refunded money in a bill: 29 digits that include the date. */
  reversalId(now: number): string
}

export const randomCodeIds: CodeIds = {
  authCode: () => `${randomInt(10, 15)}${randomDigits(16)}`,
  reversalId: (now) => `50${randomDigits(8)}${beijingDigits(now).slice(0, 8)}${randomDigits(11)}`,
}
