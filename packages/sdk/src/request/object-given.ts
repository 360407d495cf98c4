import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'

/**
 * What a caller without types may have left out: said at once, instead of tripped over.
 *
 * @param who the function that was called
 * @param field its parameter
 * @throws {RequestError} not an object
 */
export function objectGiven<Given>(who: string, field: string, value: Given): Given {
  if (typeof value === 'object' && value !== null) return value
  throw new RequestError(field, `${who}: ${field}: expected an object, received ${describeValue(value)}`)
}
