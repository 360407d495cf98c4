import type { Framework } from '../refusals.ts'
import { answerNode, type NodeRequest, type NodeResponse } from './node-request.ts'
import type { WebhookHandler } from '../handler.ts'

/**
 * A route of Express 4 or 5. It reads the body itself, so register it before `express.json()`; after that, the raw body
 * is gone, and the delivery is refused with a message that says so.
 *
 * @example
 * app.post('/wechatpay', expressWebhook(handler))
 * app.use(express.json())
 */
export function expressWebhook(
  handler: WebhookHandler,
  framework: Framework = 'Express',
): (request: NodeRequest, response: NodeResponse, next: (error: unknown) => void) => Promise<void> {
  return async (request, response, next) => {
    try {
      await answerNode(handler, request, response, framework)
    } catch (error) {
      next(error)
    }
  }
}
