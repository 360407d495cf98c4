import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import type { Now } from './order.ts'
import { describeValue } from '../errors/describe-value.ts'
import { CHINA_OFFSET_MS, describeMoment, inBeijing } from './beijing.ts'

/** PayScore writes a moment with 14 digits (`yyyyMMddHHmmss`) or a day with 8 (`yyyyMMdd`), both in GMT+8. */
export type TimePrecision = 'second' | 'day'

const END_MARGIN_MS = 2000
const DAY_DIGITS = 8
const CALENDAR_CYCLE_MS = 146_097 * 24 * 60 * 60_000

/**
 * A moment as PayScore writes it.
 *
 * @param moment a `Date` or milliseconds since the epoch
 * @throws {PayscoreValueError} not a moment of the years 0000–9999
 * @example
 * payscoreTime(Date.UTC(2026, 2, 1, 4, 10)) // '20260301121000'
 * payscoreTime(Date.UTC(2026, 2, 1, 20), 'day') // '20260302'
 */
export function payscoreTime(moment: Date | number, precision: TimePrecision = 'second'): string {
  const local = inBeijing(moment)
  if (local) return writeTime(local, precision)
  throw new PayscoreValueError({
    field: 'moment',
    expected: 'a Date or milliseconds since the epoch',
    received: describeMoment(moment),
    remedy: { zh: '请传入有效的 Date 或毫秒时间戳', en: 'Pass a valid Date, or milliseconds since the epoch.' },
  })
}

/** @param local whose UTC reads as the time in China */
function writeTime(local: Date, precision: TimePrecision): string {
  const iso = local.toISOString()
  const day = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10)
  return precision === 'day' ? day : day + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19)
}

/**
 * The moment that a text of PayScore names; of a day, its first millisecond in GMT+8.
 *
 * @returns milliseconds since the epoch
 * @throws {PayscoreValueError} neither 8 nor 14 digits, or no day or time of the calendar
 */
export function parsePayscoreTime(text: string): number {
  const ms = readTime(text)
  if (ms !== undefined) return ms
  throw new PayscoreValueError({
    field: 'time',
    expected: 'yyyyMMddHHmmss or yyyyMMdd, an existing time in GMT+8',
    received: describeValue(text),
    remedy:
      text === 'OnAccept'
        ? {
            zh: 'OnAccept 表示用户确认的时刻，确认后请查询订单',
            en: 'OnAccept has no time until the user confirms: query the order then.',
          }
        : { zh: '请使用北京时间的 14 位或 8 位数字', en: 'Write it with payscoreTime.' },
  })
}

/** As {@link parsePayscoreTime}, answering `undefined` for what it would refuse. */
export function readTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(?:\d{8}|\d{14})$/.test(text)) return undefined
  const [year, month, day] = threeOf(Number(text.slice(0, DAY_DIGITS)))
  const [hour, minute, second] = threeOf(Number(text.slice(DAY_DIGITS)))
  // Date.UTC would take the year 26 for 1926; the calendar repeats itself after 400 years.
  const moment = Date.UTC(year + 400, month - 1, day, hour, minute, second) - CALENDAR_CYCLE_MS
  // A Date takes 30 February for 2 March, and month 0 for December.
  const exists = month >= 1 && month <= 12 && day <= 31 && hour < 24 && minute < 60 && second < 60
  return exists && new Date(moment).getUTCDate() === day ? moment - CHINA_OFFSET_MS : undefined
}

/** A number of pairs of digits: the last pair, the one before, and all that stands before those. */
function threeOf(digits: number): readonly [number, number, number] {
  return [Math.floor(digits / 10_000), Math.floor(digits / 100) % 100, digits % 100]
}

/** How exactly a text of PayScore names its moment; `OnAccept` becomes a second. */
export function precisionOf(text: string): TimePrecision {
  return text.length === DAY_DIGITS && text !== 'OnAccept' ? 'day' : 'second'
}

/**
 * The end of a service that ends now. WeChat Pay refuses an end later than its own clock shows, so it is two seconds
 * ago, though never before the service began.
 *
 * @param start `service_start_time` of the order; the end has its precision
 * @param clock corrected by the server's time when yours may run ahead
 * @throws {PayscoreValueError} `start` is no text
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
  const ended = payscoreTime(clock.now() - END_MARGIN_MS, precisionOf(start))
  // Texts of one precision order like the moments they name.
  return readTime(start) !== undefined && start > ended ? start : ended
}
