import { specFolder } from '../folders.ts'
import {
  methods,
  type ContentHolder,
  type DocumentObject,
  type MediaTypeObject,
  type Method,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
  type SchemaObject
} from './document.ts'
import type { BodyKind, Example, Operation, Parameter, Product, ResponseKind, SchemaName, Spec, Webhook } from './model.ts'
import { ReferenceReader, SpecError } from './references.ts'

/** Headers that the client sets by itself; callers are not asked for them. */
const ownHeaders = new Set(['accept', 'authorization', 'content-type', 'user-agent', 'wechatpay-serial'])

/**
 * Reads the spec into the model that every generator works from.
 *
 * @param folder holds `openapi.yaml`; the project's own `spec/` by default
 * @throws {SpecError} naming the file, when one is missing, malformed, or says something the generators cannot express
 */
export function loadSpec(folder: string = specFolder): Spec {
  const reader = new ReferenceReader(folder)
  const document = reader.read('openapi.yaml') as DocumentObject
  const operations = Object.entries(document.paths)
    .flatMap(([path, item]) => pathOperations(path, item, reader.sourceOf(item)))
    .toSorted((one, other) => compare(one.address, other.address) || compare(one.method, other.method))
  assertUnique(operations.map((operation) => operation.id))
  const resolved = linkQueries(operations)
  const webhooks = Object.entries(document.webhooks ?? {})
    .map(([name, item]) => webhook(name, item))
    .toSorted((one, other) => compare(one.name, other.name))
  return {
    version: document.info.version,
    products: products(document, operations),
    operations: resolved,
    webhooks,
    nameOf: (schema) => schemaName(schema, reader)
  }
}

type UnlinkedOperation = Omit<Operation, 'resolve'> & { readonly source: OperationObject }

function pathOperations(path: string, item: PathItemObject, file: string | undefined): UnlinkedOperation[] {
  const address = addressOf(path, file)
  return methods.flatMap((method) => {
    const operation = item[method]
    return operation ? [unlinkedOperation(path, address, method, operation, item)] : []
  })
}

function unlinkedOperation(
  path: string,
  address: string,
  method: Method,
  source: OperationObject,
  item: PathItemObject
): UnlinkedOperation {
  const parameters = [...(item.parameters ?? []), ...(source.parameters ?? [])]
  const place = (name: ParameterObject['in']) => parameters.filter((one) => one.in === name).map(parameter)
  const undeclared = [...path.matchAll(/\{(\w+)\}/g)].find(([, name]) => !place('path').some((one) => one.name === name))
  if (undeclared) throw new SpecError(`${method} ${path} does not declare its parameter ${undeclared[0]}`)
  return {
    source,
    id: source.operationId,
    method: method.toUpperCase() as Operation['method'],
    path,
    address,
    product: productOf(address),
    title: source.summary,
    officialTitle: source['x-wechatpay-official-title'] ?? source.summary,
    description: source.description?.trim() ?? '',
    link: source.externalDocs?.url,
    group: source['x-wechatpay-group'] ?? [],
    deprecated: source.deprecated ?? false,
    replacedBy: source['x-wechatpay-replaced-by'] ?? [],
    host: item.servers?.[0]?.url,
    clientCert: source['x-wechatpay-client-certificate'] ?? false,
    unsigned: source['x-wechatpay-unsigned'] ?? false,
    retry: source['x-wechatpay-retry'] ?? 'never',
    businessKey: source['x-wechatpay-business-key'] ?? [],
    parameters: {
      path: place('path'),
      query: place('query'),
      headers: place('header').filter((header) => !ownHeaders.has(header.name.toLowerCase()))
    },
    body: body(source.requestBody),
    response: response(source),
    errors: source['x-wechatpay-errors'] ?? []
  }
}

/** `x-wechatpay-resolve` names its query by id; here the name becomes the operation. */
function linkQueries(operations: readonly UnlinkedOperation[]): Operation[] {
  const linked = operations.map(({ source, ...operation }) => ({ source, operation: { ...operation, resolve: undefined } as Operation }))
  const byId = new Map(linked.map(({ operation }) => [operation.id, operation]))
  return linked.map(({ source, operation }) => {
    const resolve = source['x-wechatpay-resolve']
    if (!resolve) return operation
    const query = byId.get(resolve.operation)
    if (!query) throw new SpecError(`${operation.id}: x-wechatpay-resolve names ${resolve.operation}, which is not there`)
    return { ...operation, resolve: { operation: query, with: resolve.with } }
  })
}

