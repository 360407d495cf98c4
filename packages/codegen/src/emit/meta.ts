import { propertyKey } from '../names.ts'
import { encryptedFields, isSensitive } from '../spec/fields.ts'
import type { Operation, SchemaObject, Spec } from '../spec/model.ts'
import { literal } from './literal.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

const folder = 'packages/sdk/src/generated/meta'

/** What the request path must know at run time: a small table per product, loaded when the product is first called. */
export function emitMeta(spec: Spec): SourceFile[] {
  const byProduct = Map.groupBy(spec.operations, (operation) => operation.product)
  const tables = [...byProduct].map(([product, operations]) =>
    sourceFile(`${folder}/${product}.ts`, spec, [
      "import type { OperationMeta } from '../../request/operation-meta.ts'",
      `export const operations: Readonly<Record<string, OperationMeta>> = ${literal(
        Object.fromEntries(operations.map((operation) => [metaKey(operation), meta(operation)])),
      )}`,
    ]),
  )
  const loaders = [...byProduct.keys()]
    .toSorted()
    .map((product) => `  ${propertyKey(product)}: () => import('./${product}.ts')`)
  return [
    ...tables,
    sourceFile(`${folder}/index.ts`, spec, [
      "import type { OperationMeta } from '../../request/operation-meta.ts'",
      'export interface ProductMeta {\n  readonly operations: Readonly<Record<string, OperationMeta>>\n}',
      `/** By product, the first segment after the version. */\nexport const metaLoaders: Readonly<Record<string, () => Promise<ProductMeta>>> = {\n${loaders.join(',\n')}\n}`,
    ]),
  ]
}

function metaKey(operation: Operation): string {
  return `${operation.method} ${operation.address}`
}

function meta(operation: Operation): object {
  const { body, response, parameters } = operation
  return {
    method: operation.method,
    path: operation.path,
    body: body.kind,
    response: response.kind,
    encrypt: some(encryptedFields(body.schema)),
    encryptQuery: some(parameters.query.filter((one) => isSensitive(one.schema)).map((one) => one.name)),
    encryptForTransfer: some(encryptedFields(body.schema, isForTransfer)),
    decrypt: some(encryptedFields(response.schema)),
    decryptPkcs1: some(encryptedFields(response.schema, isPkcs1)),
    unsigned: operation.unsigned || undefined,
    signsDigest: operation.signsDigest || undefined,
    unsignedRequest: operation.unsignedRequest || undefined,
    redirect: operation.redirect || undefined,
    fragment: operation.fragment,
    errorKind: response.errorKind,
    host: operation.host,
    clientCert: operation.clientCert || undefined,
    nonceless: operation.nonceless || undefined,
    signTypes: signTypes(operation),
    upload: operation.upload,
    list: operation.list,
    parties: some(parties(operation)),
    retry: operation.retry,
    businessKey: some(operation.businessKey),
    resolve: operation.resolve && { operation: metaKey(operation.resolve.operation), with: operation.resolve.with },
  }
}

function some<Item>(list: readonly Item[]): readonly Item[] | undefined {
  return list.length > 0 ? list : undefined
}

function isForTransfer(schema: SchemaObject): boolean {
  return schema['x-wechatpay-encrypted-with'] === 'v2-transfer-public-key'
}

function isPkcs1(schema: SchemaObject): boolean {
  return schema['x-wechatpay-encrypted'] === 'rsa-pkcs1'
}

/** Whichever of the two is documented; most of v2 names neither. */
function signTypes({ body, parameters }: Operation): readonly (string | number)[] | undefined {
  const inQuery = parameters.query.find((one) => one.name === 'sign_type')?.schema
  const schema = body.schema?.properties?.['sign_type'] ?? inQuery
  return schema?.enum ?? schema?.['x-extensible-enum']
}

const partyNames = new Set(['sp_mchid', 'sp_appid', 'sub_mchid', 'sub_appid', 'sub_mch_id'])

/** Where the operation takes the numbers of a partner and its sub-merchant; those in nested objects are other parties'. */
function parties({ body, parameters }: Operation): string[] {
  const names = (place: string, fields: readonly string[]) =>
    fields.filter((name) => partyNames.has(name)).map((name) => `${place}.${name}`)
  return [
    ...names(
      'path',
      parameters.path.map((one) => one.name),
    ),
    ...names(
      'query',
      parameters.query.map((one) => one.name),
    ),
    ...names(body.kind, Object.keys(body.schema?.properties ?? {})),
  ]
}
