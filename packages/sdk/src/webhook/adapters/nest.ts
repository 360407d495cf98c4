import type { WebhookHandler } from '../handler.ts'
import { expressWebhook } from './express.ts'

/**
 * NestJS on Express: as a middleware, which runs before the body is parsed, or in a controller, where the bytes are kept
 * only with `rawBody: true`; without, the delivery is refused with a message that says so.
 *
 * @example
 * const app = await NestFactory.create(AppModule)
 * app.use('/wechatpay', nestWebhook(handler))
 */
export function nestWebhook(handler: WebhookHandler): ReturnType<typeof expressWebhook> {
  return expressWebhook(handler, 'NestJS')
}
