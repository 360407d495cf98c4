import { describeValue } from '../errors/describe-value.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { payscoreTime, precisionOf, readTime } from '../formats/digit-time.ts'
import type { Now } from '../shared/clock.ts'
import { timeOf } from '../shared/time-of.ts'

const END_MARGIN_MS = 2000

/**
 * Returns the end time of a service that ends now. WeChat Pay refuses times later than its own clock, so the result is
 * two seconds ago. It also refuses a service that ends in the second in which it began, so the result is at least one
 * second after the start; for an order in days, at least the day of the start.
 *
 * @param start `service_start_time` of the order; the result has its precision
 * @param clock a clock corrected by the server's time, if yours may run fast
 * @throws {PayscoreValueError} `start` is not a text
 */
export function serviceEndTime(start: string, clock: Now = Date): string {
  if (typeof start !== 'string') {
    throw new PayscoreValueError({
      field: 'start',
      expected: 'the service_start_time of the order',
      received: describeValue(start),
      remedy: { zh: '请传入订单的 service_start_time', en: 'Pass the service_start_time of the order.' },
    })
  }
  const precision = precisionOf(start)
  const ended = payscoreTime(timeOf('serviceEndTime', clock) - END_MARGIN_MS, precision)
  const began = readTime(start)
  if (began === undefined) return ended
  const earliest = precision === 'day' ? start : payscoreTime(began + 1000)
  // Texts of one precision sort like their times.
  return earliest > ended ? earliest : ended
}
