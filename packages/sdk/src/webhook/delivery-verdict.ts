import type { WebhookErrorReason } from '../errors/webhook-error.ts'

/**
 * What became of a delivery:
 * - `done`: acted on, acknowledged
 * - `unrecorded`: acted on and acknowledged, but the store has not been told yet, or, with an error, could not be told: a
 *   copy that comes after the lease is acted on again
 * - `taken-over`: acted on and acknowledged, but its lease had ended before, and another process has acted on it or is at
 *   it: it may have been acted on twice
 * - `claim-lost`: the action still runs, and its claim could not be kept; another process may act on it. WeChat Pay will
 *   come again
 * - `ignored`: genuine, nothing to do for it, acknowledged
 * - `duplicate`: acted on before, acknowledged
 * - `running`: another delivery of it is being acted on; WeChat Pay will come again
 * - `too-slow`: the budget was spent before the action ended; WeChat Pay will come again
 * - `failed`: the action or the store threw; WeChat Pay will come again
 * - `refused`: not authentic, not readable or not what was expected; nothing was run
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

/** A delivery as a log may hold it: what it was and what became of it, nothing of what it said. */
export interface Delivery {
  readonly verdict: DeliveryVerdict
  /** Of the answer. */
  readonly status: number
  /** True for what became known after the answer: how an action ended that was too slow, or lost its claim. */
  readonly late: boolean
  /** From the first byte read to the verdict, in milliseconds. */
  readonly durationMs: number
  /** The notification's id; undefined for what could not be verified. */
  readonly id: string | undefined
  readonly eventType: string | undefined
  /** Why it was refused. */
  readonly reason: WebhookErrorReason | undefined
  /** What was thrown, for `failed` and `refused`; a `ClaimError` for `claim-lost`, `taken-over` and `unrecorded`. */
  readonly error: unknown
}
