import type { Agent, IncomingMessage } from 'node:http'
import type { ResponseHeaders } from '../result.ts'
import {
  MAX_RESPONSE_BYTES,
  TransportFailure,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** A host with its kept-alive connections. */
interface Host {
  readonly name: { readonly protocol: string; readonly hostname: string; readonly port: string }
  readonly request: typeof import('node:http').request
  readonly agent: Agent
}

/** Idle connections are closed after this long, before something on the way forgets them without a word. */
const IDLE_MS = 30_000

/**
 * `node:http` and `node:https` with kept-alive connections. Idle ones do not keep the process alive. The modules are
 * loaded with the first request: they take longer than all of this package.
 */
export function defaultTransport(): Transport {
  const hosts = new Map<string, Host>()
  return {
    presentsCertificates: true,
    send(request) {
      const pathAt = request.url.indexOf('/', 'https://'.length)
      const origin = request.url.slice(0, pathAt)
      const path = request.url.slice(pathAt)
      const host = hosts.get(origin)
      if (host) return exchange(request, path, host)
      return openHost(origin).then((opened) => {
        // Calls made at the same time share one host, or each would have a connection of its own.
        const shared = hosts.get(origin) ?? opened
        hosts.set(origin, shared)
        return exchange(request, path, shared)
      })
    },
    close() {
      for (const { agent } of hosts.values()) agent.destroy()
      hosts.clear()
    },
  }
}

async function openHost(origin: string): Promise<Host> {
  const { protocol, hostname: written, port } = new URL(origin)
  // A URL has an IPv6 address in brackets, a socket has not.
  const hostname = written.replaceAll(/[[\]]/g, '')
  const { Agent, request } = protocol === 'https:' ? await import('node:https') : await import('node:http')
  return { name: { protocol, hostname, port }, request, agent: new Agent({ keepAlive: true, timeout: IDLE_MS }) }
}

function exchange(
  { method, headers, body, timeoutMs, signal, clientCertificate }: TransportRequest,
  path: string,
  { name, request: start, agent }: Host,
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TransportFailure('aborted', signal.reason))
    const hasBody = body.length > 0
    const request = start({
      ...name,
      // The agent keeps connections of different certificates apart.
      ...clientCertificate,
      method,
      path,
      agent,
      headers: hasBody || method !== 'GET' ? { ...headers, 'content-length': body.length } : headers,
    })
    let connected = false
    let answered = false

    const finish = (): void => {
      clearTimeout(timer)
      signal?.removeEventListener('abort', abort)
    }
    const fail = (failure: TransportFailure): void => {
      finish()
      reject(failure)
      request.destroy()
    }
    const abort = (): void => fail(new TransportFailure('aborted', signal?.reason))
    const timer = setTimeout(() => fail(new TransportFailure('timeout')), timeoutMs)
    signal?.addEventListener('abort', abort, { once: true })

    request.on('socket', (socket) => {
      if (socket.connecting) socket.once('encrypted' in socket ? 'secureConnect' : 'connect', () => (connected = true))
      else connected = true
    })
    request.on('error', (error) => {
      if (!connected) return fail(new TransportFailure('connect', error))
      if (!request.reusedSocket || answered) return fail(new TransportFailure('exchange', error))
      // The server had most likely closed this connection while it was idle, and the other idle ones with it.
      for (const socket of Object.values(agent.freeSockets).flat()) socket?.destroy()
      fail(new TransportFailure('reused-socket', error))
    })
    request.on('response', (response: IncomingMessage) => {
      answered = true
      const chunks: Buffer[] = []
      let length = 0
      response.on('data', (chunk: Buffer) => {
        length += chunk.length
        if (length > MAX_RESPONSE_BYTES) fail(new TransportFailure('too-large'))
        else chunks.push(chunk)
      })
      response.on('error', (error) => fail(new TransportFailure('exchange', error)))
      response.on('end', () => {
        finish()
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers as ResponseHeaders,
          body: chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks, length),
        })
      })
    })
    request.end(hasBody ? body : undefined)
  })
}
