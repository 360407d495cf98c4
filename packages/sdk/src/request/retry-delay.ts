import { RateLimitError } from '../errors/api-error.ts'

const BASE_MS = 200
const MAX_MS = 5_000

/**
 * How long to wait before a repeat: 200 ms, doubled each time, half of it by chance so that many clients do not return
 * at once. After a 429 the server's `Retry-After` counts if it asks for more, up to five seconds.
 *
 * @param retries made so far
 */
export function retryDelay(
  error: unknown,
  retries: number,
  random: () => number,
  retryAfter: string | undefined,
): number {
  const backoff = Math.min(BASE_MS * 2 ** retries, MAX_MS)
  const delay = backoff / 2 + random() * (backoff / 2)
  const asked = error instanceof RateLimitError && /^\d{1,4}$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 0
  return Math.round(Math.max(delay, Math.min(asked, MAX_MS)))
}
