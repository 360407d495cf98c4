/**
 * Where the next page of a list goes on: after the row at this position. Opaque to callers; a cursor stays good while
 * rows come and go.
 */
export function writeCursor(position: number): string {
  return `after-${position}`
}

/** @returns nothing when no page of any list ended with it */
export function readCursor(cursor: string): number | undefined {
  const digits = /^after-(\d{1,15})$/.exec(cursor)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
