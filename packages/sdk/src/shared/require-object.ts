import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'

/**
 * Checks that a parameter is an object, which untyped callers may have omitted, so that the error names it.
 *
 * @param who the called function
 * @param field its parameter
 * @throws {RequestError} the value is not an object
 */
export function requireObject<Given>(who: string, field: string, value: Given): Given {
  if (typeof value === 'object' && value !== null) return value
  throw new RequestError(field, `${who}: ${field}: expected an object, received ${describeValue(value)}`)
}
