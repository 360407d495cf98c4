import { WechatPayError, type Hint } from './wechatpay-error.ts'

/**
 * The reason why the claim of a notification failed, apart from errors of the action:
 * - `unrecorded`: the action succeeded but the store could not record it; the action runs again for a copy that arrives
 *   after the lease
 * - `unreachable`: the store was unavailable for renewals until the lease ended
 * - `taken-over`: the lease ended, and another process took over the notification
 * - `too-long`: the action ran longer than `maxActionMs`, and its claim is no longer renewed
 * - `transaction-ended`: the action itself committed or rolled back the handler's transaction, or used it after its end
 */
export type ClaimErrorReason = 'unrecorded' | 'unreachable' | 'taken-over' | 'too-long' | 'transaction-ended'

/** The action of a notification may run twice. `onDelivery` receives this error; `context.claimLost` aborts with it. */
export class ClaimError extends WechatPayError {
  override readonly name = 'ClaimError'
  readonly reason: ClaimErrorReason

  constructor(reason: ClaimErrorReason, message: string, options: { hint: Hint; cause?: unknown }) {
    super(`CLAIM_${reason.replaceAll('-', '_').toUpperCase()}`, message, options)
    this.reason = reason
  }
}
