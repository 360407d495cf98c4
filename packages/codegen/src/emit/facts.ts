import { productPath, quote } from '../names.ts'
import { encryptedFields, isPkcs1, isSensitive } from '../spec/fields.ts'
import type { Operation, SchemaObject, Spec } from '../spec/model.ts'
import { fieldKinds } from './field-kinds.ts'
import { hoistRepeated } from './hoist.ts'
import { signedSchema } from './own-fields.ts'
import { literal } from './literal.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

const folder = 'packages/sdk/src/generated/facts'

/**
 * Emits the facts that the request path needs at run time: a small table per product, loaded with the product's first
 * call. It holds only the differences from the defaults in `operationFacts` of the SDK.
 */
export function emitFacts(spec: Spec): SourceFile[] {
  const products = [...Map.groupBy(spec.operations, ({ address }) => productPath(address) ?? '')]
    .map(([product, operations]) => ({
      product,
      file: product.replaceAll('/', '-'),
      table: tableOf(operations),
      fields: fieldKinds(operations),
    }))
    .filter(({ table, fields }) => Object.keys(table).length > 0 || Object.keys(fields).length > 0)
  const loaders = products
    .toSorted((one, other) => (one.product < other.product ? -1 : 1))
    .map(({ product, file }) => `  ${quote(product)}: () => import('./${file}.ts')`)
  return [
    ...products.map(({ file, table, fields }) => {
      const { constants, value } = hoistRepeated(table)
      return sourceFile(`${folder}/${file}.ts`, spec, [
        "import type { FactOverrides } from '../../operation/default-facts.ts'\nimport type { FieldKinds } from '../../operation/field-kinds.ts'",
        constants.map(([name, constant]) => `const ${name} = ${literal(constant)} as const\n`).join(''),
        `export const operations: Readonly<Record<string, FactOverrides>> = ${literal(value)}\n`,
        `/** By kind, the names of request fields. */\nexport const fields: FieldKinds = ${literal(fields)}`,
      ])
    }),
    sourceFile(`${folder}/index.ts`, spec, [
      "import type { FactOverrides } from '../../operation/default-facts.ts'\nimport type { FieldKinds } from '../../operation/field-kinds.ts'",
      'export interface ProductFacts {\n  readonly operations: Readonly<Record<string, FactOverrides>>\n  readonly fields: FieldKinds\n}',
      `/** By version and product, the beginning of the address. */\nexport const factLoaders: Readonly<Record<string, () => Promise<ProductFacts>>> = {\n${loaders.join(',\n')}\n}`,
    ]),
  ]
}

/** Builds a product's table, keyed by method and address. An operation that follows the defaults has no entry. */
function tableOf(operations: readonly Operation[]): Readonly<Record<string, object>> {
  const entries = operations.map((operation): [string, object] => [factsKey(operation), facts(operation)])
  return Object.fromEntries(entries.filter(([, unusual]) => Object.keys(unusual).length > 0))
}

function factsKey(operation: Operation): string {
  return `${operation.method} ${operation.address}`
}

function facts(operation: Operation): object {
  const { body, response, parameters } = operation
  const rule = byTheRule(operation)
  const all = {
    wirePath: unless(rule.path, operation.path),
    body: unless(rule.body, body.kind),
    response: unless(rule.response, response.kind),
    encrypt: some(encryptedFields(signedSchema(operation))),
    encryptQuery: some(parameters.query.filter((one) => isSensitive(one.schema)).map((one) => one.name)),
    encryptForTransfer: some(encryptedFields(body.schema, isForTransfer)),
    decrypt: some(encryptedFields(response.schema)),
    decryptPkcs1: some(encryptedFields(response.schema, isPkcs1)),
    unsigned: operation.unsigned || hasNoSign(operation) || undefined,
    signsDigest: operation.signsDigest || undefined,
    unsignedRequest: operation.unsignedRequest || undefined,
    redirect: operation.redirect || undefined,
    fragment: operation.fragment,
    errorKind: response.errorKind,
    host: operation.host,
    clientCert: operation.clientCert || undefined,
    nonceless: operation.nonceless || undefined,
    signTypes: signTypes(operation),
    lists: some(xmlLists(operation)),
    merchantField: operation.merchantField,
    check: operation.check,
    upload: operation.upload,
    list: operation.list,
    fillable: some(fillable(operation)),
    retry: unless(rule.retry, operation.retry),
    businessKey: some(operation.businessKey),
    resolve: operation.resolve && resolvingQuery(operation.resolve),
  }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined))
}

