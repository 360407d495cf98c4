import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WebhookHandler } from 'wechatpay-ts/webhook'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'

export interface WebhookEndpoint {
  /** The address to which WeChat Pay sends notifications. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Listens at the shop's `notify_url`.
 *
 * @param handler called at each delivery, because the handler can be created only after this address is known
 */
export async function listenForWebhooks(handler: () => WebhookHandler): Promise<WebhookEndpoint> {
  const server: Server = createServer((request, response) => nodeWebhook(handler())(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/wechatpay/notify`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
