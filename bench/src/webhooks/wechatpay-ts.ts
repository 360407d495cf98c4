import { createReceiver } from 'wechatpay-ts/webhook'
import type { TestKeys } from 'wechatpay-ts/testing'
import type { Receive } from './receivers.ts'

/** The SDK's receiver as its README shows it: every check in place, a typed event as the result. */
export function wechatpayTs({ publicKeyId, publicKey, apiV3Key }: TestKeys): Receive {
  const receiver = createReceiver({ platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key })
  return async (delivery) => {
    const event = await receiver.receive(delivery)
    return event.eventType === 'PAYSCORE.USER_PAID' ? event.resource.out_order_no : undefined
  }
}
