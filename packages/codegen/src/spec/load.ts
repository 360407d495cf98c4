import { specFolder } from '../folders.ts'
import { describeDocument } from '../glossary/describe.ts'
import { loadGlossary, type Glossary } from '../glossary/glossary.ts'
import { productPath } from '../names.ts'
import { versionOf } from './address.ts'
import type { DocumentObject, MediaTypeObject, PathItemObject, SchemaObject } from './document.ts'
import type { Operation, Product, SchemaName, Spec, Webhook } from './model.ts'
import { describeCommonValues, describeValues, documentedValues, namedValues } from './named-values.ts'
import { english, examples, pathOperations, type ReadOperation } from './path-operations.ts'
import { ReferenceReader, SpecError } from './references.ts'

/**
 * Reads the spec into the model that every generator works from.
 *
 * @param folder holds `openapi.yaml`; the project's own `spec/` by default
 * @throws {SpecError} naming the file that is missing, malformed, or beyond what the generators can express
 */
export function loadSpec(folder: string = specFolder): Spec {
  const reader = new ReferenceReader(folder)
  const document = reader.read('openapi.yaml') as DocumentObject
  const glossary = loadGlossary(folder)
  describeDocument(document, glossary, reader)
  const read = Object.entries(document.paths).flatMap(([path, item]) =>
    pathOperations(path, item, reader.sourceOf(item)),
  )
  assertUnique(read.map(({ operation }) => operation.id))
  const operations = linkQueries(read).toSorted(
    (one, other) => compare(one.address, other.address) || compare(one.method, other.method),
  )
  const webhooks = Object.entries(document.webhooks ?? {})
    .map(([name, item]) => webhook(name, item))
    .toSorted((one, other) => compare(one.name, other.name))
  const fields = documentedValues(operations, webhooks)
  const values = namedValues(glossary.values, fields)
  describeValues(glossary.values, fields)
  describeCommonValues(glossary.commonValues, fields)
  return {
    version: document.info.version,
    extensions: Object.values(document['x-wechatpay-extensions'] ?? {}),
    products: products(operations, glossary),
    operations,
    webhooks,
    nameOf: (schema) => schemaName(schema, reader),
    errorWords: glossary.errors,
    texts: glossary.texts,
    values,
  }
}

/** Replaces the query id in `x-wechatpay-resolve` by the operation itself. */
function linkQueries(read: readonly ReadOperation[]): Operation[] {
  const byId = new Map(read.map(({ operation }) => [operation.id, operation]))
  return read.map(({ source, operation }) => {
    const resolve = source['x-wechatpay-resolve']
    if (!resolve) return operation
    const query = byId.get(resolve.operation)
    if (query) return Object.assign(operation, { resolve: { operation: query, with: resolve.with } })
    throw new SpecError(`${operation.id}: x-wechatpay-resolve names ${resolve.operation}, which is not there`)
  })
}

function webhook(name: string, item: PathItemObject): Webhook {
  const source = item.post
  if (!source) throw new SpecError(`The notification ${name} has no post operation`)
  const plain: MediaTypeObject | undefined = Object.values(source.requestBody?.content ?? {})[0]
  const resource = source['x-wechatpay-resource'] ?? plain?.schema
  if (!resource) throw new SpecError(`The notification ${name} describes no payload`)
  return {
    name,
    id: source.operationId,
    version: versionOf(name),
    title: source.summary,
    officialTitle: source['x-wechatpay-official-title'] ?? source.summary,
    description: source.description?.trim() ?? '',
    english: english(source),
    link: source.externalDocs?.url,
    group: source['x-wechatpay-group'] ?? [],
    deprecated: source.deprecated ?? false,
    originalTypes: source['x-wechatpay-original-type'] ?? [],
    resource,
    envelope: versionOf(name) === 'v2' && plain?.schema !== resource ? plain?.schema : undefined,
    examples: examples(source['x-wechatpay-resource-examples']),
  }
}

/** Lists products by version and name. A product without a name in the glossary keeps the name in its address. */
function products(operations: readonly Operation[], { products: names }: Glossary): Product[] {
  const addresses = new Map(operations.map(({ address, product }) => [productPath(address) ?? product, product]))
  return [...addresses]
    .toSorted(([one], [other]) => compare(one, other))
    .map(([address, name]) => ({
      name,
      address,
      title: names.get(address)?.zh ?? name,
      english: names.get(address)?.en ?? name,
    }))
}

function schemaName(schema: SchemaObject, reader: ReferenceReader): SchemaName | undefined {
  const [, product, name] = /^components\/schemas\/([^/]+)\/([^/]+)\.yaml$/.exec(reader.sourceOf(schema) ?? '') ?? []
  return product === undefined || name === undefined ? undefined : { name, product }
}

function assertUnique(ids: readonly string[]): void {
  const seen = new Set<string>()
  const twice = ids.find((id) => seen.size === seen.add(id).size)
  if (twice !== undefined) throw new SpecError(`Two operations are called ${twice}`)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
