import type { WebhookHandler } from '../handler.ts'
import { answerNode, type NodeRequest, type NodeResponse } from './node-request.ts'

export type { NodeRequest, NodeResponse } from './node-request.ts'

/**
 * An endpoint for `node:http`. It reads the body itself.
 *
 * @example
 * createServer(nodeWebhook(handler)).listen(3000)
 */
export function nodeWebhook(handler: WebhookHandler): (request: NodeRequest, response: NodeResponse) => void {
  return (request, response) => {
    // The handler answers whatever happens; what is left is a response that somebody has written to already.
    answerNode(handler, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  }
}
