import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { WechatPay } from 'wechatpay-ts'
import { createWebhookHandler, memoryClaims } from 'wechatpay-ts/webhook'
import { nodeWebhook } from 'wechatpay-ts/webhook/node'
import type { Bookshop, Return, Sale } from './shop.ts'

/** The steps that follow a payment or a refund: parcels, mails. */
export interface Follow {
  paid(sale: Sale): void
  refunded(back: Return): void
}

/** Verifies and decrypts every notification, compares it with the shop's books, and handles it once. */
export function webhookOf(wxpay: WechatPay, appid: string, shop: Bookshop, follow: Follow) {
  const { notifications } = shop
  return createWebhookHandler({
    keys: { client: wxpay },
    // An in-memory store forgets everything when the process ends; a real shop uses postgresClaims or redisClaims.
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

/** @param handler called at each delivery, because the shop needs the address before it exists */
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
