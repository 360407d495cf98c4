import { describeValue } from '../errors/describe-value.ts'

/** China has one time zone and no summer time. */
export const CHINA_OFFSET_MS = 8 * 60 * 60_000

/**
 * Returns a date whose UTC fields show the time in China; undefined for an invalid moment or one outside the years
 * 0000–9999.
 */
export function inBeijing(moment: unknown): Date | undefined {
  const ms = isDate(moment) ? moment.getTime() : moment
  const local = new Date(typeof ms === 'number' ? ms + CHINA_OFFSET_MS : NaN)
  const year = local.getUTCFullYear()
  return year >= 0 && year <= 9999 ? local : undefined
}

/** Describes a value that should be a moment, for a message. */
export function describeMoment(moment: unknown): string {
  return Number.isNaN(isDate(moment) ? moment.getTime() : moment) ? 'an invalid Date' : describeValue(moment)
}

/** Recognises dates of another realm too, as in test runners. */
function isDate(value: unknown): value is Date {
  return Object.prototype.toString.call(value) === '[object Date]'
}
