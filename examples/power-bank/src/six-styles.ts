import type { CallOptions, PayafterOrderCompleteOptions, PayafterOrderReference, WechatPay } from 'wechatpay-ts'
import type { WechatPay as BlockingWechatPay } from 'wechatpay-ts/sync'

/** Two clients of one merchant: one returns promises, the other blocks until the answer is there. */
export interface Clients {
  readonly wxpay: WechatPay
  readonly blocking: BlockingWechatPay
}

type Complete = (clients: Clients, call: PayafterOrderCompleteOptions & CallOptions) => Promise<PayafterOrderReference>

/** One operation, three addresses, each asynchronous and synchronous: all six send the same request. */
export const sixStyles: Readonly<Record<string, Complete>> = {
  异步纯链式: ({ wxpay }, call) =>
    wxpay.v3.payscore.payafterOrders._out_order_no_.complete.postAsync(call).then(({ data }) => data),

  异步声明式: ({ wxpay }, call) =>
    wxpay
      .chain('v3/payscore/payafter-orders/{out_order_no}/complete')
      .postAsync(call)
      .then(({ data }) => data),

  异步属性式: ({ wxpay }, call) =>
    wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'].postAsync(call).then(({ data }) => data),

  同步纯链式: async ({ blocking }, call) => blocking.v3.payscore.payafterOrders._out_order_no_.complete.post(call).data,

  同步声明式: async ({ blocking }, call) =>
    blocking.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post(call).data,

  同步属性式: async ({ blocking }, call) =>
    blocking['v3/payscore/payafter-orders/{out_order_no}/complete'].post(call).data,
}
