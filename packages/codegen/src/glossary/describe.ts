import { productPath } from '../names.ts'
import {
  methods,
  type ContentHolder,
  type DocumentObject,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
  type SchemaObject,
} from '../spec/document.ts'
import { versionOf } from '../spec/address.ts'
import { numberedName } from '../spec/fields.ts'
import { addressOf } from '../spec/address.ts'
import type { ReferenceReader } from '../spec/references.ts'
import type { Glossary, Sentences } from './glossary.ts'
import { Meanings, type FieldPlace } from './meanings.ts'
import type { SharedCheck } from './shared-checks.ts'
import { unitInWords, type Unit } from './units.ts'

/** Entries of the glossary that match nothing in the spec. */
export interface GlossaryLeftovers {
  readonly meanings: readonly string[]
  readonly operations: readonly string[]
  readonly notifications: readonly string[]
  /** Names of fields in shared checks. */
  readonly checks: readonly string[]
}

/**
 * Writes the glossary's words into a document that has been read: descriptions where the document has none, English
 * names and descriptions beside them (`x-wechatpay-title-en`, `x-wechatpay-description-en`), and the checks that request
 * fields of a name share.
 *
 * @returns the unused entries
 */
export function describeDocument(
  document: DocumentObject,
  glossary: Glossary,
  reader: ReferenceReader,
): GlossaryLeftovers {
  const writer = new Writer(glossary, reader)
  const operations = new Set(glossary.operations.keys())
  const notifications = new Set(glossary.notifications.keys())
  for (const [path, item] of Object.entries(document.paths)) {
    const product = productPath(addressOf(path, reader.sourceOf(item)))
    for (const operation of operationsOf(item)) {
      const { operationId: owner } = operation
      operations.delete(owner)
      describe(operation, glossary.operations.get(owner))
      writer.operation(operation, item, { owner, product, isForeign: isForeign(operation) })
    }
  }
  for (const [name, item] of Object.entries(document.webhooks ?? {})) {
    notifications.delete(name)
    for (const notification of operationsOf(item)) {
      describe(notification, glossary.notifications.get(name))
      writer.notification(notification, name)
    }
  }
  return {
    meanings: writer.unused,
    operations: [...operations],
    notifications: [...notifications],
    checks: writer.unusedChecks,
  }
}

function operationsOf(item: PathItemObject): OperationObject[] {
  return methods.flatMap((method) => item[method] ?? [])
}

/** Amounts of cross-border products may be in any currency. */
function isForeign(operation: OperationObject): boolean {
  return operation['x-wechatpay-group']?.[0] === '跨境/全球'
}

function describe(operation: OperationObject, sentences: Sentences | undefined): void {
  if (sentences) write(operation, { ...sentences, title: sentences.name })
}

interface Words {
  readonly zh?: string | undefined
  readonly en?: string | undefined
  readonly title?: string | undefined
  readonly unit?: Unit | undefined
  readonly check?: SharedCheck['check'] | undefined
}

type Described = Pick<
  SchemaObject,
  'description' | 'x-wechatpay-description-en' | 'x-wechatpay-title-en' | 'x-wechatpay-unit'
>

/** Adds words without replacing those that the file has. */
function write(node: Described, { zh, en, title, unit, check }: Words): void {
  const target = node as Record<string, unknown>
  const fill = (key: keyof Described, text: string | undefined) => {
    if (text !== undefined) target[key] ??= text
  }
  if (check && target['pattern'] === undefined) Object.assign(target, check)
  fill('description', zh)
  fill('x-wechatpay-description-en', en)
  fill('x-wechatpay-title-en', title)
  fill('x-wechatpay-unit', unit)
}

class Writer {
  readonly #glossary: Glossary
  readonly #reader: ReferenceReader
  readonly #meanings: Meanings
  /** Schemas already described. A schema belongs to one file and is described once. */
  readonly #described = new Set<SchemaObject>()
  readonly #checks: ReadonlyMap<string, SharedCheck['check']>
  readonly #unusedChecks: Set<string>

  constructor(glossary: Glossary, reader: ReferenceReader) {
    this.#glossary = glossary
    this.#reader = reader
    this.#meanings = new Meanings(glossary.meanings)
    this.#checks = new Map(glossary.checks.flatMap(({ fields, check }) => fields.map((name) => [name, check])))
    this.#unusedChecks = new Set(this.#checks.keys())
  }

  get unused(): readonly string[] {
    return this.#meanings.unused
  }

