import { RequestError } from '../errors/request-error.ts'
import { describeMoment, inBeijing } from './beijing.ts'

/**
 * Formats a moment for APIv3: RFC 3339 in Beijing time, to the second, for `time_expire` and the like. For APIv2 and
 * PayScore, which use digits, take `payscoreTime` of `wechatpay-ts/payscore`.
 *
 * @param moment a `Date` or milliseconds since the epoch
 * @throws {RequestError} the moment is invalid or outside the years 0000–9999
 * @example
 * beijingTime(Date.UTC(2026, 2, 1, 4, 10)) // '2026-03-01T12:10:00+08:00'
 * const time_expire = beijingTime(Date.now() + 30 * 60_000) // in half an hour
 */
export function beijingTime(moment: Date | number): string {
  const local = inBeijing(moment)
  if (local) return `${local.toISOString().slice(0, 19)}+08:00`
  throw new RequestError(
    'moment',
    `beijingTime: moment: expected a Date or milliseconds since the epoch, received ${describeMoment(moment)}`,
    { hint: { zh: '请传入有效的 Date 或毫秒时间戳', en: 'Pass a valid Date, or milliseconds since the epoch.' } },
  )
}
