import { describe, expect, test } from 'vitest'
import { WechatPay } from '../../src/index.ts'
import { verifyV2 } from '../../src/v2/index.ts'
import { mchid, SigningServer } from '../helpers/signing-server.ts'
import { apiV2Key } from './keys.ts'
import { answerV2, fieldsOf } from './v2-server.ts'

const order = {
  appid: 'wx1',
  body: '充电 & <宝>',
  out_trade_no: 'A1',
  total_fee: 100,
  spbill_create_ip: '127.0.0.1',
  notify_url: 'https://shop.test/?a=1&b=2',
  trade_type: 'NATIVE',
}

describe('a call of APIv2', () => {
  test('is filled in, signed and sent as XML; its answer is verified and read', async () => {
    await using server = await SigningServer.start(answerV2({ prepay_id: 'wx2', code_url: 'weixin://x' }))
    const wxpay = new WechatPay(server.options({ apiV2Key }))
    const { data, status } = await wxpay.v2.pay.unifiedorder.post({ xml: order })
    expect(status).toBe(200)
    expect(data).toMatchObject({ return_code: 'SUCCESS', prepay_id: 'wx2', code_url: 'weixin://x' })

    const [received] = server.received
    expect(received).toMatchObject({ method: 'POST', target: '/pay/unifiedorder' })
    expect(received!.headers['content-type']).toBe('text/xml; charset=utf-8')
    expect(received!.headers).not.toHaveProperty('authorization')
    const sent = fieldsOf(received!)
    expect(sent).toMatchObject({ ...order, total_fee: '100', mch_id: mchid, sign_type: 'HMAC-SHA256' })
    expect(sent['nonce_str']).toMatch(/^[0-9A-F]{32}$/)
    expect(sent['sign']).toHaveLength(64)
    expect(await verifyV2(sent, apiV2Key)).toBe(true)
  })

  test('is the same in all three addresses', async () => {
    await using server = await SigningServer.start(answerV2({}))
    const wxpay = new WechatPay(server.options({ apiV2Key }))
    await wxpay.v2.pay.orderquery.post({ xml: { out_trade_no: 'A1' } })
    await wxpay.chain('v2/pay/orderquery').post({ xml: { out_trade_no: 'A1' } })
    await wxpay['v2/pay/orderquery'].post({ xml: { out_trade_no: 'A1' } })
    expect(server.received.map(({ target }) => target)).toEqual(Array(3).fill('/pay/orderquery'))
  })
})
