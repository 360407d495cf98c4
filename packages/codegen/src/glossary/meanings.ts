import type { Meaning, MeaningSection } from './glossary.ts'

/** The place of a field in the spec. */
export interface FieldPlace {
  /** The operation id, event type or name of the shared schema that holds the field. */
  readonly owner: string
  /** `v3/pay` */
  readonly product: string | undefined
  /** Undefined in shared schemas, which serve both directions. */
  readonly at: 'request' | 'response' | undefined
  /** The field belongs to a cross-border product, whose amounts are not in fen. */
  readonly isForeign?: boolean
  /** Field names from the top, without list marks. */
  readonly path: readonly string[]
}

interface Entry {
  readonly section: MeaningSection
  readonly path: string
  readonly steps: readonly string[]
  readonly meaning: Meaning
}

/** Finds the meaning written most specifically for a field's place, and records which entries are used. */
export class Meanings {
  readonly #byName: ReadonlyMap<string, readonly Entry[]>
  readonly #entries: readonly Entry[]
  readonly #used = new Set<Entry>()

  constructor(sections: readonly MeaningSection[]) {
    this.#entries = sections.flatMap((section) =>
      Object.entries(section.fields).map(([path, meaning]) => ({ section, path, steps: path.split('.'), meaning })),
    )
    this.#byName = Map.groupBy(this.#entries, ({ steps }) => steps.at(-1) ?? '')
  }

  /** The longest path wins; among equally long ones, the narrower scope. */
  find(place: FieldPlace): Meaning | undefined {
    let best: { entry: Entry; rank: number } | undefined
    for (const entry of this.#byName.get(place.path.at(-1) ?? '') ?? []) {
      const rank = rankOf(entry, place)
      if (rank !== undefined && (best === undefined || rank > best.rank)) best = { entry, rank }
    }
    if (!best) return undefined
    this.#used.add(best.entry)
    return best.entry.meaning
  }

  /** Entries that matched no field so far: `glossary/fields/pay.yaml: amount.total`. */
  get unused(): string[] {
    return this.#entries
      .filter((entry) => !this.#used.has(entry))
      .map(
        ({ section, path }) =>
          `${section.file}: ${[section.in?.join(' '), section.at, path].filter(Boolean).join(' ')}`,
      )
  }
}

/** Undefined where the entry does not apply to this place. */
function rankOf({ section, steps }: Entry, { owner, product, at, path }: FieldPlace): number | undefined {
  if (steps.length > path.length || steps.some((step, index) => path[path.length - steps.length + index] !== step))
    return undefined
  if (section.at !== undefined && section.at !== at) return undefined
  const scopes = section.in?.map((scope) => scopeRank(scope, owner, product)) ?? [1]
  const scope = Math.max(...scopes)
  return scope === 0 ? undefined : steps.length * 100 + scope * 10 + (section.at === undefined ? 0 : 1)
}

/** 0: another scope; 1: everywhere; 2: the product; 3: a family of names; 4: this very place. */
function scopeRank(scope: string, owner: string, product: string | undefined): number {
  if (scope === owner) return 4
  if (scope.endsWith('*') && owner.startsWith(scope.slice(0, -1))) return 3
  return scope === product ? 2 : 0
}
