import { AbortedError } from '../errors/aborted-error.ts'
import {
  ApiError,
  keepDetail,
  MessageRefusedError,
  NotFoundError,
  PaymentPendingError,
  PermissionError,
  RateLimitError,
  ServerError,
  SignatureRefusedError,
} from '../errors/api-error.ts'
import { CompletionRuleError } from '../errors/completion-rule-error.ts'
import { ConfigError } from '../errors/config-error.ts'
import { DecryptionError } from '../errors/decryption-error.ts'
import { MalformedResponseError } from '../errors/malformed-response-error.ts'
import { NetworkError, TimeoutError } from '../errors/network-error.ts'
import { OutcomeUnknownError, type ResolvingQuery } from '../errors/outcome-unknown-error.ts'
import { RequestError } from '../errors/request-error.ts'
import { VerificationError } from '../errors/verification-error.ts'
import type { Doubt } from '../request/retry/doubt.ts'
import type { CarriedError } from './messages.ts'

const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  AbortedError,
  ApiError,
  CompletionRuleError,
  ConfigError,
  DecryptionError,
  MalformedResponseError,
  MessageRefusedError,
  NetworkError,
  NotFoundError,
  PaymentPendingError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  SignatureRefusedError,
  TimeoutError,
  VerificationError,
}

/** Converts an error with its fields and causes into cloneable data. */
export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), fields: {}, cause: undefined }
  const { name, message, cause, ...own } = error as Error & Record<string, unknown>
  const fields = error instanceof ApiError ? { ...own, detail: error.detail } : own
  return {
    name,
    message,
    // Network errors hold sockets and functions, which are dropped. Our own errors hold neither.
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => isCloneable(value))),
    cause: cause === undefined ? undefined : packError(cause),
  }
}

export function isCloneable(value: unknown): boolean {
  try {
    structuredClone(value)
    return true
  } catch {
    return false
  }
}

/**
 * Rebuilds an error with its original class, so that `instanceof` works in both threads. Its stack is that of this
 * thread, where the call was made.
 *
 * @param query runs the query of an `OutcomeUnknownError` in this thread
 */
export function unpackError(carried: CarriedError, query: (query: ResolvingQuery) => Promise<unknown>): Error {
  const { name, message, fields } = carried
  const options = carried.cause ? { cause: unpackError(carried.cause, query) } : undefined
  if (name === 'OutcomeUnknownError') {
    const { operation, resolve, repeatable } = fields as Pick<OutcomeUnknownError, 'operation' | keyof Doubt>
    return new OutcomeUnknownError(operation, { cause: options?.cause, resolve, repeatable, run: query })
  }
  const error = new Error(message, options)
  Object.setPrototypeOf(error, CLASSES[name]?.prototype ?? Error.prototype)
  // The stack begins with the name that the error had when it was created.
  error.stack = error.stack?.replace(/^Error/, name)
  const { detail, ...own } = fields
  if (error instanceof ApiError) keepDetail(error, detail)
  return Object.assign(error, own, { name })
}
