import { AbortedError } from '../errors/aborted-error.ts'
import {
  ApiError,
  MessageRefusedError,
  PaymentPendingError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
} from '../errors/api-error.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { NetworkError } from '../errors/network-error.ts'
import { VerificationError } from '../errors/verification-error.ts'
import type { OperationMeta } from './operation-meta.ts'
import { LONGEST_PAUSE_MS } from './retry-delay.ts'

export interface Attempts {
  readonly retry: OperationMeta['retry']
  /** Retries made so far. */
  readonly retries: number
  readonly maxRetries: number
  /** Kept-alive sockets that turned out to be closed, so far. */
  readonly staleSockets: number
}

/**
 * Whether a failed attempt may be repeated, and why that is safe. A repeat has the same body with a new nonce and time.
 *
 * - No connection came about: nothing was acted on, so any call may be repeated.
 * - Everything else may have been acted on. Queries (`safe`) repeat at will; calls that the merchant's own number makes
 *   `idempotent` repeat because WeChat Pay answers an identical repeat like the first; others never.
 * - A kept-alive socket that the server had closed says nothing about the server: once, it is free of charge.
 * - An answer that does not verify may be a probe. WeChat Pay does not probe the repeat, so one is enough.
 * - 4xx is an answer, except 429, which asks to slow down; by more than a call can wait, and it is given up.
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

/** Whether an attempt that failed like this may have been acted on all the same. */
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
 * Whether a failure tells what became of earlier attempts that were lost. A refusal does: WeChat Pay looked at the same
 * request. One for its signature, its form or its frequency does not, it comes before anybody looks; and one that says
 * "done already" may speak of the attempt that was lost. A verified answer does, even if it cannot be read; and whoever
 * gives a call up does not wait to be told.
 */
export function settles(error: unknown): boolean {
  if (error instanceof ApiError) return !UNSETTLING.some((kind) => error instanceof kind) && !DONE.test(error.code)
  return error instanceof AbortedError || (error instanceof MalformedResponseError && !isUnread(error))
}

const DONE = /ALREADY|EXISTED|DUPLICATE|REPEAT|_USED$|^(?:ORDER|TRADE)_?(?:PAID|CLOSED|REVERSED|REVOKED|CANCELED|DONE)$/
const UNSETTLING = [SignatureRefusedError, MessageRefusedError, RateLimitError, ServerError, PaymentPendingError]

/** An answer that was too large to be read to its end, and so was never verified. */
function isUnread(error: unknown): boolean {
  return error instanceof MalformedResponseError && error.status === 0
}
