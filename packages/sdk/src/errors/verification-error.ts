import { WechatPayError, type Hint } from './wechatpay-error.ts'

export type VerificationReason =
  | 'missing-header'
  | 'missing-signature'
  | 'stale'
  | 'unknown-serial'
  | 'bad-signature'
  | 'bad-digest'

/**
 * A 2xx answer whose signature does not prove that it comes from WeChat Pay; its data was discarded. WeChat Pay sends a
 * few wrong signatures on purpose, so an idempotent call is repeated once before this error is thrown.
 */
export class VerificationError extends WechatPayError {
  override readonly name = 'VerificationError'
  readonly reason: VerificationReason
  readonly status: number
  readonly requestId: string | undefined

  constructor(
    reason: VerificationReason,
    message: string,
    options: { status: number; requestId: string | undefined; hint: Hint },
  ) {
    super(`VERIFICATION_${reason.replaceAll('-', '_').toUpperCase()}`, message, options)
    this.reason = reason
    this.status = options.status
    this.requestId = options.requestId
  }
}
