import { operations as certificates } from '../../generated/operations/v3-certificates.ts'
import { operations as payscore } from '../../generated/operations/v3-payscore.ts'
import type { SandboxOperation } from '../../generated/operations.ts'
import { loadExampleRoutes } from '../answers/example-routes.ts'
import type { Implementation, World } from '../product.ts'
import type { Answer } from './call.ts'
import { type Found, PathTree } from './path-tree.ts'
import type { ProtocolPolicy } from './policy.ts'
import { success } from './reply.ts'

export interface Route {
  readonly operation: SandboxOperation
  readonly answer: Answer
}

/** Finds who answers a request. */
export interface RouteTable {
  find(method: string, path: string): Promise<Found<Route> | 404 | 405>
}

/** A world and what is played in it. */
interface PlayedWorld<Policy> extends World<Policy> {
  /** By operation id. */
  readonly routes: Readonly<Record<string, Implementation<Policy>>>
}

/** Hosts with a path before the version; one sandbox plays them all. */
const HOST_PREFIX = /^\/(?:hk|global)(?=\/)/

/**
 * Joins the operations of the spec with the functions that carry them out. What is played with its states comes first;
 * everything else is answered by example, unless the policy says otherwise.
 */
export function routeTable<Policy extends ProtocolPolicy>(world: PlayedWorld<Policy>): RouteTable {
  const played = playedRoutes(world)
  const find = async (method: string, path: string): Promise<Found<Route> | 404 | 405> => {
    const found = played.find(method, path)
    if (typeof found === 'object' || !world.policy.exampleAnswers) return found
    const example = (await loadExampleRoutes()).find(method, path)
    if (typeof example === 'number') return found === 405 ? 405 : example
    return { value: await example.value(), params: example.params }
  }
  return {
    async find(method, path) {
      const found = await find(method, path)
      return found === 404 && HOST_PREFIX.test(path) ? find(method, path.replace(HOST_PREFIX, '')) : found
    },
  }
}

function playedRoutes<Policy>(world: PlayedWorld<Policy>): PathTree<Route> {
  const known = new Map([certificates, payscore].flatMap(Object.values<SandboxOperation>).map((one) => [one.id, one]))
  const tree = new PathTree<Route>()
  for (const [id, { act, adapt }] of Object.entries(world.routes)) {
    const described = known.get(id)
    if (!described) throw new Error(`sandbox: no operation ${id} in the spec`)
    const operation = adapt ? adapt(described, world.policy) : described
    tree.add(operation.method, operation.path, {
      operation,
      answer: async (call) => success(await act({ ...call, world })),
    })
  }
  return tree
}
