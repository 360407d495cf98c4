import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { CHINA_OFFSET_MS, describeMoment, inBeijing } from './beijing.ts'

/** PayScore writes a moment with 14 digits (`yyyyMMddHHmmss`) and a day with 8 (`yyyyMMdd`), both in GMT+8. */
export type TimePrecision = 'second' | 'day'

const DAY_DIGITS = 8
const CALENDAR_CYCLE_MS = 146_097 * 24 * 60 * 60_000

/**
 * Formats a moment in PayScore's notation.
 *
 * @param moment a `Date` or milliseconds since the epoch
 * @throws {PayscoreValueError} the moment is invalid or outside the years 0000–9999
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

/** @param local a date whose UTC fields show the time in China */
function writeTime(local: Date, precision: TimePrecision): string {
  const iso = local.toISOString()
  const day = iso.slice(0, 4) + iso.slice(5, 7) + iso.slice(8, 10)
  return precision === 'day' ? day : day + iso.slice(11, 13) + iso.slice(14, 16) + iso.slice(17, 19)
}

/**
 * Parses a time in PayScore's notation; a day becomes its first millisecond in GMT+8.
 *
 * @returns milliseconds since the epoch
 * @throws {PayscoreValueError} the text has neither 8 nor 14 digits, or no valid date or time
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

/** Like {@link parsePayscoreTime}, but returns `undefined` for an invalid text. */
export function readTime(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^(?:\d{8}|\d{14})$/.test(text)) return undefined
  const [year, month, day] = threeOf(Number(text.slice(0, DAY_DIGITS)))
  const [hour, minute, second] = threeOf(Number(text.slice(DAY_DIGITS)))
  // Date.UTC maps the year 26 to 1926; the calendar repeats after 400 years, so the calculation uses a later year.
  const moment = Date.UTC(year + 400, month - 1, day, hour, minute, second) - CALENDAR_CYCLE_MS
  // A Date would turn 30 February into 2 March, and month 0 into December.
  const exists = month >= 1 && month <= 12 && day >= 1 && day <= 31 && hour < 24 && minute < 60 && second < 60
  return exists && (day <= 28 || new Date(moment).getUTCDate() === day) ? moment - CHINA_OFFSET_MS : undefined
}

/** Splits digits into the last pair, the pair before it, and the rest. */
function threeOf(digits: number): readonly [number, number, number] {
  return [Math.floor(digits / 10_000), Math.floor(digits / 100) % 100, digits % 100]
}

/** The precision of a time in PayScore's notation; `OnAccept` counts as a second. */
export function precisionOf(text: string): TimePrecision {
  return text.length === DAY_DIGITS && text !== 'OnAccept' ? 'day' : 'second'
}
