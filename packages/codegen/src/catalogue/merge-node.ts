import { isDeepStrictEqual } from 'node:util'
import { isMap, type Document } from 'yaml'

/** A place that both a person and the import changed. The person's version stays. */
export interface Conflict {
  readonly file: string
  /** Keys that lead to the place. */
  readonly at: readonly string[]
  /** The value that the import would have written. */
  readonly value: unknown
}

type Tree = Readonly<Record<string, unknown>>

/**
 * Merges the changes between two imports into a document that people may have edited since the first import: a
 * three-way merge, key by key. Comments, order and everything that is in neither import stay.
 *
 * @param base the output of the last import
 * @param next the output of this import
 * @returns the places where both sides changed, left as they are
 */
export function mergeInto(document: Document, base: Tree, next: Tree): Omit<Conflict, 'file'>[] {
  const conflicts: Omit<Conflict, 'file'>[] = []
  mergeMap(document, [], base, next, conflicts)
  return conflicts
}

function mergeMap(
  document: Document,
  at: readonly string[],
  base: Tree,
  next: Tree,
  conflicts: Omit<Conflict, 'file'>[],
): void {
  const ours = (document.getIn(at) as { toJSON?: () => Tree } | undefined)?.toJSON?.() ?? {}
  const isReshaped = isTree(base['properties']) && ours['properties'] === undefined
  for (const key of new Set([...Object.keys(base), ...Object.keys(next)])) {
    const [before, after, here] = [base[key], next[key], ours[key]]
    if (isDeepStrictEqual(before, after) || isDeepStrictEqual(here, after)) continue
    const place = [...at, key]
    if (isDeepStrictEqual(here, before) && !(isReshaped && ABOUT_FIELDS.has(key))) {
      if (after === undefined) document.deleteIn(place)
      else document.setIn(place, document.createNode(after))
    } else if (isTree(here) && isTree(after) && isMap(document.getIn(place)) && !('$ref' in here)) {
      mergeMap(document, place, isTree(before) ? before : {}, after, conflicts)
    } else {
      conflicts.push({ at: place, value: after })
    }
  }
}

/** Keys that describe an object's own fields. None of them holds where people replaced the fields by alternatives. */
const ABOUT_FIELDS: ReadonlySet<string> = new Set([
  'type',
  'required',
  'x-wechatpay-required',
  'properties',
  'patternProperties',
  'anyOf',
])

function isTree(value: unknown): value is Tree {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
