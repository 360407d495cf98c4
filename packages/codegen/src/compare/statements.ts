import type { CatalogueField, CatalogueOperation } from '../catalogue/entry.ts'
import { keysOf, type Fact } from '../catalogue/fact.ts'
import type { FactFolder } from '../catalogue/read-catalogue.ts'

/** One statement of a source: a field's value, its existence, or its removal. */
export interface Statement {
  readonly operation: string
  readonly path: string
  readonly key: string
  readonly value: unknown
  /** The source's other statements about the field. */
  readonly context: Readonly<Record<string, unknown>>
}

/** Keys that are not compared: examples, sources, and keys that belong to another key. */
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

/** Yields every statement of a folder of facts. A fact overrides the catalogue's statement about the same thing. */
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
    // Some errors are known for a family of addresses only.
    for (const operation of row.operations.filter((id) => !id.startsWith('family ')))
      yield { operation, path: '', key: 'error', value: [row.status, row.code, row.message], context: {} }
  }
}

function* operationStatements({ id, request, response }: CatalogueOperation): Generator<Statement> {
  yield* fieldStatements(id, 'request.path.', request.path)
  yield* fieldStatements(id, 'request.query.', request.query)
  yield* fieldStatements(id, 'request.body.', request.body.fields)
  // The response table of a download describes the document sent on failure.
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

/** @param enumRemoved values that this or another line removes */
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

/** Statements of the catalogue that facts override. */
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
      // After a change of type, the catalogue's other statements about the field no longer hold.
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
