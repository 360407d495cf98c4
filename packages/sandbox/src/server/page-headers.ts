import type { MiddlewareHandler } from 'hono'

/** Allows the page's own files and the control API only: no frame around the page, nothing from elsewhere in it. */
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

/**
 * Sets the headers of all answers that browsers show or that the page reads. Answers of the payment API stay as they
 * are.
 */
export const pageHeaders: MiddlewareHandler = async (context, next) => {
  await next()
  // `context.header()` would copy the answer for each header.
  const { headers } = context.res
  headers.set('Content-Security-Policy', POLICY)
  headers.set('X-Content-Type-Options', 'nosniff')
  headers.set('X-Frame-Options', 'DENY')
  headers.set('Referrer-Policy', 'no-referrer')
}
