import { productPath, propertyKey, quote } from '../names.ts'
import type { Spec } from '../spec/model.ts'
import { chainTree, nodeName, type ChainNode } from './chain-tree.ts'
import { docComment, operationLines } from './doc-comment.ts'
import { generatedTypes, typeImport } from './modules.ts'
import { nodeNames } from './node-names.ts'
import { declareOperation } from './operation-types.ts'
import { sourceFile, type SourceFile } from './source-file.ts'
import type { TypeModule } from './type-module.ts'
import type { TypeModules } from './type-modules.ts'

/**
 * The types of the client: one named interface per place on the chain, shared by the chain and the flat path map, in
 * one file per product. Nothing is computed from path strings, which keeps editors and compilers fast.
 */
export function emitChain(spec: Spec, modules: TypeModules): SourceFile {
  const root = chainTree(spec.operations)
  const names = nodeNames(root, spec)
  const places = [...nodes(root)]
  for (const node of places) {
    const product = productOf(node)
    if (product !== undefined) declareNode(node, modules.ofProduct(product), names)
  }
  const shared = places.filter((node) => productOf(node) === undefined)
  const callable = places.filter((node) => node.operations.length > 0)
  const brands = brandRoots(root)
  const isBrand = (node: ChainNode): boolean => brands.has(node.segments[0] ?? '')
  const parts = [
    brands.size > 0 ? "import type { NeedsBrandId } from '../chain/needs-brand-id.ts'\n" : '',
    imports([...shared.flatMap((node) => [...node.children.values()]), ...callable], modules),
    productExports(modules),
    `${docComment(['接口地址的根：路径的每一段是一个属性，`{x}` 写作 `_x_`。'])}export interface Chain {\n${childMembers(root, names, (node) => (isBrand(node) ? 'NeedsBrandId' : nodeName(node)))}}\n`,
    `${docComment(['以 `brandId` 创建的客户端的接口地址的根。'])}export interface BrandChain extends Chain {\n${childMembers(keepChildren(root, isBrand), names)}}\n`,
    ...shared
      .filter((node) => node !== root)
      .map((node) => `export interface ${nodeName(node)} {\n${childMembers(node, names)}}\n`),
    `${docComment(['每个接口地址（不带开头的斜线）与它的类型。'])}export interface PathMap {\n${pathMembers(callable, (node) => (isBrand(node) ? 'NeedsBrandId' : nodeName(node)))}}\n`,
    `${docComment(['以 `brandId` 创建的客户端的接口地址与类型。'])}export interface BrandPathMap extends PathMap {\n${pathMembers(callable.filter(isBrand))}}\n`,
  ]
  return sourceFile(`${generatedTypes}/chain.ts`, spec, parts)
}

function* nodes(node: ChainNode): Generator<ChainNode> {
  yield node
  for (const child of node.children.values()) yield* nodes(child)
}

/** The product of a place; the root and the versions belong to none. */
function productOf({ segments }: ChainNode): string | undefined {
  return productPath(segments.join('/'))
}

/**
 * The first segments of addresses that only a brand may call: a client has them or has not, by its `brandId`.
 *
 * @throws {Error} a brand's operation stands among a merchant's
 */
function brandRoots(root: ChainNode): ReadonlySet<string> {
  const roots = [...root.children.values()].flatMap((child) => {
    const operations = [...nodes(child)].flatMap((node) => node.operations)
    const one = operations.find((operation) => operation.brand)
    if (one === undefined) return []
    if (operations.every((operation) => operation.brand)) return child.segments
    throw new Error(`${one.method} ${one.address}: a brand's operation below the same first segment as a merchant's`)
  })
  return new Set(roots)
}

function keepChildren({ children }: ChainNode, isKept: (node: ChainNode) => boolean): Pick<ChainNode, 'children'> {
  return { children: new Map([...children].filter(([, child]) => isKept(child))) }
}

function declareNode(node: ChainNode, module: TypeModule, names: NodeNames): void {
  const members = node.operations.map((operation) => {
    const type = declareOperation(operation, module)
    const method = operation.method.toLowerCase()
    return [
      `${docComment(operationLines(operation), '  ')}  readonly ${method}: ${type}\n`,
      // Told by a reference: half as much for a compiler to read as the type itself.
      `${docComment([`与 \`${method}\` 相同。`], '  ')}  readonly ${method}Async: ${nodeName(node)}['${method}']\n`,
    ].join('')
  })
  module.declare(
    nodeName(node),
    `export interface ${nodeName(node)} {\n${members.join('')}${childMembers(node, names)}}\n`,
  )
}

type NodeNames = ReadonlyMap<ChainNode, string>

function childMembers(
  node: Pick<ChainNode, 'children'>,
  names: NodeNames,
  typeOf: (node: ChainNode) => string = nodeName,
): string {
  return [...node.children]
    .map(([property, child]) => {
      const name = names.get(child)
      const comment = name === undefined ? '' : docComment([`${name}。`], '  ')
      return `${comment}  readonly ${propertyKey(property)}: ${typeOf(child)}\n`
    })
    .join('')
}

function pathMembers(callable: readonly ChainNode[], typeOf: (node: ChainNode) => string = nodeName): string {
  return callable
    .map((node) => {
      const titles = node.operations.map((operation) => `${operation.method} ${operation.title}`).join('；')
      return `${docComment([titles], '  ')}  ${quote(node.segments.join('/'))}: ${typeOf(node)}\n`
    })
    .join('')
}

function imports(used: readonly ChainNode[], modules: TypeModules): string {
  const byProduct = Map.groupBy(used, productOf)
  return [...byProduct]
    .filter((entry): entry is [string, ChainNode[]] => entry[0] !== undefined)
    .toSorted(([one], [other]) => (one < other ? -1 : 1))
    .map(([product, places]) => typeImport(places.map(nodeName), `./${modules.ofProduct(product).file}.ts`))
    .join('')
}

function productExports(modules: TypeModules): string {
  return modules.all
    .map((module) => module.file)
    .filter((file) => file.startsWith('products/'))
    .toSorted()
    .map((file) => `export type * from './${file}.ts'\n`)
    .join('')
}
