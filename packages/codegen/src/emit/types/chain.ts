import { productPath, propertyKey, quote } from '../../names.ts'
import type { Spec } from '../../spec/model.ts'
import { chainTree, nodeName, type ChainNode } from './chain-tree.ts'
import { deprecatedPlaces, deprecation } from '../deprecation.ts'
import { docComment, operationLines } from '../doc-comment.ts'
import { generalErrors, type GeneralErrors } from '../error-lines.ts'
import { generatedTypes, typeImport } from '../modules.ts'
import { nodeNames } from './node-names.ts'
import { declareOperation } from './operation-types.ts'
import { sourceFile, type SourceFile } from '../source-file.ts'
import type { TypeModule } from './type-module.ts'
import type { TypeModules } from './type-modules.ts'

/**
 * The types of the client: one named interface per place on the chain, shared by the chain and the flat path map, in
 * one file per product. Nothing is computed from path strings, which keeps editors and compilers fast.
 */
export function emitChain(spec: Spec, modules: TypeModules): SourceFile {
  const root = chainTree(spec.operations)
  const notes = nodeNotes(root, spec)
  const places = [...nodes(root)]
  const general = generalErrors(spec.operations)
  for (const node of places) {
    const product = productOf(node)
    if (product !== undefined) declareNode(node, modules.ofProduct(product), notes, general)
  }
  const shared = places.filter((node) => productOf(node) === undefined)
  const callable = places.filter((node) => node.operations.length > 0)
  const brands = brandRoots(root)
  const isBrand = (node: ChainNode): boolean => brands.has(node.segments[0] ?? '')
  const parts = [
    brands.size > 0 ? "import type { NeedsBrandId } from '../chain/needs-brand-id.ts'\n" : '',
    "import type { NeedsMerchant } from '../chain/needs-merchant.ts'\n",
    imports([...shared.flatMap((node) => [...node.children.values()]), ...callable], modules),
    productExports(modules),
    `${docComment(['接口地址的根：路径的每一段是一个属性，`{x}` 写作 `_x_`。'])}export interface Chain {\n${childMembers(root, notes, (node) => (isBrand(node) ? 'NeedsBrandId' : nodeName(node)))}}\n`,
    `${docComment(['以 `brandId` 创建的客户端的接口地址的根：只有品牌的接口可以调用。'])}export interface BrandChain {\n${childMembers(root, notes, (node) => (isBrand(node) ? nodeName(node) : 'NeedsMerchant'))}}\n`,
    ...shared
      .filter((node) => node !== root)
      .map((node) => `export interface ${nodeName(node)} {\n${childMembers(node, notes)}}\n`),
    `${docComment(['每个接口地址（不带开头的斜线）与它的类型。'])}export interface PathMap {\n${pathMembers(callable, (node) => (isBrand(node) ? 'NeedsBrandId' : nodeName(node)))}}\n`,
    `${docComment(['品牌的接口地址（不带开头的斜线）与它的类型。'])}export interface BrandPaths {\n${pathMembers(callable.filter(isBrand))}}\n`,
    `${docComment(['以 `brandId` 创建的客户端的接口地址与类型。'])}export type BrandPathMap = BrandPaths & { readonly [Path in Exclude<keyof PathMap, keyof BrandPaths>]: NeedsMerchant }\n`,
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
 * The first segments of addresses that only a brand may call: a client has them only with a `brandId`.
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

function declareNode(node: ChainNode, module: TypeModule, notes: NodeNotes, general: GeneralErrors): void {
  const members = node.operations.map((operation) => {
    const type = declareOperation(operation, module)
    const method = operation.method.toLowerCase()
    return [
      `${docComment(operationLines(operation, general), '  ')}  readonly ${method}: ${type}\n`,
      // A reference to the other property costs a compiler half as much as the repeated type.
      `${docComment([`与 \`${method}\` 相同。`], '  ')}  readonly ${method}Async: ${nodeName(node)}['${method}']\n`,
    ].join('')
  })
  module.declare(
    nodeName(node),
    `export interface ${nodeName(node)} {\n${members.join('')}${childMembers(node, notes)}}\n`,
  )
}

/** Doc comment lines by place. */
type NodeNotes = ReadonlyMap<ChainNode, readonly string[]>

function nodeNotes(root: ChainNode, spec: Spec): NodeNotes {
  const names = nodeNames(root, spec)
  const deprecated = deprecatedPlaces(root)
  return new Map(
    [...new Set([...names.keys(), ...deprecated.keys()])].map((node) => {
      const [name, deprecation] = [names.get(node), deprecated.get(node)]
      return [node, [...(name === undefined ? [] : [`${name}。`]), ...(deprecation === undefined ? [] : [deprecation])]]
    }),
  )
}

function childMembers(
  node: Pick<ChainNode, 'children'>,
  notes: NodeNotes,
  typeOf: (node: ChainNode) => string = nodeName,
): string {
  return [...node.children]
    .map(([property, child]) => {
      return `${docComment(notes.get(child) ?? [], '  ')}  readonly ${propertyKey(property)}: ${typeOf(child)}\n`
    })
    .join('')
}

/** Marks an address whose operations are all deprecated. */
function deprecatedAddress({ operations }: ChainNode): string {
  return deprecation({ replacedBy: [...new Set(operations.flatMap(({ replacedBy }) => replacedBy))] })
}

function pathMembers(callable: readonly ChainNode[], typeOf: (node: ChainNode) => string = nodeName): string {
  return callable
    .map((node) => {
      const titles = node.operations.map((operation) => `${operation.method} ${operation.title}`).join('；')
      const isDeprecated = node.operations.every((operation) => operation.deprecated)
      const lines = [titles, ...(isDeprecated ? [deprecatedAddress(node)] : [])]
      return `${docComment(lines, '  ')}  ${quote(node.segments.join('/'))}: ${typeOf(node)}\n`
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
