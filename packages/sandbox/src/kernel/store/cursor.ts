/**
 * Writes the cursor of the page after the row at this position. It is opaque to callers, and stays valid while rows
 * come and go.
 */
export function writeCursor(position: number): string {
  return `after-${position}`
}

/** @returns undefined when no page of any list ended with the cursor */
export function readCursor(cursor: string): number | undefined {
  const digits = /^after-(\d{1,15})$/.exec(cursor)?.[1]
  return digits === undefined ? undefined : Number(digits)
}
