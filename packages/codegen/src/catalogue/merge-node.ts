import { isDeepStrictEqual } from 'node:util'
import { isMap, type Document } from 'yaml'

/** A place in a file that people changed and that the import would change otherwise; it stays as people made it. */
export interface Conflict {
  readonly file: string
  /** Keys that lead there. */
  readonly at: readonly string[]
  /** What the import would have written. */
  readonly value: unknown
}

type Tree = Readonly<Record<string, unknown>>

/**
 * Brings what changed between two imports into a document that people may have changed since the first: three-way, key by
 * key. Comments, order and everything that the imports do not speak of stay.
 *
 * @param base what the last import wrote
 * @param next what the import writes now
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

/** What an object says of its fields: where people replaced the fields by alternatives, none of it holds any more. */
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
