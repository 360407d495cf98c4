import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * Why a notification was not accepted:
 * - `missing-header`, `duplicate-header`, `malformed-header`: one of the four `Wechatpay-*` headers
 * - `stale`: its time is five minutes or more from yours
 * - `unknown-serial`: signed with a key that was not given
 * - `bad-signature`: not what WeChat Pay signed; probes with a wrong signature on purpose belong here
 * - `body-not-raw`: the handler passed something other than the bytes that arrived
 * - `too-large`: a body beyond the limit
 * - `malformed`: genuine, but not a notification of the documented shape
 * - `undecryptable`: genuine, but not encrypted with the APIv3 key that was given
 * - `unknown-event`: genuine, of APIv2, and not one that is documented; it has no type that could be passed on
 * - `not-yours`: genuine, but about another merchant or app than expected
 * - `wrong-amount`: genuine, but about another amount than expected
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

/** A notification that must not be acted on. Answer it with `reject(error)`; WeChat Pay delivers what is genuine again. */
export class WebhookError extends WechatPayError {
  override readonly name = 'WebhookError'
  readonly reason: WebhookErrorReason

  constructor(reason: WebhookErrorReason, message: string, options: { hint: Hint; cause?: unknown }) {
    super(`WEBHOOK_${reason.replaceAll('-', '_').toUpperCase()}`, message, options)
    this.reason = reason
  }
}
