import { createHash, timingSafeEqual } from 'node:crypto'
import { isIP } from 'node:net'
import type { Context, MiddlewareHandler } from 'hono'
import { ControlError } from '../kernel/control/control-error.ts'

/**
 * Keeps strangers from controlling the sandbox. With a token only its holders may. Without one the sandbox listens on
 * this machine only, and the remaining danger is a foreign web page in a developer's browser: through a name that
 * resolves to this machine (DNS rebinding), which shows in `Host`, or across origins, which shows in `Origin`.
 *
 * Calls within this process use no network and pass.
 */
export function guard(token: string | undefined): MiddlewareHandler {
  const isToken = token === undefined ? undefined : matcher(token)
  return async (context, next) => {
    if (cameOverNetwork(context)) {
      const { host = '', origin, authorization = '' } = context.req.header()
      if (origin !== undefined && !isSameOrigin(origin, host)) throw forbidden('Origin', `http://${host}`, origin)
      if (!isToken) requireOwnName(host)
      else if (!isToken(/^Bearer +(\S+)$/i.exec(authorization)?.[1] ?? '')) throw unauthorized(authorization !== '')
    }
    await next()
  }
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
