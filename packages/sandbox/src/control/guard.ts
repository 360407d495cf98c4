import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import { ControlError } from '../kernel/control/control-error.ts'
import { isLoopback } from '../server/exposure.ts'

/**
 * Keeps strangers from controlling the sandbox. With a token only its holders may. Without one the sandbox listens on
 * this machine only, and the remaining danger is a foreign web page in a developer's browser: through a name that
 * resolves to this machine (DNS rebinding), which shows in `Host`, or across origins, which shows in `Origin`.
 *
 * Calls within this process use no network and pass. Pages of the documentation may make the few calls that are meant
 * for them.
 *
 * @param docs those calls, and the origins of the pages
 */
export function guard(token: string | undefined, docs: DocsAccess): MiddlewareHandler {
  const isToken = token === undefined ? undefined : matcher(token)
  return async (context, next) => {
    if (cameOverNetwork(context)) {
      const { host = '', origin, authorization = '' } = context.req.header()
      if (origin !== undefined && !isSameOrigin(origin, host)) {
        if (!isDocsCall(context, origin, docs)) throw forbidden('Origin', `http://${host}`, origin)
        allowReading(context, origin)
        // A browser asks beforehand, and sends no token with the question.
        if (context.req.method === 'OPTIONS') return context.body(null, 204)
      }
      if (!isToken) requireOwnName(host)
      else if (!isToken(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')) throw unauthorized(authorization !== '')
    }
    return next()
  }
}

export interface DocsAccess {
  /** Origins of published documentation, such as `https://docs.example`. Those on this machine need not be named. */
  readonly origins: readonly string[]
  /** Whether pages of the documentation may make this call. */
  readonly allows: (method: string, path: string) => boolean
}

function isDocsCall({ req }: Context, origin: string, { origins, allows }: DocsAccess): boolean {
  if (!isLocalOrigin(origin) && !origins.includes(origin)) return false
  const method = req.method === 'OPTIONS' ? req.header('access-control-request-method') : req.method
  return allows(method ?? '', req.path)
}

/** A page that this machine serves: whoever can do that can call the sandbox without a browser, too. */
function isLocalOrigin(origin: string): boolean {
  return URL.canParse(origin) && isLoopback(new URL(origin).hostname.replace(/^\[(.*)\]$/, '$1'))
}

function allowReading(context: Context, origin: string): void {
  context.header('Access-Control-Allow-Origin', origin)
  context.header('Vary', 'Origin')
  context.header('Access-Control-Allow-Methods', 'GET, POST')
  context.header('Access-Control-Allow-Headers', 'Content-Type, Authorization')
  // Chromium asks this of a public page that calls a machine's own address.
  if (context.req.header('access-control-request-private-network') !== undefined)
    context.header('Access-Control-Allow-Private-Network', 'true')
}

function cameOverNetwork({ env }: Context): boolean {
  return (env as { incoming?: unknown } | undefined)?.incoming !== undefined
}

/** Compares digests, so that the time of the comparison reveals nothing about the token. */
function matcher(token: string): (given: string) => boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest()
  const expected = digest(token)
  return (given) => timingSafeEqual(digest(given), expected)
}

function requireOwnName(authority: string): void {
  const host = hostOf(`http://${authority}`)
  if (host === undefined || !(host === 'localhost' || isIP(host) > 0)) {
    throw forbidden('Host', `localhost or an address`, authority)
  }
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined
}

function isSameOrigin(origin: string, authority: string): boolean {
  if (!URL.canParse(origin) || !URL.canParse(`http://${authority}`)) return false
  return new URL(origin).host === new URL(`http://${authority}`).host
}

function unauthorized(wasGiven: boolean): ControlError {
  return new ControlError(401, 'TOKEN_REQUIRED', `需要沙箱的口令 · the sandbox’s token is required`, {
    field: 'Authorization',
    expected: 'Bearer <token>',
    received: wasGiven ? 'something else' : undefined,
    hint: '启动沙箱时的 --token 或 WECHATPAY_SANDBOX_TOKEN',
  })
}

function forbidden(field: string, expected: string, received: string): ControlError {
  return new ControlError(403, 'FORBIDDEN', `只接受本机页面的操作 · only this machine's own pages may do this`, {
    field,
    expected,
    received,
  })
}
