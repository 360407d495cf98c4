import type { IncomingMessage } from 'node:http'
import type { Socket } from 'node:net'
import type { Context } from 'hono'
import { readBody } from './read-body.ts'
import { Refused } from './refused.ts'
import { transportRefusals } from './transport-refusals.ts'

/** A request as it came over the wire. */
export interface ReceivedRequest {
  readonly method: string
  /** The origin that the request was sent to, such as `http://127.0.0.1:8420`. */
  readonly origin: string
  /** Path and query exactly as in the request line, which is what the client signed. */
  readonly target: string
  /** The part of `target` before `?`, not decoded, not normalised. */
  readonly path: string
  readonly query: URLSearchParams
  readonly headers: Headers
  /**
   * Returns the bytes as sent. They are read once, and a body that exceeds the limit is refused without being kept.
   *
   * @param fileBytes size of the largest file that the operation accepts, for which the limit leaves room
   */
  readonly body: (fileBytes?: number) => Promise<Uint8Array>
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
    body: (fileBytes = 0) => (body ??= readBody(request, maxBodyBytes + fileBytes, tooLarge)),
  }
}

/**
 * Returns the target from the request line. URL parsers resolve `..` and `%2e%2e`, and the client signed the original.
 */
function targetOf({ env, req }: Context): string {
  const line = (env as { incoming?: { url?: string } } | undefined)?.incoming?.url
  if (line?.startsWith('/')) return line
  const { pathname, search } = new URL(req.url)
  return pathname + search
}

/** Matches WeChat Pay's own hosts. A client names them when only its connections were redirected to the sandbox. */
const PRODUCTION = /(?:^|\.)weixin\.qq\.com$/

/** Returns the origin. A proxy that ends TLS reports `https` in a header. */
function originOf({ env, req }: Context): string {
  const { origin, host, hostname } = new URL(req.raw.url)
  const { socket } = (env as { incoming?: IncomingMessage } | undefined)?.incoming ?? {}
  // Others open the addresses that the sandbox hands out, so the addresses must not lead to production.
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
