import { ApiError } from '../../errors/api-error.ts'

const BASE_MS = 200
/** The longest pause before a retry. If the server asks for more, the caller gets the error instead. */
export const LONGEST_PAUSE_MS = 5_000

/**
 * Computes the pause before a retry: 200 ms, doubled each time, half of it random so that many clients do not return at
 * once; longer if `Retry-After` asks for it.
 *
 * @param retries number of retries made so far
 */
export function retryDelay(error: unknown, retries: number, random: () => number): number {
  const backoff = Math.min(BASE_MS * 2 ** retries, LONGEST_PAUSE_MS)
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
  return Math.round(Math.max(backoff / 2 + random() * (backoff / 2), asked))
}
