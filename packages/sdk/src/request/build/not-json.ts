import { RequestError } from '../../errors/request-error.ts'

/**
 * Creates the error for a value that cannot be written as JSON. It repeats neither the engine's message, which names
 * fields, nor that of a `toJSON`, which may contain anything; it keeps only the latter as the cause.
 */
export function notJson(operation: string, field: string, error: unknown): RequestError {
  const reason = error instanceof TypeError ? ENGINE.find(([pattern]) => pattern.test(error.message))?.[1] : undefined
  const problem = reason ?? 'its own toJSON failed'
  return new RequestError(
    field,
    `${operation}: ${field} cannot be written as JSON: ${problem}`,
    reason === undefined ? { cause: error } : {},
  )
}

/** The messages of V8, JavaScriptCore and SpiderMonkey. */
const ENGINE: readonly (readonly [RegExp, string])[] = [
  [/circular|cyclic/i, 'it refers to itself'],
  [/bigint/i, 'it holds a bigint, which JSON has no form for; write a number or a text'],
]
