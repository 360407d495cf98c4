import { isIP } from 'node:net'
import type { MiddlewareHandler } from 'hono'
import { ControlError } from './control-error.ts'

/**
 * Keeps web pages elsewhere from driving the sandbox through a developer's browser: by a name that resolves to this
 * machine (DNS rebinding), which shows in `Host`, or across origins, which shows in `Origin`.
 *
 * @param hosts names the sandbox may be called by, besides `localhost` and plain addresses
 */
export function guard(hosts: readonly string[]): MiddlewareHandler {
  const known = new Set(['localhost', ...hosts])
  return async (context, next) => {
    const { host: authority = '', origin } = context.req.header()
    // In-process calls have no Host.
    if (authority !== '') {
      const host = hostOf(`http://${authority}`)
      if (host === undefined || !(known.has(host) || isIP(host) > 0)) {
        throw forbidden('Host', `localhost or an address`, authority)
      }
      if (origin !== undefined && !isSameOrigin(origin, authority)) {
        throw forbidden('Origin', `http://${authority}`, origin)
      }
    }
    await next()
  }
}

function hostOf(url: string): string | undefined {
  return URL.canParse(url) ? new URL(url).hostname.replace(/^\[(.*)\]$/, '$1') : undefined
}

function isSameOrigin(origin: string, authority: string): boolean {
  return URL.canParse(origin) && new URL(origin).host === new URL(`http://${authority}`).host
}

function forbidden(field: string, expected: string, received: string): ControlError {
  return new ControlError(403, 'FORBIDDEN', `只接受本机页面的操作 · only this machine's own pages may do this`, {
    field,
    expected,
    received,
  })
}
