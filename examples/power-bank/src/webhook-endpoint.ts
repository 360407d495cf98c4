import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'
import { acknowledge, reject, type Receiver, type WebhookEvent } from 'wechatpay-ts/webhook'

export interface WebhookEndpoint {
  /** What WeChat Pay is told to call. */
  readonly url: string
  close(): Promise<void>
}

/**
 * The shop's `notify_url`: raw bytes in, verified event out, then the shop's own work, then the acknowledgement. What
 * fails is answered with an error, so that WeChat Pay delivers it again.
 *
 * @param receiver asked for at each delivery, because WeChat Pay's address is known only after this one
 */
export async function listenForWebhooks(
  receiver: () => Receiver,
  handle: (event: WebhookEvent) => void,
): Promise<WebhookEndpoint> {
  const server: Server = createServer((request, response) => {
    void (async () => {
      let reply = acknowledge()
      try {
        handle(await receiver().receive({ headers: request.headers, rawBody: await buffer(request) }))
      } catch (error) {
        reply = reject(error)
      }
      response.writeHead(reply.status, reply.headers).end(reply.body)
    })()
  })
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
