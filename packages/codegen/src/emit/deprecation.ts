import type { Operation } from '../spec/model.ts'
import type { ChainNode } from './types/chain-tree.ts'

/** Writes the `@deprecated` line of an operation. */
export function deprecation({ replacedBy }: Pick<Operation, 'replacedBy'>): string {
  return replacedBy.length === 0 ? NO_SUCCESSOR : `@deprecated 改用 ${replacedBy.map(successor).join('、')}`
}

const NO_SUCCESSOR = '@deprecated 官方没有给出替代接口'

/** Formats `v3/refunds#post` as `POST /v3/refunds`. */
export function successor(id: string): string {
  const [address = '', method] = id.split('#')
  return method === undefined ? id : `\`${method.toUpperCase()} /${address}\``
}

/**
 * Finds the places whose operations are all deprecated, only the topmost of each branch, with their doc comment line.
 */
export function deprecatedPlaces(root: ChainNode): ReadonlyMap<ChainNode, string> {
  const places = new Map<ChainNode, string>()
  const visit = (node: ChainNode): void => {
    const operations = [...operationsBelow(node)]
    if (operations.length > 0 && operations.every(({ deprecated }) => deprecated))
      places.set(node, placeDeprecation(operations))
    else for (const child of node.children.values()) visit(child)
  }
  visit(root)
  return places
}

function placeDeprecation(operations: readonly Operation[]): string {
  const addresses = operations.flatMap(({ replacedBy }) => replacedBy).map((id) => id.split('#')[0] ?? '')
  const shared = sharedBeginning(addresses.map((address) => address.split('/')))
  // A path of nothing but a version points at no product.
  return shared.length < 2 ? NO_SUCCESSOR : `@deprecated 改用 \`${shared.join('/')}\``
}

function sharedBeginning([first = [], ...others]: readonly (readonly string[])[]): readonly string[] {
  const end = first.findIndex((segment, index) => others.some((other) => other[index] !== segment))
  return end === -1 ? first : first.slice(0, end)
}

export function* operationsBelow(node: ChainNode): Generator<Operation> {
  yield* node.operations
  for (const child of node.children.values()) yield* operationsBelow(child)
}
