import type { WebhookHandler } from '../handler.ts'
import { answerNode, type NodeRequest, type NodeResponse } from './node-request.ts'

export type { NodeRequest, NodeResponse } from './node-request.ts'

/**
 * Creates an endpoint for `node:http`, which reads the body itself.
 *
 * @example
 * createServer(nodeWebhook(handler)).listen(3000)
 */
export function nodeWebhook(handler: WebhookHandler): (request: NodeRequest, response: NodeResponse) => void {
  return (request, response) => {
    // The handler itself never throws; an error here means that the response was already written to.
    answerNode(handler, request, response).catch((error: unknown) => {
      response.destroy(error instanceof Error ? error : undefined)
    })
  }
}
