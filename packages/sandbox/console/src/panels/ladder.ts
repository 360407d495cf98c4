import type { DeliverySummary } from '../data/api.ts'

export interface Ladder {
  /** Number of attempts made; replays do not count. */
  readonly made: number
  readonly most: number
  /** The number of the next attempt. */
  readonly next: number
}

/** The position of a notification on its retry ladder. Replays do not count; a duplicate repeats the same step. */
export function ladderOf({ attempts, maxAttempts }: Pick<DeliverySummary, 'attempts' | 'maxAttempts'>): Ladder {
  const made = Math.max(0, ...attempts.map(({ attempt }) => attempt))
  return { made, most: Math.max(maxAttempts, made), next: made + 1 }
}

export type Rung = 'ok' | 'bad' | 'next' | 'none'

/** The result of each attempt. */
export function rungs(delivery: DeliverySummary): Rung[] {
  const { attempts, nextAttemptAt } = delivery
  const { made, most } = ladderOf(delivery)
  return Array.from({ length: most }, (_, index) => {
    const step = attempts.filter(({ attempt, replayed }) => !replayed && attempt === index + 1)
    if (step.length > 0) return step.some(({ error }) => error === undefined) ? 'ok' : 'bad'
    return index === made && nextAttemptAt !== undefined ? 'next' : 'none'
  })
}
