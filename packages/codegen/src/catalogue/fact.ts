import type { CatalogueCaller, CatalogueField, CatalogueFormat, CatalogueOperation, CatalogueWebhook } from './entry.ts'

/** A required mark on the pages of one kind of caller, where callers differ. */
export type CallerMark = boolean | 'absent' | 'varies'

/**
 * One line of `facts.jsonl`: statements of official pages and SDKs about one field that add to the catalogue or correct
 * it.
 */
export interface Fact {
  /** Id of an operation, or `webhook <event type>`. */
  readonly operation: string
  /** `request.body.amount.total`, `response.data[].state`, `resource.payer.openid`; empty for the operation itself. */
  readonly path: string
  /** How well the fact is confirmed. Default: `official`. */
  readonly confidence: 'official' | 'two-independent' | 'one-independent'
  readonly source?: string
  readonly type?: CatalogueField['type']
  readonly required?: boolean
  readonly requiredFor?: Readonly<Partial<Record<CatalogueCaller, CallerMark>>>
  readonly enum?: readonly (string | number)[]
  readonly enumRemoved?: readonly (string | number)[]
  readonly encrypted?: CatalogueField['encrypted']
  readonly encryptedWith?: string
  readonly minLength?: number
  readonly maxLength?: number
  /** `maxLength` limits the encrypted value. */
  readonly maxLengthOf?: 'ciphertext'
  readonly plaintext?: { readonly minLength?: number; readonly maxLength?: number }
  readonly maxBytes?: number
  readonly pattern?: string
  readonly minimum?: number
  readonly maximum?: number
  readonly minItems?: number
  readonly maxItems?: number
  readonly default?: string | number | boolean
  readonly unit?: string
  readonly format?: CatalogueFormat
  readonly label?: string
  readonly condition?: string
  readonly example?: string | number
  readonly add?: Omit<CatalogueField, 'name'>
  readonly rename?: string
  readonly to?: Omit<CatalogueField, 'name'>
  readonly remove?: true
  readonly replacedBy?: string
  readonly updated?: string
}

/** A fact, or a part of one, that the spec does not follow, and why. */
export interface NotTaken {
  readonly operation: string
  readonly path: string
  /** The keys of the fact that the spec does not follow. */
  readonly keys: readonly string[]
  readonly value: unknown
  readonly reason: string
}

export interface Catalogue {
  readonly operations: readonly CatalogueOperation[]
  readonly webhooks: readonly CatalogueWebhook[]
}

const about: ReadonlySet<string> = new Set(['operation', 'path', 'confidence', 'source'])

/** The keys of a fact that make statements about the field. */
export function keysOf(fact: Fact): string[] {
  return Object.keys(fact).filter((key) => !about.has(key))
}
