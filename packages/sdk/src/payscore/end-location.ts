import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { isUnset } from './checks.ts'

export interface ServiceLocations {
  /** `service_start_location` of the order. */
  readonly start: string | null | undefined
  /** `service_end_location` of the order: the expected end, if it was known. */
  readonly expectedEnd?: string | null | undefined
  /** The place where the service actually ended; ignored when the service was not used. */
  readonly actualEnd?: string
  /** 1: the service was not used. 2: it was. */
  readonly finishType: 1 | 2
}

/**
 * Returns the value of `real_service_end_location`, or `undefined` when the field must be left out: the service was not
 * used, or it ended where it began or at its expected end.
 *
 * @throws {PayscoreValueError} the service was used and `actualEnd` is missing: without the field, the service would
 *   count as ended where it began
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=17_4&index=6
 */
export function realServiceEndLocation(locations: ServiceLocations): string | undefined {
  const { start, expectedEnd, actualEnd, finishType } = ownOptions(
    requireObject('realServiceEndLocation', 'locations', locations),
  )
  if (finishType === 1) return undefined
  checkEndLocation('actualEnd', actualEnd)
  if (actualEnd === start || actualEnd === expectedEnd) return undefined
  return actualEnd
}

/**
 * Checks that the place where a service ended is given.
 *
 * @param field the name under which the caller wrote it
 * @throws {PayscoreValueError} it is missing
 */
export function checkEndLocation(field: string, place: unknown): void {
  if (!isUnset(place)) return
  throw new PayscoreValueError({
    field,
    expected: 'where the service ended',
    received: describeValue(place),
    remedy: {
      zh: '请传入实际结束地点，与开始地点相同也要传',
      en: 'Name the place, also when it is where the service began.',
    },
  })
}
