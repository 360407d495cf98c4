import { readCursor } from '../store/cursor.ts'
import { invalid } from './control-error.ts'
import { integer, object, optional, text } from './input.ts'

/** A request for a page of a list. */
export interface PageRequest {
  /** Number of items, 1 to 200. Default: 50. */
  readonly limit?: number
  /** The `next` of the previous page. Default: the first page. */
  readonly cursor?: string
}

/** The longest page of any list. */
export const LIST_LIMIT = 200
export const PAGE_LIMIT = 50

/** Reads the limit of a list. */
export const upTo = object({ limit: optional(integer(1, LIST_LIMIT)) })

/** Fields of a request for a page. */
export const pageFields = {
  limit: optional(integer(1, LIST_LIMIT)),
  cursor: optional(text(/^[\w-]{1,100}$/, 'the `next` of the page before')),
}

/** @throws {ControlError} no page ended with this cursor */
export function pageOf({ limit = PAGE_LIMIT, cursor }: PageRequest): { limit: number; cursor?: string } {
  if (cursor === undefined) return { limit }
  if (readCursor(cursor) !== undefined) return { limit, cursor }
  throw invalid('cursor', 'the `next` of the page before', cursor)
}
