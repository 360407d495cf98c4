import type { WebhookHandler } from '../handler.ts'
import { expressWebhook } from './express.ts'

/**
 * For NestJS on Express: use it as a middleware, which runs before the body is parsed, or in a controller with
 * `rawBody: true`. Without that option a controller has no raw body, and the delivery is refused with a message that
 * says so.
 *
 * @example
 * const app = await NestFactory.create(AppModule)
 * app.use('/wechatpay', nestWebhook(handler))
 */
export function nestWebhook(handler: WebhookHandler): ReturnType<typeof expressWebhook> {
  return expressWebhook(handler, 'NestJS')
}
