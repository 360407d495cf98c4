import { AbortedError } from '../errors/aborted-error.ts'
import {
  ApiError,
  NotFoundError,
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
import type { CarriedError } from './messages.ts'

const CLASSES: Readonly<Record<string, { readonly prototype: Error }>> = {
  AbortedError,
  ApiError,
  CompletionRuleError,
  ConfigError,
  DecryptionError,
  MalformedResponseError,
  NetworkError,
  NotFoundError,
  PermissionError,
  RateLimitError,
  RequestError,
  ServerError,
  SignatureRefusedError,
  TimeoutError,
  VerificationError,
}

/** Takes an error apart, its own fields and its causes included. */
export function packError(error: unknown): CarriedError {
  if (!(error instanceof Error))
    return { name: 'Error', message: String(error), stack: undefined, fields: {}, cause: undefined }
  const { name, message, stack, cause, ...fields } = error as Error & Record<string, unknown>
  return {
    name,
    message,
    stack,
    // What cannot be cloned cannot be carried; no field of ours is such.
    fields: Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value !== 'function')),
    cause: cause === undefined ? undefined : packError(cause),
  }
}

/**
 * Puts it together again, as the class it was: `instanceof` works on both sides.
 *
 * @param query how to run the query of an `OutcomeUnknownError` on this side
 */
export function unpackError(carried: CarriedError, query: (query: ResolvingQuery) => Promise<unknown>): Error {
  const cause = carried.cause && unpackError(carried.cause, query)
  if (carried.name === 'OutcomeUnknownError') {
    const { operation, resolve } = carried.fields as { operation: string; resolve: ResolvingQuery | undefined }
    return restore(new OutcomeUnknownError(operation, { cause, resolve, run: query }), carried, cause)
  }
  const prototype = CLASSES[carried.name]?.prototype ?? Error.prototype
  return restore(Object.create(prototype) as Error, carried, cause)
}

function restore(error: Error, { name, message, stack, fields }: CarriedError, cause: Error | undefined): Error {
  const hidden = { enumerable: false, configurable: true, writable: true }
  Object.defineProperties(error, {
    message: { ...hidden, value: message },
    stack: { ...hidden, value: stack },
    ...(cause ? { cause: { ...hidden, value: cause } } : {}),
  })
  return Object.assign(error, fields, { name })
}
