import type { SandboxPolicy } from '../domain/policy.ts'
import { type SandboxOperation, sandboxOperations } from '../generated/operations.ts'
import type { Act } from './call.ts'

/** How an operation of the spec is carried out. */
export interface Implementation {
  readonly act: Act
  /** The operation as the policy changes it. */
  readonly adapt?: (operation: SandboxOperation, policy: SandboxPolicy) => SandboxOperation
}

export interface Route extends Pick<Implementation, 'act'> {
  readonly operation: SandboxOperation
}

export interface MatchedPath {
  /** By method. */
  readonly routes: ReadonlyMap<string, Route>
  /** Values of the placeholders, percent-decoded once. */
  readonly params: Readonly<Record<string, string>>
}

/** Finds the operations of a path. */
export interface RouteTable {
  match(path: string): MatchedPath | undefined
}

/**
 * Joins the operations of the spec with the functions that carry them out.
 *
 * A path is compared as sent, byte by byte: no decoding, no merging of slashes, no resolving of dots. What a client
 * signed is what is looked up, and no spelling reaches an operation by a side door.
 *
 * @param implementations by operation id
 */
export function routeTable(
  implementations: Readonly<Record<string, Implementation>>,
  policy: SandboxPolicy,
): RouteTable {
  const paths = new Map<string, Map<string, Route>>()
  for (const [id, { act, adapt }] of Object.entries(implementations)) {
    const described = sandboxOperations.find((candidate) => candidate.id === id)
    if (!described) throw new Error(`sandbox: no operation ${id} in the spec`)
    const operation = adapt ? adapt(described, policy) : described
    const routes = paths.get(operation.path) ?? new Map<string, Route>()
    paths.set(operation.path, routes.set(operation.method, { operation, act }))
  }
  const entries = [...paths].map(([path, routes]) => ({ segments: path.split('/'), routes }))
  return {
    match(path) {
      const segments = path.split('/')
      for (const entry of entries) {
        const params = matchSegments(entry.segments, segments)
        if (params) return { routes: entry.routes, params }
      }
      return undefined
    },
  }
}

function matchSegments(template: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (template.length !== segments.length) return undefined
  const params: Record<string, string> = {}
  for (const [index, part] of template.entries()) {
    const segment = segments[index] ?? ''
    const name = /^\{(.+)\}$/.exec(part)?.[1]
    if (name === undefined ? part !== segment : segment === '') return undefined
    if (name !== undefined) params[name] = decode(segment)
  }
  return params
}

/** What is no percent-encoding stays as it is and fails the field's own check. */
function decode(segment: string): string {
  try {
    return decodeURIComponent(segment)
  } catch {
    return segment
  }
}
