import { RequestError } from '../../errors/request-error.ts'

/**
 * Writes a value as JSON.
 *
 * @param field the caller's name for the value
 * @param replacer as for `JSON.stringify`
 * @throws {RequestError} the value cannot be written. The message repeats neither the engine's, which names fields, nor
 *   that of a `toJSON`, which may contain anything; it keeps only the latter as the cause
 */
export function toJson(
  operation: string,
  field: string,
  value: unknown,
  replacer?: (this: Readonly<Record<string, unknown>>, name: string, value: unknown) => unknown,
): string {
  let text: string | undefined
  try {
    text = JSON.stringify(value, replacer)
  } catch (error) {
    throw notJson(operation, field, error)
  }
  if (text !== undefined) return text
  throw new RequestError(field, `${operation}: ${field} cannot be written as JSON: its own toJSON returned nothing`)
}

function notJson(operation: string, field: string, error: unknown): RequestError {
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
