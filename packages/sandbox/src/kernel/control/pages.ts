import { readCursor } from '../store/cursor.ts'
import { invalid } from './control-error.ts'
import { integerText, object, optional, text } from './input.ts'

/** A page of a list. */
export interface PageRequest {
  /** How many, 1 to 200; 50 if absent. */
  readonly limit?: number
  /** The `next` of the page before; the first page if absent. */
  readonly cursor?: string
}

/** The longest page of any list. */
export const LIST_LIMIT = 200
export const PAGE_LIMIT = 50

/** Reads the limit of a list. */
export const upTo = object({ limit: optional(integerText(1, LIST_LIMIT)) })

/** Fields of a query that asks for a page. */
export const pageFields = {
  limit: optional(integerText(1, LIST_LIMIT)),
  cursor: optional(text(/^[\w-]{1,100}$/, 'the `next` of the page before')),
}

/** @throws {ControlError} when no page ended with the cursor */
export function pageOf({ limit = PAGE_LIMIT, cursor }: PageRequest): { limit: number; cursor?: string } {
  if (cursor === undefined) return { limit }
  if (readCursor(cursor) !== undefined) return { limit, cursor }
  throw invalid('cursor', 'the `next` of the page before', cursor)
}
