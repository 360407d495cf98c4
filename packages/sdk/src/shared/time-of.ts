import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { memberOf } from './member-of.ts'
import type { Now } from './clock.ts'

/**
 * Returns the time of a clock that a caller may have given.
 *
 * @param who the called function
 * @returns milliseconds since the epoch
 * @throws {RequestError} the value is no clock
 */
export function timeOf(who: string, clock: Now): number {
  if (typeof memberOf(clock, 'now') === 'function') return clock.now()
  throw new RequestError('clock', `${who}: clock: expected an object with now(), received ${describeValue(clock)}`)
}
