import { once } from 'node:events'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import { createAdaptorServer } from '@hono/node-server'
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response'
import type { Context, Hono } from 'hono'
import type { Reply } from '../kernel/protocol/reply.ts'
import { ProductionResponse } from './production-response.ts'

/** Thrown when the sandbox cannot listen on the given address. */
export class ListenError extends Error {
  override readonly name = 'ListenError'
}

export interface Listener {
  /** The address without a slash at its end. */
  readonly url: string
  close(): Promise<void>
}

/** Time that requests in progress get when the server closes, ms. */
const GRACE_MS = 2_000
/**
 * Time that an idle connection stays open beyond what clients are told, ms. A process that is busy for some seconds
 * would otherwise close connections whose next request has arrived but was not read yet; the client would get
 * ECONNRESET. Node before 22.19 has no such setting.
 */
const KEPT_LONGER_MS = 60_000

/** @throws ListenError */
export async function listen(
  app: Pick<Hono, 'fetch'>,
  { host, port }: { host: string; port: number },
): Promise<Listener> {
  const server = createAdaptorServer({
    fetch: app.fetch,
    overrideGlobalObjects: false,
    serverOptions: { ServerResponse: ProductionResponse },
  }) as Server
  server.keepAliveTimeoutBuffer = KEPT_LONGER_MS
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (error) {
    throw new ListenError(explain(error, host, port), { cause: error })
  }
  const address = server.address()
  if (address === null || typeof address === 'string') throw new ListenError(`no TCP address for ${host}:${port}`)
  const name = host.includes(':') ? `[${host}]` : host
  return {
    url: `http://${isWildcard(host) ? '127.0.0.1' : name}:${address.port}`,
    async close() {
      const closed = once(server, 'close')
      server.close()
      const timer = setTimeout(() => server.closeAllConnections(), GRACE_MS)
      await closed
      clearTimeout(timer)
    },
  }
}

/** Cuts the connection of a request, as a peer or a middlebox that resets does. In-process calls have no connection. */
export function resetConnection({ env }: Context): void {
  const { incoming } = (env ?? {}) as { incoming?: IncomingMessage }
  incoming?.socket.resetAndDestroy()
}

/**
 * Tells the server that an answer has been written. If the program has another server of this library, the global
 * `Response` is the library's own when this module loads; such an answer would be written a second time. `clone()`
 * returns one of Node.
 */
const alreadySent = RESPONSE_ALREADY_SENT.clone()

/** Writes an answer to the socket directly, without the streams of a `Response`. In-process calls have no socket. */
export function send({ env }: Context, { status, headers, body }: Reply): Response | undefined {
  const { outgoing } = (env ?? {}) as { outgoing?: ServerResponse }
  if (!outgoing) return undefined
  outgoing.writeHead(status, { ...headers, ...(body.length > 0 && { 'Content-Length': body.length }) }).end(body)
  return alreadySent
}

function explain(error: unknown, host: string, port: number): string {
  const code = error instanceof Error && 'code' in error ? error.code : undefined
  if (code === 'EADDRINUSE') {
    return `端口 ${port} 已被占用 · port ${port} of ${host} is in use: stop what uses it, or choose another (--port)`
  }
  if (code === 'EACCES')
    return `没有权限使用端口 ${port} · not allowed to listen on port ${port}: choose one above 1023`
  return `无法监听 ${host}:${port} · cannot listen on ${host}:${port}: ${error instanceof Error ? error.message : String(error)}`
}

function isWildcard(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
