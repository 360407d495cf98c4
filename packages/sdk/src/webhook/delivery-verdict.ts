import type { WebhookErrorReason } from '../errors/webhook-error.ts'

/**
 * What became of a delivery:
 * - `done`: acted on, acknowledged
 * - `ignored`: genuine, nothing to do for it, acknowledged
 * - `duplicate`: acted on before, acknowledged
 * - `running`: another delivery of it is being acted on; WeChat Pay will come again
 * - `too-slow`: the budget was spent before the action ended; WeChat Pay will come again
 * - `failed`: the action or the store threw; WeChat Pay will come again
 * - `refused`: not authentic, not readable or not what was expected; nothing was run
 */
export type DeliveryVerdict = 'done' | 'ignored' | 'duplicate' | 'running' | 'too-slow' | 'failed' | 'refused'

/** A delivery as a log may hold it: what it was and what became of it, nothing of what it said. */
export interface Delivery {
  readonly verdict: DeliveryVerdict
  /** Of the answer. */
  readonly status: number
  /** True where an action ended after `too-slow` had been answered; this is how it ended. */
  readonly late: boolean
  /** From the first byte read to the verdict, in milliseconds. */
  readonly durationMs: number
  /** The notification's id; undefined for what could not be verified. */
  readonly id: string | undefined
  readonly eventType: string | undefined
  /** Why it was refused. */
  readonly reason: WebhookErrorReason | undefined
  /** What was thrown, for `failed` and `refused`. */
  readonly error: unknown
}
