import { WechatPay } from 'wechatpay-ts'
import { parseXml, signV2, toXml } from 'wechatpay-ts/v2'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MerchantOptions, type Sandbox, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const ACCEPTED = '<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>'
const DAY = 86_400_000

describe('refunds through APIv2', () => {
  let sandbox: Sandbox
  let endpoint: Endpoint

  beforeAll(async () => {
    endpoint = await startEndpoint(() => 200, ACCEPTED)
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  })
  afterAll(async () => {
    await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  async function shop(options: MerchantOptions = {}) {
    const joined = await sandbox.createMerchant(options)
    const { appid, mchid, apiV2Key, apiV3Key, publicKey, publicKeyId } = joined.merchant
    const wxpay = new WechatPay(joined.clientOptions)
    const order = { appid, body: '图书', total_fee: 1_500, spbill_create_ip: '127.0.0.1', notify_url: endpoint.url }
    const asked = (out_refund_no: string, refund_fee: number, more: object) => ({
      appid,
      out_trade_no: 'ORDER1',
      out_refund_no,
      total_fee: 1_500,
      refund_fee,
      notify_url: endpoint.url,
      ...more,
    })
    return {
      ...joined,
      wxpay,
      order: (out_trade_no: string) =>
        wxpay.v2.pay.unifiedorder.post({ xml: { ...order, out_trade_no, trade_type: 'NATIVE', product_id: 'G1' } }),
      async paid(out_trade_no: string): Promise<string> {
        await this.order(out_trade_no)
        return (await joined.control.payments.pay(out_trade_no)).transaction_id ?? ''
      },
      ask: async (out_refund_no: string, refund_fee: number, more: object = {}) =>
        (await wxpay.v2.secapi.pay.refund.post({ xml: asked(out_refund_no, refund_fee, more) })).data,
      query: async (by: object) => (await wxpay.v2.pay.refundquery.post({ xml: { appid, ...by } as never })).data,
      queryV3: async (out_refund_no: string) =>
        (await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no })).data,
      /** Sends a request as a program without this SDK would. */
      raw: async (path: string, fields: Record<string, string>) => {
        const sent = { appid, mch_id: mchid, nonce_str: 'n1', ...fields }
        const body = toXml({ ...sent, sign: await signV2(sent, apiV2Key, 'MD5') })
        return parseXml(await (await sandbox.fetch(sandbox.url + path, { method: 'POST', body })).text())
      },
      receive: async (index: number) => {
        const { headers, body } = endpoint.received.at(index)!
        const now = await sandbox.clock.now()
        const platform = { publicKeys: { [publicKeyId]: publicKey } }
        const receiver = createReceiver({ apiV3Key, apiV2Key, platform, clock: { now: () => now } })
        return receiver.receive({ headers, rawBody: body })
      },
    }
  }

  test('money goes back, found by every number and by APIv3, told in XML that only the APIv2 key opens', async () => {
    const { merchant, control, ask, query, queryV3, receive, ...rest } = await shop()
    const transaction_id = await rest.paid('ORDER1')
    const accepted = await ask('R1', 500, { refund_desc: '缺货' })
    expect(accepted).toMatchObject({
      return_code: 'SUCCESS',
      result_code: 'SUCCESS',
      appid: merchant.appid,
      mch_id: merchant.mchid,
      transaction_id,
      out_trade_no: 'ORDER1',
      out_refund_no: 'R1',
      refund_fee: '500',
      total_fee: '1500',
      cash_fee: '1500',
      cash_refund_fee: '500',
    })
    expect(await ask('R1', 500)).toMatchObject({ refund_id: accepted.refund_id })
    expect(await query({ out_refund_no: 'R1' })).toMatchObject({ refund_count: '1', refund_status_0: 'PROCESSING' })
    await sandbox.clock.advance(1_000)
    const found = await query({ refund_id: accepted.refund_id })
    expect(found).toMatchObject({
      transaction_id,
      out_trade_no: 'ORDER1',
      total_fee: '1500',
      refund_count: '1',
      out_refund_no_0: 'R1',
      refund_id_0: accepted.refund_id,
      refund_channel_0: 'ORIGINAL',
      refund_fee_0: '500',
      refund_status_0: 'SUCCESS',
      refund_account_0: 'REFUND_SOURCE_RECHARGE_FUNDS',
      refund_recv_accout_0: '支付用户零钱',
      refund_success_time_0: expect.stringMatching(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d$/) as string,
    })
    expect(found).not.toHaveProperty('total_refund_count')
    expect(await queryV3('R1')).toMatchObject({ status: 'SUCCESS', refund_id: accepted.refund_id })

    expect(parseXml(endpoint.received.at(-1)!.body)).not.toHaveProperty('sign')
    expect(await receive(-1)).toMatchObject({
      eventType: 'v2/refund-processed',
      resource: {
        out_refund_no: 'R1',
        out_trade_no: 'ORDER1',
        refund_id: accepted.refund_id,
        transaction_id,
        refund_fee: '500',
        total_fee: '1500',
        refund_status: 'SUCCESS',
        success_time: found['refund_success_time_0'],
        refund_recv_accout: '支付用户零钱',
        refund_request_source: 'API',
      },
    })
    expect(await control.deliveries({ outOrderNo: 'R1' })).toMatchObject([
      { state: 'delivered', eventType: 'v2/refund-processed' },
    ])
    expect(await control.balances()).toMatchObject([{ available: 994 }])
  })

  test('the refunds of an order come ten at a time, however they ended', async () => {
    const { control, ask, query, receive, ...rest } = await shop()
    const transaction_id = await rest.paid('ORDER1')
    for (let part = 0; part < 12; part++) await ask(`R${part}`, 100)
    await control.refunds.decide('R0', { outcome: 'closed' })
    await sandbox.idle()
    expect(await receive(-1)).toMatchObject({ resource: { refund_status: 'REFUNDCLOSE' } })
    await control.refunds.decide('R1', { outcome: 'abnormal' })
    await sandbox.idle()
    expect(await receive(-1)).toMatchObject({ resource: { refund_status: 'CHANGE' } })
    const first = await query({ out_trade_no: 'ORDER1' })
    expect(first).toMatchObject({
      total_refund_count: '12',
      refund_count: '10',
      refund_status_0: 'REFUNDCLOSE',
      refund_status_1: 'CHANGE',
      refund_status_2: 'PROCESSING',
      out_refund_no_9: 'R9',
    })
    expect(await query({ transaction_id, offset: 10 })).toMatchObject({ refund_count: '2', out_refund_no_1: 'R11' })
    await expect(query({ transaction_id, offset: 12 })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    await expect(query({ out_refund_no: 'R99' })).rejects.toMatchObject({
      code: 'REFUNDNOTEXIST',
      apiMessage: 'not exist',
    })
  })

  test('is refused in the words of APIv2', async () => {
    const { control, order, ask, raw, query } = await shop()
    await expect(ask('R1', 500)).rejects.toMatchObject({ code: 'ORDERNOTEXIST', apiMessage: '订单不存在' })
    await order('ORDER1')
    await expect(ask('R1', 500)).rejects.toMatchObject({ code: 'TRADE_STATE_ERROR', apiMessage: '订单状态错误' })
    await expect(query({ out_trade_no: 'ORDER1' })).rejects.toMatchObject({ code: 'REFUNDNOTEXIST' })
    await control.payments.pay('ORDER1')
    await expect(ask('R1', 500, { total_fee: 1_501 })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '订单金额或退款金额与之前请求不一致，请核实后再试',
    })
    await expect(ask('R1', 500, { appid: 'wx0000000000000000' })).rejects.toMatchObject({
      code: 'APPID_MCHID_NOT_MATCH',
    })
    await ask('R1', 1_500)
    await expect(ask('R1', 400)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await expect(ask('R2', 1)).rejects.toMatchObject({ code: 'ERROR', apiMessage: '订单已全额退款' })
    await sandbox.clock.advance(366 * DAY)
    await expect(ask('R3', 1)).rejects.toMatchObject({ code: 'TRADE_OVERDUE', apiMessage: '订单已经超过退款期限' })
    const fields = { out_trade_no: 'ORDER1', out_refund_no: 'R4', total_fee: '1500', refund_fee: '1' }
    const refund = '/secapi/pay/refund'
    expect(await raw(refund, { ...fields, refund_fee: '' })).toMatchObject({ return_msg: '缺少参数refund_fee' })
    expect(await raw(refund, { ...fields, refund_fee: '0' })).toMatchObject({ return_msg: 'invalid refund_fee' })
    expect(await raw(refund, { ...fields, out_refund_no: '退' })).toMatchObject({
      return_code: 'FAIL',
      return_msg: 'out_refund_no参数格式有误',
    })
    expect(await raw(refund, { ...fields, refund_fee_type: 'USD' })).toMatchObject({ return_code: 'FAIL' })
  })

  test('a refund of APIv3 that says no notify_url is told in XML to the merchant’s own address', async () => {
    const { wxpay, receive, ...rest } = await shop({ notifyUrl: endpoint.url })
    await rest.paid('ORDER1')
    await wxpay.v3.refund.domestic.refunds.post({
      json: { out_trade_no: 'ORDER1', out_refund_no: 'R1', amount: { refund: 500, total: 1_500, currency: 'CNY' } },
    })
    await sandbox.clock.advance(1_000)
    expect(await receive(-1)).toMatchObject({
      eventType: 'v2/refund-processed',
      resource: { out_refund_no: 'R1', refund_status: 'SUCCESS' },
    })
  })

  test('so is one that a person made on the merchant platform, of which the program knows nothing', async () => {
    const { control, receive, query, ...rest } = await shop({ notifyUrl: endpoint.url })
    const transactionId = await rest.paid('ORDER1')
    const { out_refund_no } = await control.refunds.byHand({ outTradeNo: 'ORDER1', refund: 400, reason: '客服' })
    await sandbox.clock.advance(1_000)
    expect(await receive(-1)).toMatchObject({
      resource: { out_refund_no, out_trade_no: 'ORDER1', refund_fee: '400', refund_request_source: 'VENDOR_PLATFORM' },
    })
    expect(await control.refunds.byHand({ transactionId })).toMatchObject({ terms: { refund: 1_100 } })
    expect(await query({ transaction_id: transactionId })).toMatchObject({ refund_count: '2', refund_fee_1: '1100' })
    await expect(control.refunds.byHand({ transactionId, refund: 1 })).rejects.toMatchObject({
      status: 409,
      message: '订单已全额退款',
    })
    await expect(control.refunds.byHand({ outTradeNo: 'ORDER9' })).rejects.toMatchObject({ status: 404 })
  })
})
