import { addressOf, versionOf } from './address.ts'
import {
  methods,
  type ContentHolder,
  type MediaTypeObject,
  type Method,
  type OperationObject,
  type ParameterObject,
  type PathItemObject,
} from './document.ts'
import type { BodyKind, Example, Operation, Parameter, ResponseKind } from './model.ts'
import { SpecError } from './references.ts'

/** Headers that the client sets by itself; callers are not asked for them. */
const ownHeaders = new Set(['accept', 'authorization', 'content-type', 'user-agent', 'wechatpay-serial'])

const BRAND_SCHEME = 'WECHATPAY-BRAND-SHA256-RSA2048'

const bodyKinds: ReadonlyMap<string, BodyKind> = new Map([
  ['application/json', 'json'],
  ['text/xml', 'xml'],
  ['multipart/form-data', 'multipart'],
])

const responseKinds: ReadonlyMap<string, ResponseKind> = new Map([
  ['application/json', 'json'],
  ['text/xml', 'xml'],
  ['text/plain', 'text'],
  ['application/pdf', 'pdf'],
  ['image/*', 'image'],
])

/** An operation whose `resolve` is not linked yet, with the link that the file states. */
export interface ReadOperation {
  readonly source: OperationObject
  readonly operation: Operation
}

/** Reads the operations of one path item. */
export function pathOperations(path: string, item: PathItemObject, file: string | undefined): ReadOperation[] {
  const address = addressOf(path, file)
  return methods.flatMap((method) => {
    const source = item[method]
    return source ? [{ source, operation: readOperation(path, address, method, source, item) }] : []
  })
}

function readOperation(
  path: string,
  address: string,
  method: Method,
  source: OperationObject,
  item: PathItemObject,
): Operation {
  const parameters = [...(item.parameters ?? []), ...(source.parameters ?? [])]
  const place = (name: ParameterObject['in']) => parameters.filter((one) => one.in === name).map(parameter)
  const undeclared = [...path.matchAll(/\{(\w+)\}/g)].find(
    ([, name]) => !place('path').some((one) => one.name === name),
  )
  if (undeclared) throw new SpecError(`${method} ${path} does not declare its parameter ${undeclared[0]}`)
  return {
    id: source.operationId,
    method: method.toUpperCase() as Operation['method'],
    path,
    address,
    version: versionOf(address),
    product: productOf(address),
    title: source.summary,
    officialTitle: source['x-wechatpay-official-title'] ?? source.summary,
    description: source.description?.trim() ?? '',
    english: english(source),
    link: source.externalDocs?.url,
    group: source['x-wechatpay-group'] ?? [],
    deprecated: source.deprecated ?? false,
    updated: source['x-wechatpay-updated'],
    unlisted: source['x-wechatpay-unlisted'] ?? false,
    brand: source.security?.some((scheme) => BRAND_SCHEME in scheme) ?? false,
    replacedBy: source['x-wechatpay-replaced-by'] ?? [],
    host: item.servers?.[0]?.url,
    clientCert: source['x-wechatpay-client-certificate'] ?? false,
    nonceless: source['x-wechatpay-nonceless'] ?? false,
    unsigned: source['x-wechatpay-unsigned'] ?? false,
    signsDigest: source['x-wechatpay-signs-digest'] ?? false,
    unsignedRequest: source['x-wechatpay-unsigned-request'] ?? false,
    redirect: source['x-wechatpay-redirect'] ?? false,
    fragment: source['x-wechatpay-fragment'],
    merchantField: source['x-wechatpay-merchant-field'],
    check: source['x-wechatpay-check'],
    upload: source['x-wechatpay-upload'],
    list: source['x-wechatpay-list'],
    retry: source['x-wechatpay-retry'] ?? 'never',
    unknownOutcome: source['x-wechatpay-outcome-unknown'],
    businessKey: source['x-wechatpay-business-key'] ?? [],
    resolve: undefined,
    parameters: {
      path: place('path'),
      query: place('query'),
      headers: place('header').filter((header) => !ownHeaders.has(header.name.toLowerCase())),
    },
    body: body(source.requestBody),
    response: response(source),
    errors: source['x-wechatpay-errors'] ?? [],
  }
}

function parameter(source: ParameterObject): Parameter {
  const { schema, description, 'x-wechatpay-description-en': inEnglish } = source
  return {
    name: source.name,
    required: source.required ?? false,
    requiredForSome: source['x-wechatpay-required'] ?? false,
    schema: {
      ...schema,
      ...(description !== undefined && { description }),
      ...(inEnglish !== undefined && { 'x-wechatpay-description-en': inEnglish }),
    },
  }
}

export function english(source: OperationObject): Operation['english'] {
  return {
    title: source['x-wechatpay-title-en'],
    description: source['x-wechatpay-description-en']?.trim() ?? '',
  }
}

function body(source: ContentHolder | undefined): Operation['body'] {
  const [mediaType, media] = Object.entries(source?.content ?? {})[0] ?? []
  if (mediaType === undefined) return { kind: 'none', schema: undefined, examples: [] }
  return { kind: kindOf(mediaType, bodyKinds), schema: media?.schema, examples: examples(media?.examples) }
}

function response(source: OperationObject): Operation['response'] {
  const success = Object.entries(source.responses).find(([status]) => /^[23]/.test(status))
  if (!success) throw new SpecError(`${source.operationId} has no success response`)
  const [status, holder] = success
  const [[mediaType, media] = [], [failure] = []] = Object.entries(holder.content ?? {})
  const errorKind = failure === undefined ? undefined : kindOf(failure, responseKinds)
  if (errorKind !== undefined && errorKind !== 'json' && errorKind !== 'xml')
    throw new SpecError(`${source.operationId}: a failure document is JSON or XML, not ${failure}`)
  return {
    kind: mediaType === undefined ? 'empty' : kindOf(mediaType, responseKinds),
    status: Number(status),
    errorKind,
    schema: media?.schema,
    examples: examples(media?.examples),
  }
}

function kindOf<Kind>(mediaType: string, kinds: ReadonlyMap<string, Kind>): Kind {
  const kind = kinds.get(mediaType)
  if (kind === undefined) throw new SpecError(`No generator knows the media type ${mediaType} in this place`)
  return kind
}

/** Named examples as a list. */
export function examples(source: MediaTypeObject['examples']): Example[] {
  return Object.entries(source ?? {}).map(([name, { summary, value }]) => ({ name, summary, value }))
}

/** First segment after the version: `v3/payscore/…`, `hk/v3/certificates`; `brand` has no version. */
function productOf(address: string): string {
  const product = /^(?:(?:hk\/)?v[23]\/([^/]+)|brand(?=\/))/.exec(address)
  if (!product) throw new SpecError(`${address} does not start with a version and a product`)
  return product[1] ?? product[0]
}
