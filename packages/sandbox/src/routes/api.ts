import { Hono } from 'hono'
import type { ApiDeps } from './deps.ts'
import { type Exchange, handleRequest } from './handle-request.ts'
import { implementations } from './operations/index.ts'
import { receive } from './received-request.ts'
import { type Reply, toResponse } from './reply.ts'
import { routeTable } from './route-table.ts'

/**
 * WeChat Pay's API as a hono app: every operation the sandbox knows, under its real path.
 *
 * @example await createApi(deps).request('/v3/certificates', { headers })
 */
export function createApi(deps: ApiDeps): Hono {
  const table = routeTable(implementations, deps.policy)
  const api = new Hono()
  api.notFound((context) => context.body(null, 404))
  api.all('/v3/*', async (context) => {
    const startedAt = performance.now()
    const exchange: Exchange = { request: receive(context, deps.policy.maxBodyBytes) }
    const reply = await handleRequest(exchange, table, deps)
    await report(exchange, reply, performance.now() - startedAt, deps)
    if (reply) return toResponse(reply)
    deps.resetConnection(context)
    // Nobody reads this where the connection is cut; in process it stands for the gateway that lost the answer.
    return new Response(null, { status: 502 })
  })
  return api
}

/** Tells the control room; a request without an answer has status 0. */
async function report(
  { request, actedAt, code, fault }: Exchange,
  reply: Reply | undefined,
  durationMs: number,
  deps: ApiDeps,
): Promise<void> {
  if (!deps.onRequest) return
  const requestId = reply?.headers['Request-ID']
  deps.onRequest({
    at: actedAt ?? (await deps.now()),
    method: request.method,
    target: request.target,
    status: reply?.status ?? 0,
    durationMs,
    ...(requestId !== undefined && { requestId }),
    ...(code !== undefined && { code }),
    ...(fault && { fault: fault.kind }),
  })
}
