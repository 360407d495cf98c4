import { ApiError } from '../errors/api-error.ts'

const BASE_MS = 200
/** Nobody waits longer for an answer: whom the server asks for more gets the error instead. */
export const LONGEST_PAUSE_MS = 5_000

/**
 * How long to wait before a repeat: 200 ms, doubled each time, half of it by chance so that many clients do not return
 * at once; longer if the server asks for it in `Retry-After`.
 *
 * @param retries made so far
 */
export function retryDelay(error: unknown, retries: number, random: () => number): number {
  const backoff = Math.min(BASE_MS * 2 ** retries, LONGEST_PAUSE_MS)
  const asked = error instanceof ApiError ? (error.retryAfterMs ?? 0) : 0
  return Math.round(Math.max(backoff / 2 + random() * (backoff / 2), asked))
}
