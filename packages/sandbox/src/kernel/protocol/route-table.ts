import type { SandboxOperation } from '../../generated/operations.ts'
import { answerUnplayed } from '../answers/answer-unplayed.ts'
import type { Memories } from '../answers/memory.ts'
import type { PlayedPart } from '../answers/played-part.ts'
import { type Implementation, isPlayed } from '../product.ts'
import type { World } from '../world/world.ts'
import type { Answer, Call } from './call.ts'
import { type OperationTree, loadOperations, loadOperationsOf } from './operation-tree.ts'
import type { Found } from './path-tree.ts'
import type { ProtocolPolicy } from './policy.ts'
import { type Reply, success } from './reply.ts'
import type { Fields } from './v2/read-fields.ts'
import { pathInTestSystem } from './v2/test-system.ts'
import { successV2 } from './v2/xml-reply.ts'

export interface Route {
  readonly operation: SandboxOperation
  readonly answer: Answer
}

/** Finds the route that answers a request. */
export interface RouteTable {
  find(method: string, path: string): Promise<Found<Route> | 404 | 405>
}

/** A world and the implementations of its operations. */
interface PlayedWorld<Policy> extends World<Policy> {
  /** Implementations by operation id. */
  readonly routes: Readonly<Record<string, Implementation<Policy>>>
  readonly memories?: Memories
}

/** Matches hosts that have a path before the version. One sandbox plays them all. */
const HOST_PREFIX = /^\/(?:hk|global)(?=\/)/

/**
 * Joins the operations of the spec with the functions that carry them out. Operations that nobody plays are answered
 * from memory or with an example, unless the policy excludes them.
 */
export function routeTable<Policy extends ProtocolPolicy>(world: PlayedWorld<Policy>): RouteTable {
  const load = () =>
    world.policy.exampleAnswers ? loadOperations() : loadOperationsOf(new Set(Object.keys(world.routes)))
  let operations: Promise<OperationTree> | undefined
  const known = new Map<SandboxOperation, Route>()
  const routeOf = (operation: SandboxOperation): Route => {
    let route = known.get(operation)
    if (!route) known.set(operation, (route = createRoute(operation, world)))
    return route
  }
  const find = async (method: string, path: string): Promise<Found<Route> | 404 | 405> => {
    const found = (await (operations ??= load())).find(method, path)
    return typeof found === 'number' ? found : { value: routeOf(await found.value()), params: found.params }
  }
  return {
    async find(method, path) {
      const found = await find(method, path)
      if (found !== 404) return found
      if (HOST_PREFIX.test(path)) return find(method, path.replace(HOST_PREFIX, ''))
      const tested = pathInTestSystem(path)
      if (tested === undefined) return 404
      const operation = await find(method, tested)
      // Only APIv2 has a test system.
      return typeof operation === 'number' || operation.value.operation.v2 ? operation : 404
    },
  }
}

function createRoute<Policy extends ProtocolPolicy>(described: SandboxOperation, world: PlayedWorld<Policy>): Route {
  const played = world.routes[described.id]
  if (!played || 'actIfKnown' in played) {
    const part = played && partOf(played, world)
    const answer = answerUnplayed(described, (id) => isPlayed(world.routes[id]), world.memories, part)
    return { operation: described, answer }
  }
  const operation = played.adapt ? played.adapt(described, world.policy) : described
  const answer: Answer =
    'reply' in played
      ? (call) => played.reply({ ...call, world })
      : async (call) => answerWith(await played.act({ ...call, world }), call)
  return { operation, answer }
}

function partOf<Policy>(
  { actIfKnown, effect }: Extract<Implementation<Policy>, { readonly actIfKnown: unknown }>,
  world: World<Policy>,
): PlayedPart {
  return {
    answer: async (call) => {
      const data = await actIfKnown({ ...call, world })
      return data && answerWith(data, call)
    },
    ...(effect && { effect: (call: Call) => effect({ ...call, world }) }),
  }
}

async function answerWith(data: object | undefined, { body, merchant, signType }: Call): Promise<Reply> {
  return signType ? successV2(data, { fields: body as Fields, merchant, signType }) : success(data)
}
