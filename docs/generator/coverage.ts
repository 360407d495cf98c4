import type { Operation } from '../../packages/codegen/src/index.ts'
import { products } from '../../packages/sandbox/src/products/index.ts'
import { protocolRoutes } from '../../packages/sandbox/src/kernel/protocol/protocol-routes.ts'

const played = new Set([protocolRoutes, ...products.map(({ routes }) => routes)].flatMap(Object.keys))

/** What the sandbox does with a call: it plays it with state, or answers by example. */
export function sandboxAnswer({ id }: Pick<Operation, 'id'>): 'played' | 'example' {
  return played.has(id) ? 'played' : 'example'
}
