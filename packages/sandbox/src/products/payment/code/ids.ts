import { randomInt } from 'node:crypto'
import { beijingDigits } from '../../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../../kernel/world/random-digits.ts'

/** Makes the numbers of payments by code; injected, so that decisions stay functions of their input. */
export interface CodeIds {
  /** Payment code: 18 digits that begin with 10 to 14; 15 is Hong Kong's. */
  authCode(): string
  /** The number (微信退款单号) under which a bill has the money that a reversal gave back: 29 digits that hold the day. */
  reversalId(now: number): string
}

export const randomCodeIds: CodeIds = {
  authCode: () => `${randomInt(10, 15)}${randomDigits(16)}`,
  reversalId: (now) => `50${randomDigits(8)}${beijingDigits(now).slice(0, 8)}${randomDigits(11)}`,
}
