import type { DeliverySummary } from './api.ts'

export interface Ladder {
  /** Steps that were taken; replays are none. */
  readonly made: number
  readonly most: number
  /** The number of the step that comes next. */
  readonly next: number
}

/** Where a notification is on its ladder. A replay stands beside it, and a duplicate is the same step twice. */
export function ladderOf({ attempts, maxAttempts }: Pick<DeliverySummary, 'attempts' | 'maxAttempts'>): Ladder {
  const made = Math.max(0, ...attempts.map(({ attempt }) => attempt))
  return { made, most: Math.max(maxAttempts, made), next: made + 1 }
}

export type Rung = 'ok' | 'bad' | 'next' | 'none'

/** How each step went. */
export function rungs(delivery: DeliverySummary): Rung[] {
  const { attempts, nextAttemptAt } = delivery
  const { made, most } = ladderOf(delivery)
  return Array.from({ length: most }, (_, index) => {
    const step = attempts.filter(({ attempt, replayed }) => !replayed && attempt === index + 1)
    if (step.length > 0) return step.some(({ error }) => error === undefined) ? 'ok' : 'bad'
    return index === made && nextAttemptAt !== undefined ? 'next' : 'none'
  })
}
