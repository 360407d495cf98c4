import type { MiddlewareHandler } from 'hono'

/** The page's own files and the control API, and nothing else: no frame around it, nothing from elsewhere in it. */
const POLICY = [
  `default-src 'none'`,
  `script-src 'self'`,
  `style-src 'self'`,
  `img-src 'self' data:`,
  `connect-src 'self'`,
  `form-action 'self'`,
  `base-uri 'none'`,
  `frame-ancestors 'none'`,
].join('; ')

/** Headers of everything that browsers show or that the page reads. The payment API's answers are as on the wire. */
export const pageHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  // `context.header()` would make the answer anew for each of them.
  const { headers } = context.res
  headers.set('Content-Security-Policy', POLICY)
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('X-Frame-Options', 'DENY')
  headers.set('Referrer-Policy', 'no-referrer')
}
