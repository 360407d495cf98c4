import { propertyKey, quote } from '../names.ts'
import type { Operation, Spec } from '../spec/model.ts'
import { chainTree, nodeName, type ChainNode } from './chain-tree.ts'
import { docComment, operationLines } from './doc-comment.ts'
import { declareOperation } from './operation-types.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import type { TypeModule, TypeModules } from './type-module.ts'

const folder = 'packages/sdk/src/generated'

/**
 * The types of the client: one named interface per place on the chain, shared by the chain and the flat path map, in
 * one file per product. Nothing is computed from path strings, which keeps editors and compilers fast.
 */
export function emitChain(spec: Spec, modules: TypeModules): SourceFile {
  const root = chainTree(spec.operations)
  const places = [...nodes(root)]
  for (const node of places) {
    const product = productOf(node)
    if (product !== undefined) declareNode(node, modules.of(product))
  }
  const shared = places.filter((node) => productOf(node) === undefined)
  const callable = places.filter((node) => node.operations.length > 0)
  const parts = [
    imports([...shared.flatMap((node) => [...node.children.values()]), ...callable]),
    productExports(modules),
    `${docComment(['接口地址的根：路径的每一段是一个属性，`{x}` 写作 `_x_`。'])}export interface Chain {\n${childMembers(root)}}\n`,
    ...shared
      .filter((node) => node !== root)
      .map((node) => `export interface ${nodeName(node)} {\n${childMembers(node)}}\n`),
    pathMap(callable),
  ]
  return sourceFile(`${folder}/chain.ts`, spec, parts)
}

/** The files of all products; call it last, when every emitter has declared what it needs. */
export function emitProducts(spec: Spec, modules: TypeModules): SourceFile[] {
  return modules.all
    .filter((module) => module.declarations.length > 0)
    .map((module) => {
      const imports = [
        "import type { Operation } from '../../chain/operation.ts'\n",
        module.usesAlreadyEncrypted
          ? "import type { AlreadyEncrypted } from '../../request/already-encrypted.ts'\n"
          : '',
        ...[...module.imports].map(([product, names]) => typeImport(names, `./${product}.ts`)),
      ]
      const usesOperation = module.declarations.some((text) => text.includes('Operation<'))
      return sourceFile(`${folder}/products/${module.product}.ts`, spec, [
        (usesOperation ? imports : imports.slice(1)).join(''),
        ...module.declarations,
      ])
    })
}

/** `import type { … } from '…'`, nothing for no names. */
export function typeImport(names: Iterable<string>, from: string): string {
  const sorted = [...new Set(names)].toSorted()
  return sorted.length === 0 ? '' : `import type { ${sorted.join(', ')} } from '${from}'\n`
}

function* nodes(node: ChainNode): Generator<ChainNode> {
  yield node
  for (const child of node.children.values()) yield* nodes(child)
}

function* operationsBelow(node: ChainNode): Generator<Operation> {
  yield* node.operations
  for (const child of node.children.values()) yield* operationsBelow(child)
}

/** The product of a place; the root and the versions belong to none. */
function productOf(node: ChainNode): string | undefined {
  const products = new Set([...operationsBelow(node)].map((operation) => operation.product))
  const version = node.segments.findIndex((segment) => /^v\d$/.test(segment))
  return version === -1 || node.segments.length <= version + 1 ? undefined : products.values().next().value
}

function declareNode(node: ChainNode, module: TypeModule): void {
  const members = node.operations.map((operation) => {
    const { options, data } = declareOperation(operation, module)
    const method = operation.method.toLowerCase()
    const type = `Operation<${options}, ${data}>`
    return [
      `${docComment(operationLines(operation), '  ')}  readonly ${method}: ${type}\n`,
      `${docComment([`与 \`${method}\` 相同。`], '  ')}  readonly ${method}Async: ${type}\n`,
    ].join('')
  })
  module.declare(nodeName(node), `export interface ${nodeName(node)} {\n${members.join('')}${childMembers(node)}}\n`)
}

function childMembers(node: ChainNode): string {
  return [...node.children]
    .map(([property, child]) => `  readonly ${propertyKey(property)}: ${nodeName(child)}\n`)
    .join('')
}

function pathMap(callable: readonly ChainNode[]): string {
  const members = callable.map((node) => {
    const titles = node.operations.map((operation) => `${operation.method} ${operation.title}`).join('；')
    return `${docComment([titles], '  ')}  ${quote(node.segments.join('/'))}: ${nodeName(node)}\n`
  })
  return `${docComment(['每个接口地址（不带开头的斜线）与它的类型。'])}export interface PathMap {\n${members.join('')}}\n`
}

function imports(used: readonly ChainNode[]): string {
  const byProduct = Map.groupBy(used, productOf)
  return [...byProduct]
    .filter((entry): entry is [string, ChainNode[]] => entry[0] !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([product, places]) => typeImport(places.map(nodeName), `./products/${product}.ts`))
    .join('')
}

function productExports(modules: TypeModules): string {
  return modules.all
    .map((module) => module.product)
    .toSorted()
    .map((product) => `export type * from './products/${product}.ts'\n`)
    .join('')
}
