/** Formats an instant as RFC 3339 with Beijing's offset: `2026-03-01T10:00:00+08:00`. */
export function beijingTime(instant: number): string {
  return `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}

/** Formats an instant as 14 digits: `20260301100000`. */
export function beijingDigits(instant: number): string {
  return beijingTime(instant).replaceAll(/\D/g, '').slice(0, 14)
}

/** Parses 14 digits to an instant in ms; `undefined` for a time that does not exist. */
export function parseBeijingDigits(digits: string): number | undefined {
  const [, date, hour, minute, second] = /^(\d{8})(\d\d)(\d\d)(\d\d)$/.exec(digits) ?? []
  const day = date?.replace(/^(\d{4})(\d\d)/, '$1-$2-')
  const instant = Date.parse(`${day}T${hour}:${minute}:${second}+08:00`)
  // Date.parse accepts 24:00:00 and, on some engines, 31 June.
  return Number.isNaN(instant) || beijingDigits(instant) !== digits ? undefined : instant
}
