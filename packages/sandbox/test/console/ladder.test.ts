import { expect, test } from 'vitest'
import type { AttemptSummary, DeliverySummary } from '../../console/src/data/api.ts'
import { ladderOf, rungs } from '../../console/src/panels/ladder.ts'

const failed = (attempt: number): AttemptSummary => ({ attempt, at: 0, status: 500, durationMs: 1, error: '500' })
const taken = (attempt: number): AttemptSummary => ({ attempt, at: 0, status: 204, durationMs: 1 })
const replay = (error?: string): AttemptSummary => ({ ...taken(0), replayed: true, ...(error && { error }) })

const cases: readonly [string, readonly AttemptSummary[], number, string[]][] = [
  ['nothing yet', [], 1, ['next', 'none']],
  ['a failure', [failed(1)], 2, ['bad', 'next']],
  ['a replay after the first', [failed(1), replay('500')], 2, ['bad', 'next']],
  ['a replay between two', [failed(1), replay('500'), failed(2)], 3, ['bad', 'bad', 'next']],
  ['the same sent twice', [taken(1), taken(1)], 2, ['ok', 'next']],
  ['two of one step, one of them taken', [failed(1), taken(1)], 2, ['ok', 'next']],
]

test.each(cases)('%s', (_, attempts, next, expected) => {
  const delivery: DeliverySummary = {
    id: 'EV-1',
    product: 'payafter',
    outOrderNo: 'PB1',
    eventType: 'PAYSCORE.USER_PAID',
    state: 'pending',
    createdAt: 0,
    nextAttemptAt: 1,
    maxAttempts: 10,
    attempts,
  }
  expect(ladderOf(delivery)).toEqual({ made: next - 1, most: 10, next })
  expect(rungs(delivery)).toHaveLength(10)
  expect(rungs(delivery).slice(0, expected.length)).toEqual(expected)
})
