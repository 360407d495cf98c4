import { posix } from 'node:path'
import type { CatalogueField, CatalogueOperation } from './entry.ts'
import { compact, fieldSchema, objectSchema, type FieldContext, type SchemaNode } from './field-schema.ts'
import type { Glossary } from './glossary.ts'
import { addressOf } from './operation-names.ts'
import { confirmedQueries, digestSignedAnswers, doubtfulRequired, unsignedAnswers } from './rules/corrections.ts'
import { requiredByHand } from './rules/required-by-hand.ts'
import { listFacts } from './rules/list-rules.ts'
import type { ResolveRules } from './rules/resolve-rules.ts'
import { retryFacts } from './rules/retry-rules.ts'
import { uploadFacts } from './rules/upload-rules.ts'

const mediaTypes: Readonly<Record<string, string>> = {
  json: 'application/json',
  xml: 'text/xml',
  multipart: 'multipart/form-data',
  text: 'text/plain',
  pdf: 'application/pdf',
  image: 'image/*',
}

const signedHeaders = [
  'Request-ID',
  'Wechatpay-Nonce',
  'Wechatpay-Serial',
  'Wechatpay-Signature',
  'Wechatpay-Timestamp',
]

/** The path item of all operations at one address, and its file in the spec. */
export interface PathFile {
  /** The key in `openapi.yaml`: the path on the wire. */
  readonly path: string
  /** Relative to the spec's folder. */
  readonly file: string
  readonly item: SchemaNode
}

/**
 * Builds one path item with every operation of one address.
 *
 * @param rules rules shared by all operations
 */
export function pathFile(operations: readonly CatalogueOperation[], rules: Rules): PathFile {
  const [first] = operations
  if (!first) throw new RangeError('A path needs at least one operation')
  const address = addressOf(first)
  const file = `paths/${address.endsWith('/') ? `${address}index` : address}.yaml`
  const up = posix.relative(posix.dirname(file), '.')
  const host = wireHost(first)
  return {
    path: host.path,
    file,
    item: compact({
      servers: host.server === undefined ? undefined : [{ url: host.server }],
      ...Object.fromEntries(
        operations
          .toSorted((one, other) => one.method.localeCompare(other.method))
          .map((operation) => [operation.method.toLowerCase(), operationNode(operation, rules, up)]),
      ),
    }),
  }
}

/** Rules shared by all operations. */
export interface Rules {
  /** The operation's unique name, see `operationNames`. */
  readonly nameOf: (operation: CatalogueOperation) => string
  readonly resolve: ResolveRules
  /** Returns `x-wechatpay-errors` of an operation; `up` is the relative path to the spec's folder. */
  readonly errorsOf: (id: string, up: string) => SchemaNode[] | undefined
  readonly glossary: Glossary
}

function operationNode(
  operation: CatalogueOperation,
  { nameOf, resolve, errorsOf, glossary }: Rules,
  up: string,
): SchemaNode {
  const context: FieldContext = {
    trustsRequired: trustsRequired(operation) || operation.id in requiredByHand,
    doubtful: doubtfulMarks(operation),
    isRequest: true,
    glossary,
  }
  const answerContext: FieldContext = { ...context, trustsRequired: trustsRequired(operation), isRequest: false }
  // Required marks of queries and headers are unreliable for every kind of caller, unless a person checked them.
  const queryContext: FieldContext = { ...context, trustsRequired: isQueryChecked(operation) }
  const headerContext: FieldContext = { trustsRequired: false, glossary }
  const retry = retryFacts(operation)
  const parameters = [
    ...operation.request.path.map((field) => parameterNode('path', field, context)),
    ...operation.request.query.map((field) => parameterNode('query', field, queryContext)),
    ...operation.request.headers.map((field) => parameterNode('header', field, headerContext)),
  ]
  return compact({
    operationId: nameOf(operation),
    tags: [operation.product],
    summary: operation.title,
    deprecated: operation.status === 'current' ? undefined : true,
    externalDocs: operation.doc === null ? undefined : { url: operation.doc },
    'x-wechatpay-official-title': operation.title,
    'x-wechatpay-group': operation.group ?? undefined,
    'x-wechatpay-status': operation.status === 'current' ? undefined : operation.status,
    'x-wechatpay-status-since': operation.statusSince,
    'x-wechatpay-replaced-by': operation.replacedBy,
    'x-wechatpay-markers': operation.markers,
    'x-wechatpay-audience': operation.audience,
    'x-wechatpay-roles': operation.roles,
    'x-wechatpay-updated': operation.updated,
    'x-wechatpay-unlisted': operation.unlisted,
    'x-wechatpay-retry': retry.retry,
    'x-wechatpay-business-key': retry.businessKey,
    'x-wechatpay-resolve': resolve.factsOf(operation, retry),
    'x-wechatpay-list': listFacts(operation),
    'x-wechatpay-upload': uploadFacts(operation),
    'x-wechatpay-errors': errorsOf(operation.id, up),
    'x-wechatpay-unsigned': isUnsigned(operation) || undefined,
    'x-wechatpay-signs-digest': digestSignedAnswers.has(operation.id) || undefined,
    'x-wechatpay-unsigned-request': operation.unsignedRequest,
    'x-wechatpay-nonceless': operation.nonceless,
    'x-wechatpay-client-certificate': operation.clientCert || undefined,
    'x-wechatpay-redirect': operation.response.redirect,
    'x-wechatpay-fragment': operation.fragment,
    'x-wechatpay-gzip': operation.response.gzip,
    security: security(operation),
    parameters: parameters.length > 0 ? parameters : undefined,
    requestBody: requestBody(operation, context),
    responses: responses(operation, answerContext, up),
  })
}

