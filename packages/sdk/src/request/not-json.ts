import { RequestError } from '../errors/request-error.ts'

/**
 * The error for what cannot be written as JSON. An engine's own message names the fields on the way, and a value's own
 * `toJSON` may say anything: neither is repeated, and only the second is kept as the cause.
 */
export function notJson(operation: string, field: string, error: unknown): RequestError {
  const reason = error instanceof TypeError ? ENGINE.find(([said]) => said.test(error.message))?.[1] : undefined
  const problem = reason ?? 'its own toJSON failed'
  return new RequestError(
    field,
    `${operation}: ${field} cannot be written as JSON: ${problem}`,
    reason === undefined ? { cause: error } : {},
  )
}

/** As V8, JavaScriptCore and SpiderMonkey say it. */
const ENGINE: readonly (readonly [RegExp, string])[] = [
  [/circular|cyclic/i, 'it refers to itself'],
  [/bigint/i, 'it holds a bigint, which JSON has no form for; write a number or a text'],
]
