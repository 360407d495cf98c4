export const DAY_MS = 86_400_000
const BEIJING_MS = 8 * 3_600_000

/**
 * Returns the instant at which a day begins in Beijing.
 *
 * @param day `2026-03-01`
 * @returns undefined for a date that does not exist
 */
export function startOfDay(day: string): number | undefined {
  const start = Date.parse(`${day}T00:00:00+08:00`)
  return Number.isNaN(start) || dayOf(start) !== day ? undefined : start
}

/** The day in Beijing: `2026-03-01`. */
export function dayOf(instant: number): string {
  return new Date(instant + BEIJING_MS).toISOString().slice(0, 10)
}

/** Returns the same day some months earlier. If that month is shorter, the days overflow into the next. */
export function monthsBefore(instant: number, months: number): string {
  const date = new Date(instant + BEIJING_MS)
  date.setUTCMonth(date.getUTCMonth() - months)
  return date.toISOString().slice(0, 10)
}
