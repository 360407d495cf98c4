import { randomBytes } from 'node:crypto'
import { randomDigits } from '../../kernel/world/random-digits.ts'
import { formatServiceTime } from './service-time.ts'

/** Makes the identifiers that WeChat Pay hands out; injected, so that decisions stay functions of their input. */
export interface IdSource {
  /** Service order number (微信支付服务订单号): 31 digits that hold the day. */
  orderId(now: number): string
  /** WeChat Pay order number (微信支付订单号): 28 digits that hold the day. */
  transactionId(now: number): string
  /** Unguessable text: package tokens, ticket secrets and nonces. */
  token(): string
}

export const randomIds: IdSource = {
  orderId: (now) => `1000000000${formatServiceTime(now).slice(0, 8)}${randomDigits(13)}`,
  transactionId: (now) => `4200${randomDigits(6)}${formatServiceTime(now).slice(0, 8)}${randomDigits(10)}`,
  token: () => randomBytes(24).toString('base64url'),
}
