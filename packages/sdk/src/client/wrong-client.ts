import { callerOf } from '../chain/chain.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { Hint } from '../errors/wechatpay-error.ts'

/** Describes a value that is not an asynchronous client, and says what to pass. */
export function wrongClient(wxpay: unknown): { readonly message: string; readonly hint: Hint } {
  const expected = 'expected a client made with new WechatPay(…) of wechatpay-ts'
  // The only other caller is the blocking client, which this module must not load.
  return callerOf(wxpay)
    ? {
        message: `${expected}, received the blocking one of wechatpay-ts/sync`,
        hint: {
          zh: '凡是传入客户端的函数（payments、launch、bills、webhook 等模块）都需要异步客户端：请从 wechatpay-ts 引入 WechatPay，用相同的选项另建一个并 await；同步客户端只能按地址调用，如 wxpay.v3.….post(…)',
          en: 'Every function that takes a client (of payments, launch, bills, webhook …) needs the asynchronous one: import WechatPay from wechatpay-ts, make one with the same options, and await. The blocking one only calls addresses: wxpay.v3.….post(…).',
        },
      }
    : {
        message: `${expected}, received ${describeValue(wxpay)}`,
        hint: { zh: '请传入 new WechatPay(…) 本身', en: 'Pass what new WechatPay(…) made.' },
      }
}
