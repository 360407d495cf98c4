import type { Clock } from '../../request/clock.ts'
import { sleep } from '../../request/sleep.ts'

/** The machine's, counted from its start: nobody sets it back while a lease runs. */
export const monotonicClock: Clock = { now: () => performance.now(), sleep }

/** Why nobody waits any more. One for all: to make an error costs more than to wait. */
export const ENDED = Symbol('ended')

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5_000
/** Of one try: a connection may be dead without saying so, and another one alive. */
const PATIENCE_MS = 30_000

export interface Bounds {
  /** When, by the timer, it is given up. */
  readonly until: number
  /** How often it is tried in any case. */
  readonly atLeast: number
}

/** Tries until it succeeds or the bounds are reached: after 100 ms, twice as long each time, at most 5 s. */
export async function insist<Result>(
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

/** What the work comes to, or an error when it has not answered by then. */
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
