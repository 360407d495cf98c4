import { Agent, request as httpRequest, type IncomingMessage } from 'node:http'
import { Agent as TlsAgent, request as httpsRequest } from 'node:https'
import type { ResponseHeaders } from '../result.ts'
import {
  MAX_RESPONSE_BYTES,
  TransportFailure,
  type Transport,
  type TransportRequest,
  type TransportResponse,
} from './transport.ts'

/** `node:http` and `node:https` with kept-alive connections. Idle ones do not keep the process alive. */
export function defaultTransport(): Transport {
  const agents = { 'http:': new Agent({ keepAlive: true }), 'https:': new TlsAgent({ keepAlive: true }) }
  return {
    send: (request) => send(request, agents),
    close() {
      agents['http:'].destroy()
      agents['https:'].destroy()
    },
  }
}

function send(
  { method, url, headers, body, timeoutMs, signal }: TransportRequest,
  agents: { readonly 'http:': Agent; readonly 'https:': TlsAgent },
): Promise<TransportResponse> {
  return new Promise((resolve, reject) => {
    if (signal?.aborted) return reject(new TransportFailure('aborted', signal.reason))
    const tls = url.startsWith('https:')
    const options = {
      method,
      headers: { ...headers, 'content-length': String(body.length) },
      agent: agents[tls ? 'https:' : 'http:'],
    }
    const request = (tls ? httpsRequest : httpRequest)(url, options)
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
      if (socket.connecting) socket.once(tls ? 'secureConnect' : 'connect', () => (connected = true))
      else connected = true
    })
    request.on('error', (error) => {
      // A kept-alive socket that was gone when we wrote to it: the server had closed it and never read the request.
      const stale = request.reusedSocket && !answered
      fail(new TransportFailure(!connected ? 'connect' : stale ? 'reused-socket' : 'exchange', error))
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
    request.end(body.length > 0 ? body : undefined)
  })
}
