import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * The reason why a notification was rejected:
 * - `missing-header`, `duplicate-header`, `malformed-header`: one of the four `Wechatpay-*` headers is wrong
 * - `stale`: its timestamp is five minutes or more from your clock
 * - `unknown-serial`: it is signed with an unknown key
 * - `bad-signature`: the signature does not match, as in WeChat Pay's deliberate probes
 * - `body-not-raw`: the handler passed something other than the bytes that arrived
 * - `too-large`: the body exceeds the limit
 * - `malformed`: genuine, but not in the documented shape
 * - `undecryptable`: genuine, but encrypted with another APIv3 key
 * - `unknown-event`: genuine, but an undocumented notification of APIv2, for which there is no type
 * - `not-yours`: genuine, but for another merchant or app than expected
 * - `wrong-amount`: genuine, but with another amount than expected
 */
export type WebhookErrorReason =
  | 'missing-header'
  | 'duplicate-header'
  | 'malformed-header'
  | 'stale'
  | 'unknown-serial'
  | 'bad-signature'
  | 'body-not-raw'
  | 'too-large'
  | 'malformed'
  | 'undecryptable'
  | 'unknown-event'
  | 'not-yours'
  | 'wrong-amount'

/**
 * A notification that must not be acted on. Answer it with `reject(error)`; WeChat Pay delivers a genuine one again.
 */
export class WebhookError extends WechatPayError {
  override readonly name = 'WebhookError'
  readonly reason: WebhookErrorReason

  constructor(reason: WebhookErrorReason, message: string, options: { hint: Hint; cause?: unknown }) {
    super(`WEBHOOK_${reason.replaceAll('-', '_').toUpperCase()}`, message, options)
    this.reason = reason
  }
}
