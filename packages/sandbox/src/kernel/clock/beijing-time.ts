/** RFC 3339 with Beijing's offset: `2026-03-01T10:00:00+08:00`. */
export function beijingTime(instant: number): string {
  return `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}
