import type { IncomingHttpHeaders } from 'node:http'
import type { WebhookHandler } from '../handler.ts'

/** The members of a Fastify instance that the plugin uses. */
export interface FastifyInstance {
  removeAllContentTypeParsers(): void
  addContentTypeParser(
    contentType: string,
    options: { parseAs: 'buffer' },
    parser: (request: unknown, body: Uint8Array, done: (error: null, body: Uint8Array) => void) => void,
  ): unknown
  post(path: string, handler: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>): unknown
}

interface FastifyRequest {
  readonly headers: IncomingHttpHeaders
  readonly url: string
  readonly body: unknown
}

interface FastifyReply {
  code(status: number): FastifyReply
  headers(headers: Readonly<Record<string, string>>): FastifyReply
  send(body: string | null): unknown
}

/**
 * A Fastify plugin with the route for notifications. Within it bodies stay raw bytes, whatever the application does
 * elsewhere.
 *
 * @param path default: `/wechatpay`
 * @example
 * await app.register(fastifyWebhook(handler, '/wechatpay'))
 */
export function fastifyWebhook(
  handler: WebhookHandler,
  path = '/wechatpay',
): (app: FastifyInstance, options: object) => Promise<void> {
  return (app) => {
    app.removeAllContentTypeParsers()
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_, body, done) => done(null, body))
    app.post(path, async ({ headers, url, body }, reply) => {
      const answer = await handler.handle({ headers, url, rawBody: (body ?? new Uint8Array(0)) as Uint8Array })
      return reply.code(answer.status).headers(answer.headers).send(answer.body)
    })
    return Promise.resolve()
  }
}
