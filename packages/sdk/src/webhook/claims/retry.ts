import type { Clock } from '../../shared/clock.ts'
import { sleep } from '../../shared/sleep.ts'

/** A monotonic clock, which nobody can set back while a lease runs. */
export const monotonicClock: Clock = { now: () => performance.now(), sleep }

/** The reason with which waiting is aborted. It is shared, because creating an error costs more than the wait. */
export const ENDED = Symbol('ended')

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** Limit of one try, since a connection may be dead without an error while a new one works. */
const PATIENCE_MS = 30_000

export interface Bounds {
  /** Time by the timer at which to stop trying. */
  readonly until: number
  /** Minimum number of tries. */
  readonly atLeast: number
}

/**
 * Repeats the work until it succeeds or the bounds are reached. The pause is 100 ms at first, doubles each time, and is
 * at most 5 s.
 */
export async function retryWithin<Result>(
  timer: Clock,
  { until, atLeast }: Bounds,
  work: () => Promise<Result>,
): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await within(timer, Math.min(Math.max(until - timer.now(), LONGEST_PAUSE_MS), PATIENCE_MS), work())
    } catch (error) {
      const pause = Math.min(FIRST_PAUSE_MS * 2 ** (tries - 1), LONGEST_PAUSE_MS)
      if (tries >= atLeast && timer.now() + pause >= until) throw error
      await timer.sleep(pause)
    }
  }
}

/** Returns the result of the work, or throws if there is none within the time. */
export async function within<Result>(
  timer: Clock,
  ms: number,
  work: Promise<Result>,
  signal?: AbortSignal,
): Promise<Result> {
  const answered = new AbortController()
  const late = timer
    .sleep(ms, signal ? AbortSignal.any([answered.signal, signal]) : answered.signal)
    .then((): never => {
      throw new Error(`no answer within ${Math.round(ms)} ms`)
    })
  try {
    return await Promise.race([work, late])
  } finally {
    answered.abort(ENDED)
  }
}
