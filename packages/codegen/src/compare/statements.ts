import type { CatalogueField, CatalogueOperation } from '../catalogue/entry.ts'
import { keysOf, type Fact } from '../catalogue/facts.ts'
import type { FactFolder } from '../catalogue/read-catalogue.ts'

/** One thing that a source says: a value of a field, that it exists, that it is gone. */
export interface Statement {
  readonly operation: string
  readonly path: string
  readonly key: string
  readonly value: unknown
  /** The other things that the source says of the field. */
  readonly context: Readonly<Record<string, unknown>>
}

/** Not compared: samples, sources, and keys that belong to another one. */
const silent = new Set([
  'name',
  'fields',
  'variants',
  'content',
  'encryptedWith',
  'maxLengthOf',
  'to',
  'enumAdded',
  'was',
  'example',
  'exampleFrom',
  'source',
  'sources',
])

/** Everything that a folder of facts says; of two lines about one thing in it, the fact's counts and not the catalogue's. */
export function* statementsOf(folder: FactFolder): Generator<Statement> {
  const overruled = new Overruled(folder.facts)
  for (const operation of folder.operations) {
    yield { operation: operation.id, path: '', key: 'exists', value: operation.path, context: {} }
    for (const statement of operationStatements(operation)) if (!overruled.has(statement)) yield statement
  }
  for (const { version, event_type: event, resource } of folder.webhooks) {
    if (version !== 'v3' || event === null) continue
    for (const statement of fieldStatements(`webhook ${event}`, 'resource.', resource))
      if (!overruled.has(statement)) yield statement
  }
  for (const fact of folder.facts) yield* factStatements(fact, overruled.removedFrom(fact))
  for (const row of folder.errors) {
    if (row.code === undefined) continue
    // Some are known for a family of addresses only.
    for (const operation of row.operations.filter((id) => !id.startsWith('family ')))
      yield { operation, path: '', key: 'error', value: [row.status, row.code, row.message], context: {} }
  }
}

function* operationStatements({ id, request, response }: CatalogueOperation): Generator<Statement> {
  yield* fieldStatements(id, 'request.path.', request.path)
  yield* fieldStatements(id, 'request.query.', request.query)
  yield* fieldStatements(id, 'request.body.', request.body.fields)
  // An answer's table describes the failure of a file.
  if (response.kind === 'json' || response.kind === 'xml') yield* fieldStatements(id, 'response.', response.fields)
}

function* fieldStatements(operation: string, prefix: string, fields: readonly CatalogueField[]): Generator<Statement> {
  for (const field of fields) {
    const path = `${prefix}${field.name}`
    yield { operation, path, key: 'field', value: true, context: {} }
    for (const [key, value] of Object.entries(field)) {
      if (silent.has(key) || key === 'unconfirmed' || key === 'doubted' || (key === 'required' && value === false))
        continue
      yield { operation, path, key, value, context: { ...field } }
    }
    if (field.fields && !field.variants)
      yield* fieldStatements(operation, `${path}${field.type.endsWith('[]') ? '[]' : ''}.`, field.fields)
  }
}

/** @param enumRemoved values that are gone, by another line too */
function* factStatements(fact: Fact, enumRemoved: readonly unknown[]): Generator<Statement> {
  const { operation, path } = fact
  const context = { ...fact, enumRemoved }
  for (const key of keysOf(fact)) {
    if (silent.has(key) || key === 'replacedBy') continue
    const value = fact[key as keyof Fact]
    if (key === 'add') yield* attributes(operation, path, fact.add ?? {})
    else if (key === 'rename') {
      yield { operation, path, key: 'remove', value, context }
      yield* attributes(operation, path.replace(/\w+$/, fact.rename ?? ''), fact.to ?? {})
    } else yield { operation, path, key, value, context }
  }
}

function* attributes(operation: string, path: string, field: object): Generator<Statement> {
  yield { operation, path, key: 'field', value: true, context: {} }
  for (const [key, value] of Object.entries(field))
    if (!silent.has(key) && !(key === 'required' && value === false))
      yield { operation, path, key, value, context: { ...field } }
}

/** What facts say otherwise than the catalogue. */
class Overruled {
  readonly #keys = new Set<string>()
  readonly #gone = new Map<string, string[]>()
  readonly #values = new Map<string, readonly unknown[]>()

  constructor(facts: readonly Fact[]) {
    for (const fact of facts) {
      for (const key of keysOf(fact)) this.#keys.add(`${fact.operation} ${fact.path} ${key}`)
      if (fact.enumRemoved) {
        this.#keys.add(`${fact.operation} ${fact.path} enum`)
        this.#values.set(`${fact.operation} ${fact.path}`, fact.enumRemoved)
      }
      if (fact.plaintext) this.#keys.add(`${fact.operation} ${fact.path} maxLength`)
      // Of another type, nothing else holds.
      const isGone = fact.remove ?? (fact.rename !== undefined || fact.type !== undefined)
      if (isGone) this.#gone.set(fact.operation, [...(this.#gone.get(fact.operation) ?? []), fact.path])
    }
  }

  removedFrom({ operation, path }: Fact): readonly unknown[] {
    return this.#values.get(`${operation} ${path}`) ?? []
  }

  has({ operation, path, key }: Statement): boolean {
    if (this.#keys.has(`${operation} ${path} ${key}`)) return true
    const gone = this.#gone.get(operation) ?? []
    return gone.some((one) => path === one || path.startsWith(`${one}.`) || path.startsWith(`${one}[].`))
  }
}
