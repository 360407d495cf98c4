import { randomBytes } from 'node:crypto'
import { randomDigits } from '../../kernel/world/random-digits.ts'
import { formatServiceTime } from './service-time.ts'

/** Creates the identifiers that WeChat Pay assigns; injected, so that decisions depend only on their input. */
export interface IdSource {
  /** Service order number (微信支付服务订单号): 31 digits that include the date. */
  orderId(now: number): string
  /** WeChat Pay order number (微信支付订单号): 28 digits that include the date. */
  transactionId(now: number): string
  /** Unguessable text: package tokens, ticket secrets and nonces. */
  token(): string
}

export const randomIds: IdSource = {
  orderId: (now) => `1000000000${formatServiceTime(now).slice(0, 8)}${randomDigits(13)}`,
  transactionId: (now) => `4200${randomDigits(6)}${formatServiceTime(now).slice(0, 8)}${randomDigits(10)}`,
  token: () => randomBytes(24).toString('base64url'),
}