/** The defaults that `operationFacts` of the SDK fills in. */
function byTheRule({
  method,
  address,
  version,
}: Operation): Pick<Operation, 'path' | 'retry'> & { body: string; response: string } {
  const content = version === 'v2' ? 'xml' : 'json'
  return {
    path: `/${address.replace(/^v2\//, '')}`,
    body: method === 'GET' ? 'none' : content,
    response: content,
    retry: method === 'GET' ? 'safe' : 'never',
  }
}

function unless<Value>(usual: Value, value: Value): Value | undefined {
  return value === usual ? undefined : value
}

function some<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length > 0 ? list : undefined
}

function isForTransfer(schema: SchemaObject): boolean {
  return schema['x-wechatpay-encrypted-with'] === 'v2-transfer-public-key'
}

/** The query that tells the outcome. In v2 queries have a body too. */
function resolvingQuery({ operation, with: sources }: NonNullable<Operation['resolve']>): object {
  const { kind } = operation.body
  return { operation: factsKey(operation), ...(kind !== 'none' && { in: kind }), with: sources }
}

/** Whether an answer of v2 is documented without the field that signs it. */
function hasNoSign({ version, response }: Operation): boolean {
  const fields = Object.keys(response.schema?.properties ?? {})
  return version === 'v2' && response.kind === 'xml' && fields.length > 0 && !fields.includes('sign')
}

/** Paths of the elements of an XML answer that may be repeated: XML does not tell a list of one from a text. */
function xmlLists({ response }: Operation): string[] {
  return response.kind === 'xml' ? arraysOf(response.schema, '') : []
}

function arraysOf(schema: SchemaObject | undefined, above: string): string[] {
  return Object.entries(schema?.properties ?? {}).flatMap(([name, field]) =>
    field.type === 'array' ? [above + name] : arraysOf(field, `${above}${name}.`),
  )
}

/** The documented signature types; most of v2 documents none. */
export function signTypes({
  body,
  parameters,
}: Pick<Operation, 'body' | 'parameters'>): readonly (string | number)[] | undefined {
  const inQuery = parameters.query.find((one) => one.name === 'sign_type')?.schema
  const schema = body.schema?.properties?.['sign_type'] ?? inQuery
  return schema?.enum ?? schema?.['x-extensible-enum']
}

/** Fields that a client's view fills in (`views/` of the SDK). The merchant's own number is separate, see below. */
const fillableNames = new Set(
  (
    'sp_mchid sp_appid sub_mchid sub_appid sub_mch_id ' +
    'appid combine_appid notify_url service_id transfer_scene_id brand_id'
  ).split(' '),
)
const ownNumbers = new Set(['mchid', 'combine_mchid'])

/**
 * Products whose `mchid` names somebody else: a bank's merchant, a store, a driver, the merchant under investigation.
 * The SDK type `AboutOthers` lists those that require it.
 */
const aboutOthers = /^v3\/(?:aggracct-bc|brand\/partner|merchant-risk-manage|taxi-invoice)\//

interface FillableField {
  readonly name: string
  readonly isText: boolean
  readonly isRequired: boolean
}

function fieldOf(name: string, schema: SchemaObject, isRequired: boolean): FillableField {
  return { name, isText: schema.type === 'string', isRequired }
}

/** Finds the places in a request that a view fills in with a text. Fields in nested objects belong to other parties. */
function fillable(operation: Operation): string[] {
  const { body, parameters, address, method } = operation
  const isFillable = ({ name, isText, isRequired }: FillableField): boolean => {
    if (!isText) return false
    // A PATCH keeps an address that it does not mention, so the client must not add one.
    if (name === 'notify_url' && method === 'PATCH' && !isRequired) return false
    return fillableNames.has(name) || (ownNumbers.has(name) && !aboutOthers.test(address))
  }
  const names = (place: string, fields: readonly FillableField[]) =>
    fields.filter(isFillable).map(({ name }) => `${place}.${name}`)
  const path = parameters.path.map(({ name }) => ({ name, isText: true, isRequired: true }))
  const query = parameters.query.map(({ name, schema, required }) => fieldOf(name, schema, required))
  const { properties = {}, required = [] } = signedSchema(operation) ?? {}
  const inBody = Object.entries(properties).map(([name, schema]) => fieldOf(name, schema, required.includes(name)))
  return [
    ...names('path', path),
    ...names('query', query),
    ...names(operation.upload?.meta === undefined ? body.kind : 'meta', inBody),
  ]
}
