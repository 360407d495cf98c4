/**
 * Names of a product's request fields by kind of value, separated by blanks. A field in several lists may hold any of
 * their kinds, a field in no list anything. Generated from the spec.
 */
export interface FieldKinds {
  /** Amounts in fen, or in the smallest unit of another currency: whole and not negative. */
  readonly amount?: string
  readonly integer?: string
  readonly number?: string
  readonly text?: string
}

export type FieldKind = keyof FieldKinds

const parsed = new WeakMap<FieldKinds, ReadonlyMap<string, ReadonlySet<FieldKind>>>()

/** Kinds by field name. Each product's lists are parsed once. */
export function kindsByName(lists: FieldKinds): ReadonlyMap<string, ReadonlySet<FieldKind>> {
  const known = parsed.get(lists)
  if (known) return known
  const kinds = new Map<string, Set<FieldKind>>()
  for (const [kind, names] of Object.entries(lists) as [FieldKind, string][])
    for (const name of names.split(' ')) kinds.set(name, (kinds.get(name) ?? new Set()).add(kind))
  parsed.set(lists, kinds)
  return kinds
}
