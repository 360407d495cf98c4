import { WechatPay } from 'wechatpay-ts'
import { parseXml, signV2, toXml } from 'wechatpay-ts/v2'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MerchantOptions, type Sandbox, type SandboxPolicy, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const ACCEPTED = '<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>'

describe('ordinary payments through APIv2', () => {
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

  /** Creates a new merchant for a test. */
  async function shop(options: MerchantOptions = {}) {
    const joined = await sandbox.createMerchant(options)
    const { appid, mchid, apiV2Key } = joined.merchant
    const wxpay = new WechatPay(joined.clientOptions)
    const order = (out_trade_no: string, more: object = {}) => ({
      appid,
      body: '图书',
      out_trade_no,
      total_fee: 1_500,
      spbill_create_ip: '127.0.0.1',
      notify_url: endpoint.url,
      trade_type: 'NATIVE',
      product_id: 'G1',
      ...more,
    })
    return {
      ...joined,
      wxpay,
      create: async (number: string, more: object = {}) =>
        (await wxpay.v2.pay.unifiedorder.post({ xml: order(number, more) })).data,
      query: async (by: object) => (await wxpay.v2.pay.orderquery.post({ xml: { appid, ...by } as never })).data,
      close: async (out_trade_no: string) =>
        (await wxpay.v2.pay.closeorder.post({ xml: { appid, out_trade_no } })).data,
      queryV3: async (out_trade_no: string) =>
        (await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })).data,
      native: (out_trade_no: string) =>
        wxpay.v3.pay.transactions.native.post({
          json: {
            appid,
            mchid,
            description: '图书',
            out_trade_no,
            notify_url: endpoint.url,
            amount: { total: 1_500, currency: 'CNY' },
          },
        }),
      /** Sends a request as a program without this SDK would. */
      raw: async (path: string, fields: Record<string, string>) => {
        const sent = { appid, mch_id: mchid, nonce_str: 'n1', ...fields }
        const body = toXml({ ...sent, sign: await signV2(sent, apiV2Key, 'MD5') })
        return parseXml(await (await sandbox.fetch(sandbox.url + path, { method: 'POST', body })).text())
      },
      receive: (index: number) => {
        const { apiV3Key, publicKey, publicKeyId } = joined.merchant
        const platform = { publicKeys: { [publicKeyId]: publicKey } }
        const receiver = createReceiver({ apiV3Key, apiV2Key, platform, clock: { now: () => START } })
        const { headers, body } = endpoint.received.at(index)!
        return receiver.receive({ headers, rawBody: body })
      },
    }
  }

  test('an order is created, paid, told in XML, found by both numbers and by APIv3, and its money is in the book', async () => {
    const { control, merchant, create, query, queryV3, receive } = await shop()
    const created = await create('ORDER1', { attach: '门店 7', device_info: 'D1' })
    expect(created).toMatchObject({ return_code: 'SUCCESS', result_code: 'SUCCESS', trade_type: 'NATIVE' })
    expect(created.prepay_id).toMatch(/^wx20260301100000[0-9a-f]{20}$/)
    expect(created.code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=[0-9A-Za-z]{7}zz$/)
    const { sign: _, nonce_str: _nonce, ...unpaid } = await query({ out_trade_no: 'ORDER1' })
    expect(unpaid).toEqual({
      return_code: 'SUCCESS',
      return_msg: 'OK',
      result_code: 'SUCCESS',
      appid: merchant.appid,
      mch_id: merchant.mchid,
      device_info: 'D1',
      out_trade_no: 'ORDER1',
      attach: '门店 7',
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
    })

    await control.payments.payByCodeUrl(created.code_url ?? '', { openid: 'oBuyer' })
    await sandbox.idle()
    const paid = await query({ out_trade_no: 'ORDER1' })
    expect(paid).toMatchObject({
      trade_state: 'SUCCESS',
      trade_state_desc: '支付成功',
      openid: 'oBuyer',
      is_subscribe: 'N',
      trade_type: 'NATIVE',
      bank_type: 'OTHERS',
      total_fee: '1500',
      cash_fee: '1500',
      fee_type: 'CNY',
      time_end: '20260301100000',
    })
    expect(await query({ transaction_id: paid.transaction_id })).toMatchObject({ out_trade_no: 'ORDER1' })
    expect(await queryV3('ORDER1')).toMatchObject({
      trade_state: 'SUCCESS',
      transaction_id: paid.transaction_id,
      amount: { total: 1_500 },
    })

    expect(await receive(-1)).toMatchObject({
      eventType: 'v2/transaction-success',
      resource: {
        out_trade_no: 'ORDER1',
        transaction_id: paid.transaction_id,
        total_fee: '1500',
        attach: '门店 7',
        mch_id: merchant.mchid,
      },
    })
    expect(await control.deliveries()).toMatchObject([
      { state: 'delivered', eventType: 'v2/transaction-success', v2Signature: endpointSignature() },
    ])
    expect(await control.balances()).toMatchObject([{ available: 1_491 }])
  })

  /** The SDK signs these operations with the algorithm that their documentation requires. */
  function endpointSignature(): string {
    const { sign } = parseXml(endpoint.received.at(-1)!.body)
    return sign?.length === 64 ? 'HMAC-SHA256' : 'MD5'
  }

  test('mweb_url is the cashier of H5 payments', async () => {
    const { create, query } = await shop()
    const { mweb_url } = await create('ORDER1', { trade_type: 'MWEB', scene_info: '{"h5_info":{"type":"Wap"}}' })
    expect((await sandbox.fetch(mweb_url!, { method: 'POST', body: new URLSearchParams() })).status).toBe(200)
    expect(await query({ out_trade_no: 'ORDER1' })).toMatchObject({ trade_state: 'SUCCESS', trade_type: 'MWEB' })
  })

  test('a notification that is not accepted in XML is sent again', async () => {
    await using deaf = await startEndpoint(() => 200, 'SUCCESS')
    const { control, create } = await shop()
    await create('ORDER1', { notify_url: deaf.url })
    await control.payments.pay('ORDER1')
    await sandbox.idle()
    expect(await control.deliveries()).toMatchObject([{ state: 'pending', attempts: [{ status: 200, attempt: 1 }] }])
    await sandbox.clock.advance(15_000)
    expect(deaf.received).toHaveLength(2)
  })

  test('one number is one order, whichever API it comes through', async () => {
    const { create, close, control, native, queryV3, query } = await shop()
    await create('ORDER1')
    await expect(native('ORDER1')).rejects.toMatchObject({ code: 'OUT_TRADE_NO_USED' })
    await native('ORDER2')
    await expect(create('ORDER2')).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '201 商户订单号重复',
    })
    await control.payments.pay('ORDER2', { openid: 'oBuyer' })
    expect(await query({ out_trade_no: 'ORDER2' })).toMatchObject({ trade_state: 'SUCCESS', total_fee: '1500' })
    await close('ORDER1')
    expect(await queryV3('ORDER1')).toMatchObject({ trade_state: 'CLOSED' })
  })

  test('is refused in the words of APIv2', async () => {
    const { create, close, control, query } = await shop()
    await expect(query({ out_trade_no: 'ORDER9' })).rejects.toMatchObject({
      code: 'ORDERNOTEXIST',
      apiMessage: 'order not exist',
    })
    await expect(create('ORDER1', { appid: 'wx0000000000000000' })).rejects.toMatchObject({
      code: 'APPID_MCHID_NOT_MATCH',
      apiMessage: 'appid和mch_id不匹配',
    })
    await expect(create('ORDER1', { fee_type: 'USD' })).rejects.toMatchObject({ apiMessage: 'fee_type参数格式有误' })
    const first = await create('ORDER1')
    const second = await create('ORDER1', { spbill_create_ip: '127.0.0.2' })
    expect(second.prepay_id).not.toBe(first.prepay_id)
    for (const other of [
      { body: '杂志' },
      { total_fee: 1 },
      { trade_type: 'APP' },
      { time_expire: '20260301110000' },
    ]) {
      await expect(create('ORDER1', other)).rejects.toMatchObject({ apiMessage: '201 商户订单号重复' })
    }
    await control.payments.pay('ORDER1')
    await expect(create('ORDER1')).rejects.toMatchObject({ code: 'ORDERPAID', apiMessage: '该订单已支付' })
    await expect(close('ORDER1')).rejects.toMatchObject({ code: 'ORDERPAID', apiMessage: 'order paid' })

    await create('ORDER2')
    expect(await close('ORDER2')).toMatchObject({ result_msg: 'OK' })
    await expect(close('ORDER2')).rejects.toMatchObject({ apiMessage: '订单已关闭，无法重复关闭' })
    await expect(create('ORDER2')).rejects.toMatchObject({ code: 'ORDERCLOSED', apiMessage: '订单已关闭' })
  })

  test.each<[name: string, more: Record<string, string>, message: string]>([
    ['no openid on JSAPI', { trade_type: 'JSAPI' }, 'JSAPI支付必须传openid'],
    ['no product_id on NATIVE', { product_id: '' }, '缺少参数product_id'],
    ['no scene_info on MWEB', { trade_type: 'MWEB' }, '缺少参数scene_info'],
    ['an unknown trade_type', { trade_type: 'SCAN' }, 'trade_type参数格式有误'],
    ['no money', { total_fee: '0' }, 'invalid total_fee'],
    ['yuan', { total_fee: '15.00' }, 'total_fee参数格式有误'],
    ['a time that is none', { time_expire: '20260231000000' }, 'time_expire参数格式有误'],
    ['no notify_url', { notify_url: '' }, '缺少参数notify_url'],
    ['letters that no number has', { out_trade_no: '订单 1' }, 'out_trade_no参数格式有误'],
  ])('a program that sends %s is told so', async (_, more, return_msg) => {
    const { raw } = await shop()
    const order = {
      body: '图书',
      out_trade_no: 'ORDER1',
      total_fee: '1500',
      spbill_create_ip: '127.0.0.1',
      notify_url: endpoint.url,
      trade_type: 'NATIVE',
      product_id: 'G1',
    }
    expect(await raw('/pay/unifiedorder', { ...order, ...more })).toEqual({ return_code: 'FAIL', return_msg })
  })

  test.each([
    ['MD5', 'absent'],
    ['HMAC-SHA256', 'absent'],
    ['MD5', 'present'],
    ['HMAC-SHA256', 'present'],
  ] as const)('a notification signed with %s: sign_type is %s', async (sign_type, v2NotificationSignType) => {
    const policy = { v2NotificationSignType }
    await using own = await createSandbox({ port: false, policy, clock: { now: START, frozen: true } })
    const { appid, mchid: mch_id, apiV2Key } = own.merchant
    const order = {
      appid,
      mch_id,
      nonce_str: 'n1',
      sign_type,
      body: '图书',
      out_trade_no: 'ORDER1',
      total_fee: '1',
      spbill_create_ip: '127.0.0.1',
      notify_url: endpoint.url,
      trade_type: 'NATIVE',
      product_id: 'G1',
    }
    const body = toXml({ ...order, sign: await signV2(order, apiV2Key, sign_type) })
    await own.fetch(`${own.url}/pay/unifiedorder`, { method: 'POST', body })
    await own.control.payments.pay('ORDER1')
    await own.idle()

    const { sign, ...fields } = parseXml(endpoint.received.at(-1)!.body)
    expect(fields['sign_type']).toBe(v2NotificationSignType === 'present' ? sign_type : undefined)
    expect(sign).toBe(await signV2(fields, apiV2Key, sign_type))
  })

  test('the policy decides what production leaves open', async () => {
    const policy: Partial<SandboxPolicy> = { v2OrderNotification: 'v3', v2CloseAgain: 'accept' }
    await using lenient = await createSandbox({ port: false, policy, clock: { now: START, frozen: true } })
    const wxpay = new WechatPay(lenient.clientOptions)
    const { appid } = lenient.merchant
    const order = {
      appid,
      body: '图书',
      total_fee: 1,
      spbill_create_ip: '127.0.0.1',
      notify_url: endpoint.url,
      trade_type: 'NATIVE',
      product_id: 'G1',
    }
    for (const out_trade_no of ['ORDER1', 'ORDER2'])
      await wxpay.v2.pay.unifiedorder.post({ xml: { ...order, out_trade_no } })
    await lenient.control.payments.pay('ORDER1')
    await lenient.idle()
    expect(await lenient.control.deliveries()).toMatchObject([{ eventType: 'TRANSACTION.SUCCESS' }])
    const close = () => wxpay.v2.pay.closeorder.post({ xml: { appid, out_trade_no: 'ORDER2' } })
    await close()
    expect((await close()).data).toMatchObject({ result_code: 'SUCCESS' })
  })
})
