import type { WebhookHandler } from '../handler.ts'
import { handleNode, type NodeRequest } from './node-request.ts'

/** What of a Koa context is used. */
export interface KoaContext {
  readonly req: NodeRequest
  readonly originalUrl: string
  /** Has a `rawBody` behind koa-bodyparser, and need not know of one. */
  readonly request: object
  status: number
  body: unknown
  set(headers: Readonly<Record<string, string>>): void
}

/**
 * A middleware of Koa for the route of the notifications. It reads the body itself; behind a body parser it needs the
 * `rawBody` that koa-bodyparser keeps.
 *
 * @example
 * router.post('/wechatpay', koaWebhook(handler))
 */
export function koaWebhook(handler: WebhookHandler): (context: KoaContext) => Promise<void> {
  return async (context) => {
    const { rawBody } = context.request as { readonly rawBody?: unknown }
    const reply = await (typeof rawBody === 'string' || ArrayBuffer.isView(rawBody)
      ? handler.handle({
          headers: context.req.headers,
          rawBody: rawBody as string | Uint8Array,
          url: context.originalUrl,
        })
      : handleNode(handler, context.req, 'Koa'))
    // An empty body first: Koa takes its absence for a status of its own.
    context.body = reply.body
    context.status = reply.status
    context.set(reply.headers)
  }
}
