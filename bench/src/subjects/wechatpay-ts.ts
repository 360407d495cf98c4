import { WechatPay } from 'wechatpay-ts'
import { OUT_ORDER_NO, completionBody } from '../harness/completion.ts'
import type { Connection, Subject } from './subject.ts'

/** The SDK as its README shows it: local checks, retries and error classes in place. */
export function wechatpayTs({ identity, baseUrl }: Connection): Subject {
  const wxpay = new WechatPay({
    mchid: identity.mchid,
    merchant: { privateKey: identity.merchantPrivateKey, certificateSerial: identity.certificateSerial },
    platform: { publicKeys: { [identity.platformKeyId]: identity.platformPublicKey } },
    baseUrl,
  })
  const json = completionBody(identity)
  return {
    async complete() {
      const { data } = await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({
        out_order_no: OUT_ORDER_NO,
        json,
      })
      return data
    },
  }
}