function parameterNode(place: 'path' | 'query' | 'header', field: CatalogueField, context: FieldContext): SchemaNode {
  const enforced = place === 'path' || (context.trustsRequired && field.required && !field.unconfirmed)
  return compact({
    name: field.name,
    in: place,
    required: enforced ? true : undefined,
    'x-wechatpay-required': field.required && !enforced ? true : undefined,
    schema: fieldSchema(field, context),
  })
}

function requestBody(operation: CatalogueOperation, context: FieldContext): SchemaNode | undefined {
  const { kind, fields } = operation.request.body
  const mediaType = mediaTypes[kind]
  if (mediaType === undefined) return undefined
  return { required: true, content: { [mediaType]: { schema: objectSchema(fields, context) } } }
}

function responses(operation: CatalogueOperation, context: FieldContext, up: string): SchemaNode {
  const { kind, fields, errorKind } = operation.response
  const signed = operation.version === 'v3' && !isUnsigned(operation)
  const headers = Object.fromEntries(
    (signed ? signedHeaders : []).map((header) => [header, { $ref: `${up}/components/headers/${header}.yaml` }]),
  )
  const mediaType = mediaTypes[kind]
  const success = compact({
    description: '成功',
    headers: signed ? headers : undefined,
    content:
      mediaType === undefined
        ? undefined
        : {
            [mediaType]: {
              schema: kind === 'json' || kind === 'xml' ? objectSchema(fields, context) : { type: 'string' },
            },
            // v2 answers a failed download with a small document in another format, under the same status.
            ...(errorKind ? { [mediaTypes[errorKind] ?? '']: { schema: objectSchema(fields, context) } } : {}),
          },
  })
  const status = String(operation.response.redirect ? 302 : (operation.response.status ?? 200))
  const error = { $ref: `${up}/components/responses/Error.yaml` }
  // v2 answers failures with status 200. No other status has a documented shape.
  return operation.version === 'v3'
    ? { [status]: success, '4XX': error, '5XX': error }
    : { [status]: success, '4XX': { description: '请求未被处理' } }
}

function security({ version, unsignedRequest, scheme }: CatalogueOperation): SchemaNode[] | undefined {
  if (version === 'v2' || unsignedRequest) return []
  return scheme && [{ [scheme]: [] }]
}

function isUnsigned({ id, unsignedResponse }: CatalogueOperation): boolean {
  return unsignedResponse === true || unsignedAnswers.has(id)
}

/**
 * One table often serves merchants and partners at once and is the union of their fields, so its required marks are
 * true for neither. They become checks only where the pages of every kind of caller were compared, or where the
 * operation has one kind of caller.
 */
function trustsRequired(operation: CatalogueOperation): boolean {
  return (
    operation.checked !== undefined ||
    (operation.version === 'v3' &&
      (operation.audience?.length === 1 || operation.path.startsWith('/v3/payscore/payafter-orders')))
  )
}

/** Tables may list fields as a query that a newer page has in the body, so a query beside a body is not trusted. */
function isQueryChecked({ id, checked, request }: CatalogueOperation): boolean {
  return (checked !== undefined && request.body.kind === 'none') || confirmedQueries.has(id)
}

/**
 * One table names a direct merchant and a partner's sub-merchant by different fields. Which of them are required is
 * known only where the pages of both were compared.
 */
function doubtfulMarks({ id, checked, audience = [], roles = [] }: CatalogueOperation): ReadonlySet<string> {
  const parties = ['mchid', 'appid', 'sp_mchid', 'sp_appid', 'sub_mchid', 'sub_appid']
  const isShared = checked ? audience.length > checked.length : roles.includes('直连模式') && roles.includes('机构模式')
  return new Set([...(isShared ? parties : []), ...(doubtfulRequired[id] ?? [])])
}

/** One path exists on two hosts; there the host's prefix becomes part of the path, which keeps keys unique. */
function wireHost(operation: CatalogueOperation): { path: string; server?: string } {
  const address = addressOf(operation)
  if (address.startsWith('hk/')) return { path: `/${address}` }
  if (operation.host === null) return { path: operation.path }
  return { path: operation.path, server: operation.host.replace(/\/$/, '') }
}
