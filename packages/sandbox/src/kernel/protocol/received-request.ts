import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Context } from 'hono'
import { readBody } from './read-body.ts'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string
  /** Where the sandbox was reached, as `http://127.0.0.1:8420`. */
  readonly origin: string
  /** Path and query exactly as in the request line, which is what the client signed. */
  readonly target: string
  /** The part of `target` before `?`, not decoded, not normalised. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  /** The bytes as sent, read once; refuses what exceeds the limit without keeping it. */
  readonly body: () => Promise<Uint8Array>
}

export function receive(context: Context, maxBodyBytes: number): ReceivedRequest {
  const request = context.req.raw
  const target = targetOf(context)
  const [path, query] = split(target)
  let body: Promise<Uint8Array> | undefined
  return {
    method: request.method,
    origin: originOf(context),
    target,
    path,
    query: new URLSearchParams(query),
    headers: request.headers,
    body: () => (body ??= readBody(request, maxBodyBytes, tooLarge)),
  }
}

/** URL parsers resolve `..` and `%2e%2e`; only the request line itself tells what was signed. */
function targetOf({ env, req }: Context): string {
  const line = (env as { incoming?: { url?: string } } | undefined)?.incoming?.url
  if (line?.startsWith('/')) return line
  const { pathname, search } = new URL(req.url)
  return pathname + search
}

/** WeChat Pay's own hosts, which a client names whose connections alone were given another address. */
const PRODUCTION = /(?:^|\.)weixin\.qq\.com$/

/** Behind a proxy that ends TLS the request itself comes without. */
function originOf({ env, req }: Context): string {
  const { origin, host, hostname } = new URL(req.raw.url)
  const { socket } = (env as { incoming?: IncomingMessage } | undefined)?.incoming ?? {}
  // An address that the sandbox hands out is opened by others, too, so it must not lead to production.
  if (PRODUCTION.test(hostname) && socket) return addressOf(socket)
  return req.raw.headers.get('x-forwarded-proto') === 'https' ? `https://${host}` : origin
}

function addressOf({ localAddress = '', localPort }: Socket): string {
  const address = localAddress.replace(/^::ffff:(?=\d+\.)/, '')
  return `http://${address.includes(':') ? `[${address}]` : address}:${localPort}`
}

function split(target: string): [path: string, query: string] {
  const mark = target.indexOf('?')
  return mark < 0 ? [target, ''] : [target.slice(0, mark), target.slice(mark + 1)]
}

const tooLarge = (): Refused => new Refused(transportRefusals.bodyTooLarge)
