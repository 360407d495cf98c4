import type { TestKeys } from 'wechatpay-ts/testing'
import type { Delivery } from './delivery.ts'

/** Verifies and decrypts one delivery and returns its order number. */
export type Receive = (delivery: Delivery) => Promise<unknown>

/** Loads each receiver alone, so that its process holds nothing of the others. */
const receivers = {
  'bare minimum': async (keys) => (await import('./bare-minimum.ts')).bareMinimum(keys),
  'wechatpay-ts': async (keys) => (await import('./wechatpay-ts.ts')).wechatpayTs(keys),
  'wechatpay-axios-plugin': async (keys) => (await import('./wechatpay-axios-plugin.ts')).wechatpayAxiosPlugin(keys),
  'wechatpay-node-v3': async (keys) => (await import('./wechatpay-node-v3.ts')).wechatpayNodeV3(keys),
} satisfies Record<string, (keys: TestKeys) => Promise<Receive>>

export type ReceiverName = keyof typeof receivers
export const receiverNames = Object.keys(receivers) as ReceiverName[]

export function makeReceiver(name: ReceiverName, keys: TestKeys): Promise<Receive> {
  return receivers[name](keys)
}