  get unusedChecks(): readonly string[] {
    return [...this.#unusedChecks]
  }

  operation(
    operation: OperationObject,
    item: PathItemObject,
    place: Pick<FieldPlace, 'owner' | 'product' | 'isForeign'>,
  ): void {
    for (const parameter of [...(item.parameters ?? []), ...(operation.parameters ?? [])])
      this.#parameter(parameter, { ...place, at: 'request', path: [parameter.name] })
    this.#content(operation.requestBody, { ...place, at: 'request', path: [] })
    for (const [status, answer] of Object.entries(operation.responses))
      if (/^[23]/.test(status)) this.#content(answer, { ...place, at: 'response', path: [] })
  }

  notification(notification: OperationObject, owner: string): void {
    const version = versionOf(owner)
    const place: FieldPlace = { owner, product: `${version}/notifications`, at: 'response', path: [] }
    const resource = notification['x-wechatpay-resource']
    if (resource) this.#schema(resource, place)
    else this.#content(notification.requestBody, place)
  }

  #parameter(parameter: ParameterObject, place: FieldPlace): void {
    const { title, unit, check, ...texts } = this.#words(place, parameter.schema)
    write(parameter, texts)
    parameter.schema = this.#own(parameter.schema, { title, unit, check })
  }

  #content(holder: ContentHolder | undefined, place: FieldPlace): void {
    for (const { schema } of Object.values(holder?.content ?? {})) this.#schema(schema, place)
  }

  #schema(schema: SchemaObject, place: FieldPlace): void {
    if (this.#described.has(schema)) return
    this.#described.add(schema)
    const at = this.#homeOf(schema) ?? place
    for (const part of [schema.items, schema.contentSchema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? [])])
      if (part) this.#schema(part, at)
    this.#fields(schema.properties, at, (name) => name)
    this.#fields(schema.patternProperties, at, numberedName)
  }

  #fields(fields: SchemaObject['properties'], place: FieldPlace, nameOf: (key: string) => string): void {
    for (const [key, field] of Object.entries(fields ?? {})) {
      const at = { ...place, path: [...place.path, nameOf(key)] }
      const described = this.#own(field, this.#words(at, field))
      Object.assign(fields!, { [key]: described })
      this.#schema(described, at)
    }
  }

  /** The home of a shared schema, which is described the same wherever it is used. */
  #homeOf(schema: SchemaObject): FieldPlace | undefined {
    const source = this.#reader.sourceOf(schema)
    const [, product, owner] = /^components\/schemas\/([^/]+)\/([^/]+)\.yaml$/.exec(source ?? '') ?? []
    return owner === undefined ? undefined : { owner, product: `v3/${product}`, at: undefined, path: [] }
  }

  /**
   * Returns the field with these words. A shared simple field is copied first, because the words describe this place
   * only. A shared object keeps its own words and its identity, since it may contain itself.
   */
  #own(field: SchemaObject, words: Words): SchemaObject {
    const isShared = this.#reader.sourceOf(field) !== undefined
    if (isShared && (field.properties ?? field.items ?? field.anyOf ?? field.oneOf)) return field
    const own = isShared ? { ...field } : field
    write(own, words)
    return own
  }

  #check({ at, path }: FieldPlace, { type }: SchemaObject): SharedCheck['check'] | undefined {
    const name = path.at(-1) ?? ''
    const check = at === 'request' && type === 'string' ? this.#checks.get(name) : undefined
    if (check) this.#unusedChecks.delete(name)
    return check
  }

  #words(place: FieldPlace, schema: SchemaObject): Words {
    const name = place.path.at(-1) ?? ''
    const title = Object.hasOwn(this.#glossary.terms, name) ? this.#glossary.terms[name]?.en : undefined
    const meaning = this.#meanings.find(place)
    const check = this.#check(place, schema)
    if (!meaning) return { title, check }
    const written = place.isForeign && meaning.unit === 'fen' ? 'minor unit' : meaning.unit
    const unit = written !== undefined && isCount(schema) ? written : undefined
    return {
      title,
      unit,
      check,
      zh: unit === undefined ? meaning.zh : `${meaning.zh}。${unitInWords(unit, 'zh')}`,
      en: unit === undefined ? meaning.en : `${meaning.en}. ${unitInWords(unit, 'en')}`,
    }
  }
}

/** Whether a unit applies: to fields that hold a number, which is a text in XML. */
function isCount({ type }: SchemaObject): boolean {
  return type !== 'object' && type !== 'array' && type !== 'boolean'
}
