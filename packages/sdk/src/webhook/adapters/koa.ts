import type { WebhookHandler } from '../handler.ts'
import { handleNode, type NodeRequest } from './node-request.ts'

/** The members of a Koa context that the middleware uses. */
export interface KoaContext {
  readonly req: NodeRequest
  readonly originalUrl: string
  /** koa-bodyparser adds `rawBody` to it; its type need not have that. */
  readonly request: object
  status: number
  body: unknown
  set(headers: Readonly<Record<string, string>>): void
}

/**
 * A Koa middleware for the route of notifications. It reads the body itself; after a body parser it needs the `rawBody`
 * that koa-bodyparser keeps.
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
    // Sets the body first, because Koa changes the status when the body is null.
    context.body = reply.body
    context.status = reply.status
    context.set(reply.headers)
  }
}
