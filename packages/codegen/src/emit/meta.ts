import { propertyKey } from '../names.ts'
import { encryptedFields, isSensitive } from '../spec/fields.ts'
import type { Operation, Spec } from '../spec/model.ts'
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
  const encrypt = encryptedFields(operation.body.schema)
  const encryptQuery = operation.parameters.query.filter((one) => isSensitive(one.schema)).map((one) => one.name)
  const decrypt = encryptedFields(operation.response.schema)
  return {
    method: operation.method,
    path: operation.path,
    body: operation.body.kind,
    response: operation.response.kind,
    encrypt: encrypt.length > 0 ? encrypt : undefined,
    encryptQuery: encryptQuery.length > 0 ? encryptQuery : undefined,
    decrypt: decrypt.length > 0 ? decrypt : undefined,
    unsigned: operation.unsigned || undefined,
    host: operation.host,
    clientCert: operation.clientCert || undefined,
    retry: operation.retry,
    businessKey: operation.businessKey.length > 0 ? operation.businessKey : undefined,
    resolve: operation.resolve && { operation: metaKey(operation.resolve.operation), with: operation.resolve.with },
  }
}
