import { systemTestClock, testPlatform, type TestKeys } from 'wechatpay-ts/testing'

/** A notification as received. Its body is text, so that it can be passed to another process. */
export interface Delivery {
  readonly headers: Readonly<Record<string, string>>
  readonly rawBody: string
}

/** The part of the body that receivers read. */
export interface Envelope {
  readonly resource: { readonly ciphertext: string; readonly nonce: string; readonly associated_data: string }
}

/** A receiver's keys, and the notifications for it. */
export interface Mail {
  readonly keys: TestKeys
  readonly deliveries: readonly Delivery[]
}

/** The order number that every receiver must return, which it cannot without decrypting. */
export const OUT_ORDER_NO = 'PB20260801000001'

/** Creates genuine notifications of a paid order, signed now, each with its own nonce, ciphertext and signature. */
export async function sendMail(keys: TestKeys, count: number): Promise<Mail> {
  const { signedNotification } = await testPlatform({ keys, clock: systemTestClock })
  const deliveries = await Promise.all(
    Array.from({ length: count }, async () => {
      const { headers, rawBody } = await signedNotification('PAYSCORE.USER_PAID', paid)
      return { headers: lowerCased(headers), rawBody }
    }),
  )
  return { keys, deliveries }
}

/** Lowercases header names, as Node does. */
function lowerCased(headers: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
}

const paid = {
  appid: 'wxd678efh567hg6787',
  mchid: '1900000109',
  out_order_no: OUT_ORDER_NO,
  service_id: '500001',
  order_id: '1000000000202608010931218405612',
  openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
  state: 'USER_PAID',
  service_introduction: '充电宝租借',
  service_start_time: '20260801093000',
  service_end_time: '20260801121500',
  service_start_location: '人民广场地铁站',
  service_end_location: '人民广场地铁站',
  fees: [{ fee_name: '充电宝租借', fee_amount: 1200, fee_desc: '每小时四元，不足一小时按一小时计' }],
  discounts: [{ discount_name: '新人立减', discount_desc: '首单立减两元', discount_amount: 200 }],
  risk_amount: 9900,
  total_amount: 1000,
  pay_succ_time: '20260801121533',
  need_collection: true,
} as const