function parameter(source: ParameterObject): Parameter {
  const { schema } = source
  return {
    name: source.name,
    required: source.required ?? false,
    requiredForSome: source['x-wechatpay-required'] ?? false,
    schema: source.description === undefined ? schema : { ...schema, description: source.description }
  }
}

function body(source: ContentHolder | undefined): Operation['body'] {
  const [mediaType, media] = Object.entries(source?.content ?? {})[0] ?? []
  if (mediaType === undefined) return { kind: 'none', schema: undefined, examples: [] }
  return { kind: kindOf<BodyKind>(mediaType), schema: media?.schema, examples: examples(media?.examples) }
}

function response(source: OperationObject): Operation['response'] {
  const success = Object.entries(source.responses).find(([status]) => /^[23]/.test(status))
  if (!success) throw new SpecError(`${source.operationId} has no success response`)
  const [status, holder] = success
  const [mediaType, media] = Object.entries(holder.content ?? {})[0] ?? []
  return {
    kind: mediaType === undefined ? 'empty' : kindOf<ResponseKind>(mediaType),
    status: Number(status),
    schema: media?.schema,
    examples: examples(media?.examples)
  }
}

function kindOf<Kind extends BodyKind | ResponseKind>(mediaType: string): Kind {
  const kinds: Readonly<Record<string, string>> = {
    'application/json': 'json',
    'text/xml': 'xml',
    'multipart/form-data': 'multipart',
    'text/plain': 'text',
    'application/pdf': 'pdf',
    'image/*': 'image'
  }
  const kind = kinds[mediaType]
  if (kind === undefined) throw new SpecError(`No generator knows the media type ${mediaType}`)
  return kind as Kind
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
    version: name.startsWith('v2/') ? 'v2' : 'v3',
    title: source.summary,
    officialTitle: source['x-wechatpay-official-title'] ?? source.summary,
    description: source.description?.trim() ?? '',
    link: source.externalDocs?.url,
    group: source['x-wechatpay-group'] ?? [],
    deprecated: source.deprecated ?? false,
    originalTypes: source['x-wechatpay-original-type'] ?? [],
    resource,
    examples: examples(source['x-wechatpay-resource-examples'])
  }
}

function examples(source: MediaTypeObject['examples']): Example[] {
  return Object.entries(source ?? {}).map(([name, example]) => ({ name, ...example }))
}

function products(document: DocumentObject, operations: readonly Pick<Operation, 'product'>[]): Product[] {
  const titles = new Map(document.tags?.map((tag) => [tag.name, tag.description]))
  const names = [...new Set(operations.map((operation) => operation.product))].toSorted(compare)
  return names.map((name) => ({ name, title: titles.get(name) ?? name }))
}

/** A path file stands where its operations stand on the chain; `index.yaml` stands for a trailing slash. */
function addressOf(path: string, file: string | undefined): string {
  const place = file === undefined ? undefined : /^paths\/(.+?)(?:(?<=\/)index)?\.yaml$/.exec(file)?.[1]
  return place ?? path.slice(1)
}

/** First segment after the version: `v3/payscore/…`, `hk/v3/certificates`. */
function productOf(address: string): string {
  const product = /^(?:hk\/)?v[23]\/([^/]+)/.exec(address)?.[1]
  if (product === undefined) throw new SpecError(`${address} does not start with a version and a product`)
  return product
}

function schemaName(schema: SchemaObject, reader: ReferenceReader): SchemaName | undefined {
  const [, product, name] = /^components\/schemas\/([^/]+)\/([^/]+)\.yaml$/.exec(reader.sourceOf(schema) ?? '') ?? []
  return product === undefined || name === undefined ? undefined : { name, product }
}

function assertUnique(ids: readonly string[]): void {
  const twice = ids.find((id, index) => ids.indexOf(id) !== index)
  if (twice !== undefined) throw new SpecError(`Two operations are called ${twice}`)
}

function compare(one: string, other: string): number {
  return one < other ? -1 : one > other ? 1 : 0
}
