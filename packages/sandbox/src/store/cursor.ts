/** The last row of a page: where the next one goes on. */
export interface Position {
  readonly at: number
  readonly id: string
}

/** Opaque to callers; a cursor stays good while rows come and go. */
export function writeCursor({ at, id }: Position): string {
  return `${at}_${id}`
}

/** @returns nothing when no page of any list ended with it */
export function readCursor(cursor: string): Position | undefined {
  const [, at, id] = CURSOR.exec(cursor) ?? []
  return at === undefined || id === undefined ? undefined : { at: Number(at), id }
}

const CURSOR = /^(-?\d{1,16})_([\w-]{1,64})$/
