/**
 * Times in the merchants' notation: `yyyyMMddHHmmss` or `yyyyMMdd`, GMT+8 without offset. Digits of equal length sort
 * like their times, so comparisons need no calendar; a time is compared at its own precision.
 */

const OFFSET_MS = 8 * 3_600_000

/** The start time that means "when the user confirms". */
export const ON_ACCEPT = 'OnAccept'

/** @returns 14 digits */
export function formatServiceTime(instant: number): string {
  return new Date(instant + OFFSET_MS).toISOString().replaceAll(/\D/g, '').slice(0, 14)
}

/** Parses the instant at which a time begins, in ms; `undefined` for a time that does not exist (`20260230`). */
export function parseServiceTime(text: string): number | undefined {
  const [, year, month, day, hour = '00', minute = '00', second = '00'] =
    /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d)(\d\d))?$/.exec(text) ?? []
  const instant = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}+08:00`)
  // Date.parse accepts 24:00:00 and, on some engines, 31 June.
  return Number.isNaN(instant) || !formatServiceTime(instant).startsWith(text) ? undefined : instant
}

/** Negative, zero or positive if `a` is before, at or after `b`, at the coarser precision of the two. */
export function compareServiceTimes(a: string, b: string): number {
  const length = Math.min(a.length, b.length)
  const [first, second] = [a.slice(0, length), b.slice(0, length)]
  return first < second ? -1 : first > second ? 1 : 0
}

/** Whether a service that lasts from `start` to `end` is too short: days may be equal, seconds may not. */
export function endsTooEarly(end: string, start: string): boolean {
  const order = compareServiceTimes(end, start)
  return order < 0 || (order === 0 && end.length === 14 && start.length === 14)
}
