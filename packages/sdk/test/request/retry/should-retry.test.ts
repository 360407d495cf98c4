import { expect, test } from 'vitest'
import { NetworkError, RateLimitError } from '../../../src/index.ts'
import { retryDelay } from '../../../src/request/retry/retry-delay.ts'
import { shouldRetry } from '../../../src/request/retry/should-retry.ts'

const attempts = { retry: 'safe', retries: 0, maxRetries: 0, staleSockets: 0 } as const
const stale = new NetworkError('reused-socket', 'the server had closed it')

test('a second kept-alive connection that was closed is no longer free of charge', () => {
  expect(shouldRetry(stale, attempts)).toBe(true)
  expect(shouldRetry(stale, { ...attempts, staleSockets: 1 })).toBe(false)
})

test.each([
  [0, 0, 100],
  [0, 1, 200],
  [2, 0, 400],
  [2, 0.5, 600],
  [30, 0, 2_500],
  [30, 1, 5_000],
])('after %i retries the pause is half fixed, half %d by chance', (retries, chance, ms) => {
  expect(retryDelay(undefined, retries, () => chance)).toBe(ms)
})

test('a longer pause that the server asks for counts', () => {
  const details = { operation: 'GET v3/a', status: 429, apiCode: 'FREQUENCY_LIMITED', apiMessage: '', requestId: '' }
  expect(retryDelay(new RateLimitError({ ...details, retryAfterMs: 3_000 }), 0, () => 1)).toBe(3_000)
  expect(retryDelay(new RateLimitError({ ...details, retryAfterMs: 1 }), 0, () => 0)).toBe(100)
})
