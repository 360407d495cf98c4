import type { SandboxPolicy } from '../../products/payafter/policy.ts'
import { operations as certificates } from '../../generated/operations/v3-certificates.ts'
import { operations as payscore } from '../../generated/operations/v3-payscore.ts'
import type { SandboxOperation } from '../../generated/operations.ts'
import { loadExampleRoutes } from '../answers/example-routes.ts'
import type { Act, Answer } from './call.ts'
import { type Found, PathTree } from './path-tree.ts'
import { success } from './reply.ts'

/** How an operation of the spec is carried out. */
export interface Implementation {
  readonly act: Act
  /** The operation as the policy changes it. */
  readonly adapt?: (operation: SandboxOperation, policy: SandboxPolicy) => SandboxOperation
}

export interface Route {
  readonly operation: SandboxOperation
  readonly answer: Answer
}

/** Finds who answers a request. */
export interface RouteTable {
  find(method: string, path: string): Promise<Found<Route> | 404 | 405>
}

/** Hosts with a path before the version; one sandbox plays them all. */
const HOST_PREFIX = /^\/(?:hk|global)(?=\/)/

/**
 * Joins the operations of the spec with the functions that carry them out. What is played with its states comes first;
 * everything else is answered by example, unless the policy says otherwise.
 *
 * @param implementations by operation id
 */
export function routeTable(
  implementations: Readonly<Record<string, Implementation>>,
  policy: SandboxPolicy,
): RouteTable {
  const played = playedRoutes(implementations, policy)
  const find = async (method: string, path: string): Promise<Found<Route> | 404 | 405> => {
    const found = played.find(method, path)
    if (typeof found === 'object' || !policy.exampleAnswers) return found
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

function playedRoutes(
  implementations: Readonly<Record<string, Implementation>>,
  policy: SandboxPolicy,
): PathTree<Route> {
  const known = new Map([certificates, payscore].flatMap(Object.values<SandboxOperation>).map((one) => [one.id, one]))
  const tree = new PathTree<Route>()
  for (const [id, { act, adapt }] of Object.entries(implementations)) {
    const described = known.get(id)
    if (!described) throw new Error(`sandbox: no operation ${id} in the spec`)
    const operation = adapt ? adapt(described, policy) : described
    tree.add(operation.method, operation.path, { operation, answer: async (call) => success(await act(call)) })
  }
  return tree
}
