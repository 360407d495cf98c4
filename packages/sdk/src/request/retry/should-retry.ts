import { AbortedError } from '../../errors/aborted-error.ts'
import {
  ApiError,
  MessageRefusedError,
  PaymentPendingError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
} from '../../errors/api-error.ts'
import { MalformedResponseError } from '../../errors/malformed-response-error.ts'
import { NetworkError } from '../../errors/network-error.ts'
import { VerificationError } from '../../errors/verification-error.ts'
import type { OperationFacts } from '../../operation/operation-facts.ts'
import { LONGEST_PAUSE_MS } from './retry-delay.ts'

export interface Attempts {
  readonly retry: OperationFacts['retry']
  /** Number of retries made so far. */
  readonly retries: number
  readonly maxRetries: number
  /** Number of kept-alive sockets so far that turned out to be closed. */
  readonly staleSockets: number
}

/**
 * Whether a failed attempt may be repeated safely. A repeat has the same body with a new nonce and time.
 *
 * - Without a connection the request had no effect, so any call may be repeated.
 * - Any other attempt may have taken effect. Queries (`safe`) are repeated at will. Calls that the merchant's own
 *   number makes `idempotent` are repeated, because WeChat Pay answers an identical repeat like the first. Others are
 *   never repeated.
 * - A kept-alive socket that the server had closed says nothing about the server, so the first such failure does not
 *   count.
 * - An answer that fails verification may be a probe. WeChat Pay does not probe the repeat, so one repeat is enough.
 * - 4xx is a final answer, except 429, which asks to slow down. If it asks for more than a call can wait, the call
 *   fails.
 */
export function shouldRetry(error: unknown, { retry, retries, maxRetries, staleSockets }: Attempts): boolean {
  const repeatable = retry !== 'never'
  if (error instanceof NetworkError && error.phase === 'reused-socket' && repeatable && staleSockets === 0) return true
  if (retries >= maxRetries) return false
  if (error instanceof ApiError && (error.retryAfterMs ?? 0) > LONGEST_PAUSE_MS) return false
  if (error instanceof NetworkError) return error.phase === 'connect' || repeatable
  if (error instanceof VerificationError) return repeatable && retries === 0
  return repeatable && (error instanceof ServerError || error instanceof RateLimitError)
}

/** Whether a failed attempt may have taken effect. */
export function mayHaveActed(error: unknown): boolean {
  if (error instanceof NetworkError) return error.phase !== 'connect'
  return (
    error instanceof ServerError ||
    error instanceof PaymentPendingError ||
    error instanceof VerificationError ||
    isUnread(error)
  )
}

/**
 * Whether a failure also shows the outcome of earlier lost attempts. A refusal does, because WeChat Pay processed the
 * same request. Exceptions are refusals for signature, form or frequency, which come before processing, and "already
 * done", which may refer to a lost attempt. A verified answer does too, even if it cannot be decoded, and so does the
 * caller's abort, after which nobody waits.
 */
export function settles(error: unknown): boolean {
  if (error instanceof ApiError) return !UNSETTLING.some((kind) => error instanceof kind) && !DONE.test(error.code)
  return error instanceof AbortedError || (error instanceof MalformedResponseError && !isUnread(error))
}

const DONE = /ALREADY|EXISTED|DUPLICATE|REPEAT|_USED$|^(?:ORDER|TRADE)_?(?:PAID|CLOSED|REVERSED|REVOKED|CANCELED|DONE)$/
const UNSETTLING = [SignatureRefusedError, MessageRefusedError, RateLimitError, ServerError, PaymentPendingError]

/** An answer that was too large to be read completely, and so was never verified. */
function isUnread(error: unknown): boolean {
  return error instanceof MalformedResponseError && error.status === 0
}
