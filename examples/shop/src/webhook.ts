import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WechatPay } from 'wechatpay-ts'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'
import type { Bookshop, Return, Sale } from './shop.ts'

/** What follows when money has come or gone: parcels, mails. */
export interface Follow {
  paid(sale: Sale): void
  refunded(back: Return): void
}

/** Everything that comes in is verified, decrypted, compared with the shop's books, and acted on once. */
export function webhookOf(wxpay: WechatPay, appid: string, shop: Bookshop, follow: Follow) {
  const { notifications } = shop
  return createWebhookHandler({
    keys: { client: wxpay },
    // In memory it is forgotten at the end of the process; a real shop takes postgresClaims or redisClaims.
    store: memoryClaims(),
    expect: {
      mchid: wxpay.mchid,
      // A refund names no appid.
      appid: ({ eventType }) => (eventType === 'REFUND.SUCCESS' ? undefined : appid),
      amount: shop.expectedAmount,
    },
    on: {
      'TRANSACTION.SUCCESS': (event) => follow.paid(notifications['TRANSACTION.SUCCESS'](event)),
      'REFUND.SUCCESS': (event) => follow.refunded(notifications['REFUND.SUCCESS'](event)),
    },
  })
}

/** @param handler asked for at each delivery, because the shop's address is needed before there is a shop */
export async function listen(handler: () => ReturnType<typeof webhookOf>) {
  const server = createServer((request, response) => nodeWebhook(handler())(request, response))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechatpay/notify`,
    async [Symbol.asyncDispose]() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()))
      server.closeAllConnections()
      await closed
    },
  }
}
