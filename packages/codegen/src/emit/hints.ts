import { productPath, quote } from '../names.ts'
import type { DocumentedError, Operation, Spec } from '../spec/model.ts'
import { hoistRepeated } from './hoist.ts'
import { literal } from './literal.ts'
import { sourceFile, type SourceFile } from './source-file.ts'

const folder = 'packages/sdk/src/generated/hints'

/**
 * Emits the documented remedies for `error.hint`: one table per product, loaded when one of the product's operations
 * first fails. A client without errors never loads one.
 */
export function emitHints(spec: Spec): SourceFile[] {
  const products = [...Map.groupBy(spec.operations, ({ address }) => productPath(address) ?? '')]
    .map(([product, operations]) => ({ product, file: product.replaceAll('/', '-'), table: tableOf(operations, spec) }))
    .filter(({ table }) => Object.keys(table).length > 0)
    .toSorted((one, other) => (one.product < other.product ? -1 : 1))
  const loaders = products.map(({ product, file }) => `  ${quote(product)}: () => import('./${file}.ts')`)
  return [
    ...products.map(({ file, table }) => {
      const { constants, value } = hoistRepeated(table)
      return sourceFile(`${folder}/${file}.ts`, spec, [
        "import type { ErrorHints } from '../../errors/error-hints.ts'",
        constants.map(([name, constant]) => `const ${name} = ${literal(constant)} as const\n`).join(''),
        `export const hints: ErrorHints = ${literal(value)}`,
      ])
    }),
    sourceFile(`${folder}/index.ts`, spec, [
      "import type { ErrorHints } from '../../errors/error-hints.ts'",
      `/** By version and product, the beginning of the address. */\nexport const hintLoaders: Readonly<Record<string, () => Promise<{ readonly hints: ErrorHints }>>> = {\n${loaders.join(',\n')}\n}`,
    ]),
  ]
}

/** Builds a product's table, keyed by method and address. */
function tableOf(operations: readonly Operation[], spec: Spec): Readonly<Record<string, object>> {
  const documented = operations.filter(({ errors }) => errors.length > 0)
  return Object.fromEntries(
    documented.map(({ method, address, errors }) => [
      `${method} ${address}`,
      errors.map((error) => hintOf(error, spec.errorWords)),
    ]),
  )
}

function hintOf(
  { code, message, meaning, remedy }: DocumentedError,
  { meanings, remedies }: Spec['errorWords'],
): object {
  const en = `${meanings[meaning] ?? ''}. ${remedies[remedy] ?? ''}.`
  return { code, ...(message !== undefined && { message }), hint: { zh: `${meaning}：${remedy}`, en } }
}
