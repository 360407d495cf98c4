import { Wechatpay } from 'wechatpay-axios-plugin'
import { OUT_ORDER_NO, TEMPLATE, completionBody, type CompletionAnswer } from '../harness/completion.ts'
import type { Connection, Subject } from './subject.ts'

/** The peer as its README shows it. Axios uses Node's global agent, which keeps connections alive. */
export function wechatpayAxiosPlugin({ identity, baseUrl }: Connection): Subject {
  const wxpay = new Wechatpay({
    mchid: identity.mchid,
    serial: identity.certificateSerial,
    privateKey: identity.merchantPrivateKey,
    certs: { [identity.platformKeyId]: identity.platformPublicKey },
    baseURL: baseUrl,
  })
  const operation = wxpay.chain(TEMPLATE)
  const json = completionBody(identity)
  return {
    async complete() {
      const { data } = await operation.post(json, { out_order_no: OUT_ORDER_NO })
      return data as CompletionAnswer
    },
  }
}
