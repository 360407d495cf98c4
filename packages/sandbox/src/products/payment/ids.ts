import { randomBytes } from 'node:crypto'
import { beijingDigits } from '../../kernel/clock/beijing-time.ts'
import { randomDigits } from '../../kernel/world/random-digits.ts'

/** Creates the numbers that WeChat Pay assigns to a payment; injected, so that decisions depend only on their input. */
export interface PaymentIds {
  /** WeChat Pay order number (微信支付订单号): 28 digits that include the date. */
  transactionId(now: number): string
  /** `wx`, the time of day, then hexadecimal digits: 36 characters. */
  prepayId(now: number): string
  /** 9 characters, as in `weixin://wxpay/bizpayurl?pr=p4lpSuKzz`. */
  code(): string
}

export const randomPaymentIds: PaymentIds = {
  transactionId: (now) => `4200${randomDigits(6)}${beijingDigits(now).slice(0, 8)}${randomDigits(10)}`,
  prepayId: (now) => `wx${beijingDigits(now)}${randomBytes(10).toString('hex')}`,
  code: () =>
    `${randomBytes(12)
      .toString('base64')
      .replaceAll(/[^0-9A-Za-z]/g, '')
      .slice(0, 7)
      .padEnd(7, '0')}zz`,
}
