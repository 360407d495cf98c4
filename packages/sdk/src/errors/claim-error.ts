import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * What went wrong with the claim of a notification, apart from its action:
 * - `unrecorded`: acted on, but the store could not be told; a copy that comes after the lease is acted on again
 * - `unreachable`: the store could not be asked to renew the claim until its lease ended
 * - `taken-over`: the lease ended, and another process has the notification
 * - `too-long`: the action ran longer than `maxActionMs`, and its claim is not renewed any more
 * - `transaction-ended`: the action committed or rolled back the transaction that is not its own, or used it too late
 */
export type ClaimErrorReason = 'unrecorded' | 'unreachable' | 'taken-over' | 'too-long' | 'transaction-ended'

/** A notification may be acted on twice, and why. `onDelivery` hears of it; `context.claimLost` aborts with it. */
export class ClaimError extends WechatPayError {
  override readonly name = 'ClaimError'
  readonly reason: ClaimErrorReason

  constructor(reason: ClaimErrorReason, message: string, options: { hint: Hint; cause?: unknown }) {
    super(`CLAIM_${reason.replaceAll('-', '_').toUpperCase()}`, message, options)
    this.reason = reason
  }
}
