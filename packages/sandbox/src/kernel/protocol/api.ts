import { Hono } from 'hono'
import type { ApiDeps, ProtocolDeps } from './deps.ts'
import { type Exchange, handleRequest } from './handle-request.ts'
import { type ReceivedRequest, receive } from './received-request.ts'
import { type Reply, silence, toResponse } from './reply.ts'
import type { ProtocolPolicy } from './policy.ts'
import { type RouteTable, routeTable } from './route-table.ts'
import { handleV2 } from './v2/handle-v2.ts'

/**
 * Creates WeChat Pay's API as a hono app, with all operations that the sandbox knows under their real paths.
 *
 * @example await createApi(deps).request('/v3/certificates', { headers })
 */
export function createApi<Policy extends ProtocolPolicy>(deps: ApiDeps<Policy>): Hono {
  const table = routeTable(deps)
  const api = new Hono()
  api.notFound((context) => context.body(null, 404))
  api.all('/*', async (context, next) => {
    const startedAt = performance.now()
    const exchange: Exchange = { request: receive(context, deps.policy.maxBodyBytes) }
    const handle = await handlerOf(exchange.request, table)
    if (!handle) return next()
    const reply = await handle(exchange, deps)
    await report(exchange, reply, performance.now() - startedAt, deps)
    if (reply) return deps.send?.(context, reply) ?? toResponse(reply)
    deps.resetConnection(context)
    // Nobody reads this answer when the connection is cut. For in-process calls it stands for the gateway that lost the
    // answer.
    return new Response(null, { status: 502 })
  })
  return api
}

type Handler = (exchange: Exchange, deps: ProtocolDeps) => Promise<Reply | undefined>

const V3 = /^\/(?:(?:(?:hk|global)\/)?v3|brand)\//

/**
 * Returns the handler of a path. All paths below a version or a brand belong to the API, known or not; of other paths,
 * only those in the spec.
 */
async function handlerOf({ method, path }: ReceivedRequest, table: RouteTable): Promise<Handler | undefined> {
  if (V3.test(path)) return (exchange, deps) => handleRequest(exchange, table, deps)
  const found = await table.find(method, path)
  if (found === 405) return async () => silence(405)
  if (found === 404) return undefined
  return found.value.operation.v2
    ? (exchange, deps) => handleV2(exchange, found, deps)
    : (exchange, deps) => handleRequest(exchange, table, deps)
}

/** Reports a request to the control room. A request without an answer has status 0. */
async function report(
  { request, merchant, actedAt, code, reason, fault }: Exchange,
  reply: Reply | undefined,
  durationMs: number,
  deps: ProtocolDeps,
): Promise<void> {
  if (!deps.onRequest) return
  const requestId = reply?.headers['Request-ID']
  const entry = {
    // The database has the virtual time. While it is away, real time replaces it.
    at: actedAt ?? (await deps.now().catch(() => deps.wallClock())),
    method: request.method,
    target: request.target,
    status: reply?.status ?? 0,
    durationMs,
    ...(requestId !== undefined && { requestId }),
    ...(code !== undefined && { code }),
    ...(reason !== undefined && { reason }),
    ...(fault && { fault: fault.kind }),
  }
  deps.onRequest(entry, merchant?.mchid)
}
