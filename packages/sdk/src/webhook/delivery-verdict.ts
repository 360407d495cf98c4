import type { WebhookErrorReason } from '../errors/webhook-error.ts'

/**
 * The result of a delivery:
 * - `done`: the action succeeded; acknowledged
 * - `unrecorded`: the action succeeded and was acknowledged, but the store has not recorded it yet or, with an error,
 *   could not record it: the action runs again for a copy that arrives after the lease
 * - `taken-over`: the action succeeded and was acknowledged, but its lease had ended before, and another process took
 *   over: the action may run twice
 * - `claim-lost`: the action still runs, but its claim was lost; another process may act too. WeChat Pay delivers again
 * - `ignored`: genuine, but without an action; acknowledged
 * - `duplicate`: handled before; acknowledged
 * - `running`: another delivery is being handled; WeChat Pay delivers again
 * - `too-slow`: the time budget ran out before the action ended; WeChat Pay delivers again
 * - `failed`: the action or the store threw; WeChat Pay delivers again
 * - `refused`: not authentic, unreadable or unexpected; no action ran
 */
export type DeliveryVerdict =
  | 'done'
  | 'unrecorded'
  | 'taken-over'
  | 'claim-lost'
  | 'ignored'
  | 'duplicate'
  | 'running'
  | 'too-slow'
  | 'failed'
  | 'refused'

/** A delivery in a form that is safe to log: its type and result, but not its content. */
export interface Delivery {
  readonly verdict: DeliveryVerdict
  /** HTTP status of the answer. */
  readonly status: number
  /** True for results after the answer: the end of an action that was too slow or lost its claim. */
  readonly late: boolean
  /** Time from the first byte read to the verdict, in milliseconds. */
  readonly durationMs: number
  /** The notification's id; undefined for an unverified delivery. */
  readonly id: string | undefined
  readonly eventType: string | undefined
  /** The reason of a refusal. */
  readonly reason: WebhookErrorReason | undefined
  /** The error, for `failed` and `refused`; a `ClaimError` for `claim-lost`, `taken-over` and `unrecorded`. */
  readonly error: unknown
}
