import { productPath } from '../../names.ts'
import type { Spec } from '../../spec/model.ts'
import type { ChainNode } from './chain-tree.ts'
import { operationsBelow } from '../deprecation.ts'

/**
 * Finds official names for places on the chain. A product is named by the product table; a place inside one by the
 * section of the documentation that all its operations share, unless the place above already has that name.
 */
export function nodeNames(root: ChainNode, spec: Pick<Spec, 'products'>): ReadonlyMap<ChainNode, string> {
  const products = new Map(spec.products.map(({ address, title }) => [address, title]))
  const names = new Map<ChainNode, string>()
  const visit = (node: ChainNode, above: string | undefined): void => {
    const address = node.segments.join('/')
    const name = products.get(address) ?? (productPath(address) === undefined ? undefined : sharedGroup(node))
    if (name !== undefined && name !== above) names.set(node, name)
    for (const child of node.children.values()) visit(child, name ?? above)
  }
  visit(root, undefined)
  return names
}

/** Sections of the documentation that name no product: a kind of caller, or a chapter with many products. */
const unspecific = /模式$|版本$|^运营工具$|^商户管理$/

/** `[微信支付分, 先享后付]` → 先享后付; nothing where the operations belong to several sections. */
function sharedGroup(node: ChainNode): string | undefined {
  const groups = [...operationsBelow(node)].map(({ group }) => group.filter((part) => !unspecific.test(part)))
  const [first = [], ...others] = groups
  const shared = first.filter((part, index) => others.every((group) => group[index] === part))
  return shared.at(-1)
}
