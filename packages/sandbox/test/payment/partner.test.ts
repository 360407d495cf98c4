import { WechatPay } from 'wechatpay-ts'
import { tradeBill } from 'wechatpay-ts/bills'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MerchantOptions, type Sandbox, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const ACCEPTED = '<xml><return_code>SUCCESS</return_code></xml>'

describe('payments that a partner makes for a special merchant', () => {
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

  /** Creates a partner with one special merchant for a test. */
  async function parties(options: MerchantOptions = {}) {
    const partner = await sandbox.createMerchant({ role: 'partner' })
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    const shop = await sandbox.createMerchant({ partner: sp_mchid, terms: { feeRate: 100 }, ...options })
    const { mchid: sub_mchid, appid: sub_appid } = shop.merchant
    const wxpay = new WechatPay(partner.clientOptions)
    const order = (out_trade_no: string, more: object = {}) => ({
      sp_appid,
      sp_mchid,
      sub_mchid,
      description: '图书',
      out_trade_no,
      notify_url: endpoint.url,
      amount: { total: 1_500 },
      ...more,
    })
    const { transactions } = wxpay.v3.pay.partner
    return {
      partner,
      shop,
      wxpay,
      sub_appid,
      sub_mchid,
      native: (number: string, more: object = {}) => transactions.native.post({ json: order(number, more) }),
      jsapi: (number: string, payer: object, more: object = {}) =>
        transactions.jsapi.post({ json: order(number, { payer, ...more }) as never }),
      query: async (out_trade_no: string, sub = sub_mchid) =>
        (await transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { sp_mchid, sub_mchid: sub } })).data,
      close: (out_trade_no: string, sub = sub_mchid) =>
        transactions.outTradeNo._out_trade_no_.close.post({ out_trade_no, json: { sp_mchid, sub_mchid: sub } }),
      v2: (number: string, more: object = {}) =>
        wxpay.v2.pay.unifiedorder.post({
          xml: {
            appid: sp_appid,
            sub_mch_id: sub_mchid,
            body: '图书',
            out_trade_no: number,
            total_fee: 1_500,
            spbill_create_ip: '127.0.0.1',
            notify_url: endpoint.url,
            trade_type: 'NATIVE',
            product_id: 'G1',
            ...more,
          },
        }),
      queryV2: async (out_trade_no: string, sub_mch_id = sub_mchid) =>
        (await wxpay.v2.pay.orderquery.post({ xml: { appid: sp_appid, sub_mch_id, out_trade_no } })).data,
      receive: () => {
        const { apiV3Key, apiV2Key, publicKey, publicKeyId } = partner.merchant
        const platform = { publicKeys: { [publicKeyId]: publicKey } }
        const clock = { now: () => START }
        const { headers, body } = endpoint.received.at(-1)!
        const isXml = headers['content-type'] === 'text/xml'
        return createReceiver({ apiV3Key, apiV2Key, platform, ...(isXml && { clock }) }).receive({
          headers,
          rawBody: body,
        })
      },
    }
  }

  test('an order names both, its notification goes to the partner, its money to the special merchant', async () => {
    const { partner, shop, native, query, receive, sub_mchid } = await parties()
    expect((await native('ORDER1')).data.code_url).toMatch(/^weixin:/)
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    expect(await query('ORDER1')).toEqual({
      sp_appid,
      sp_mchid,
      sub_mchid,
      out_trade_no: 'ORDER1',
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
      amount: { total: 1_500, currency: 'CNY' },
    })
    await partner.control.payments.pay('ORDER1', { openid: 'oBuyer' })
    await sandbox.idle()
    const paid = await query('ORDER1')
    expect(paid).toMatchObject({ trade_state: 'SUCCESS', sp_mchid, sub_mchid, payer: { sp_openid: 'oBuyer' } })
    for (const name of ['appid', 'mchid']) expect(paid).not.toHaveProperty(name)
    expect(await receive()).toMatchObject({ eventType: 'TRANSACTION.SUCCESS', resource: paid })
    expect(await shop.control.balances()).toMatchObject([{ available: 1_485 }])
    expect(await partner.control.balances()).toMatchObject([{ available: 0 }])
    expect(await partner.control.checkLedger()).toMatchObject({ balanced: true })
  })

  test('a user has an openid with each of the two', async () => {
    const { jsapi, query, partner, sub_appid } = await parties()
    await jsapi('ORDER1', { sub_openid: 'oShopBuyer' }, { sub_appid })
    await expect(partner.control.payments.pay('ORDER1', { openid: 'oOther' })).rejects.toMatchObject({
      code: 'OTHER_USER',
    })
    await partner.control.payments.pay('ORDER1', { openid: 'oShopBuyer' })
    const { payer, sub_appid: told } = await query('ORDER1')
    expect(payer).toEqual({
      sp_openid: expect.stringMatching(/^o[\w-]{27}$/) as string,
      sub_openid: 'oShopBuyer',
    })
    expect(told).toBe(sub_appid)
    await expect(jsapi('ORDER2', { sub_openid: 'oShopBuyer' })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
  })

  test('an order belongs to the special merchant it was made for, and its number to the partner', async () => {
    const { native, query, close, partner } = await parties()
    const other = await sandbox.createMerchant({ partner: partner.merchant.mchid })
    const { mchid } = other.merchant
    await native('ORDER1')
    const mismatch = { code: 'INVALID_REQUEST', apiMessage: '子商户号和订单信息不匹配' }
    await expect(query('ORDER1', mchid)).rejects.toMatchObject(mismatch)
    await expect(close('ORDER1', mchid)).rejects.toMatchObject(mismatch)
    await expect(native('ORDER1', { sub_mchid: mchid })).rejects.toMatchObject({ code: 'OUT_TRADE_NO_USED' })
    await expect(query('ORDER9')).rejects.toMatchObject({ code: 'ORDER_NOT_EXIST' })
    expect((await close('ORDER1')).status).toBe(204)
    expect(await query('ORDER1')).toMatchObject({ trade_state: 'CLOSED' })
  })

  test('an order in a foreign currency is refused', async () => {
    const { native } = await parties()
    await expect(native('ORDER1', { amount: { total: 1, currency: 'USD' } })).rejects.toMatchObject({
      code: 'PARAM_ERROR',
      detail: { value: 'USD' },
    })
  })

  test('a body that names another partner than the one that signs is refused', async () => {
    const { native, wxpay, sub_mchid } = await parties()
    const other = await sandbox.createMerchant({ role: 'partner' })
    const { mchid: sp_mchid, appid: sp_appid } = other.merchant
    await native('ORDER1')
    const mismatch = {
      status: 400,
      code: 'PARAM_ERROR',
      apiMessage: 'http header中的mchid与post payload中的mchid不匹配',
    }
    const { transactions } = wxpay.v3.pay.partner
    const [out_trade_no, parts] = ['ORDER1', { sp_mchid, sub_mchid }] as const
    await expect(native('ORDER2', { sp_mchid })).rejects.toMatchObject(mismatch)
    const ended = transactions.outTradeNo._out_trade_no_
    await expect(ended.close.post({ out_trade_no, json: parts })).rejects.toMatchObject(mismatch)
    await expect(ended.reverse.post({ out_trade_no, json: { ...parts, sp_appid } })).rejects.toMatchObject(mismatch)
    // A query names it outside the body, and the order is not this partner's.
    await expect(ended.get({ out_trade_no, query: parts })).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '商户号和订单信息不匹配',
    })
    // The sandbox answers this one by its example.
    const json = { sp_mchid, out_batch_id: 'BATCH1' }
    await expect(wxpay.v3.webizpay.stores.entityMatches.post({ json })).rejects.toMatchObject(mismatch)
  })

  test('nobody acts for a merchant that did not accept it', async () => {
    const { native, wxpay, partner, shop } = await parties()
    const stranger = await sandbox.createMerchant()
    const refused = (more: object) => native('ORDER1', more)
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    const noAuth = { code: 'NO_AUTH', apiMessage: '特约子商户商户号未授权服务商的产品权限' }
    await expect(refused({ sub_mchid: stranger.merchant.mchid })).rejects.toMatchObject(noAuth)
    await expect(refused({ sub_mchid: '1999999999' })).rejects.toMatchObject(noAuth)
    await expect(refused({ sub_mchid: sp_mchid })).rejects.toMatchObject({
      apiMessage: '子商户mchid不能与自身mchid相同',
    })
    await expect(refused({ sub_appid: stranger.merchant.appid })).rejects.toMatchObject({
      code: 'APPID_MCHID_NOT_MATCH',
      apiMessage: 'sub_mch_id与sub_appid不匹配',
    })
    const direct = {
      description: '图书',
      out_trade_no: 'ORDER1',
      notify_url: endpoint.url,
      amount: { total: 1 },
    }
    const asMerchant = { ...direct, appid: sp_appid, mchid: sp_mchid }
    await expect(wxpay.v3.pay.transactions.native.post({ json: asMerchant })).rejects.toMatchObject({
      code: 'PARAM_ERROR',
      apiMessage: '受理机构必须传入sub_mch_id',
    })
    const { mchid, appid } = shop.merchant
    const own = new WechatPay(shop.clientOptions)
    expect((await own.v3.pay.transactions.native.post({ json: { ...direct, appid, mchid } })).status).toBe(200)
    const asPartner = { ...direct, sp_appid: appid, sp_mchid: mchid, sub_mchid: stranger.merchant.mchid }
    await expect(own.v3.pay.partner.transactions.native.post({ json: asPartner })).rejects.toMatchObject({
      code: 'NO_AUTH',
    })
  })

  test('a merchant whose right to be paid is suspended gets no orders', async () => {
    const { native } = await parties({ restricted: true })
    await expect(native('ORDER1')).rejects.toMatchObject({
      code: 'RULE_LIMIT',
      apiMessage: '此商家的收款功能已被限制',
    })
  })

  test('APIv2 says the same with sub_mch_id', async () => {
    const { v2, queryV2, query, receive, partner, shop, sub_mchid, sub_appid } = await parties()
    expect((await v2('ORDER1', { sub_appid })).data).toMatchObject({ result_code: 'SUCCESS', sub_mch_id: sub_mchid })
    await partner.control.payments.pay('ORDER1', { openid: 'oBuyer' })
    await sandbox.idle()
    const paid = await queryV2('ORDER1')
    expect(paid).toMatchObject({ trade_state: 'SUCCESS', openid: 'oBuyer', sub_mch_id: sub_mchid })
    expect(await query('ORDER1')).toMatchObject({ sub_mchid, payer: { sub_openid: paid.sub_openid } })
    expect(await receive()).toMatchObject({
      resource: { mch_id: partner.merchant.mchid, sub_mch_id: sub_mchid, sub_appid, total_fee: '1500' },
    })
    expect(await shop.control.balances()).toMatchObject([{ available: 1_485 }])
    await expect(v2('ORDER2', { sub_mch_id: undefined })).rejects.toMatchObject({
      apiMessage: '受理机构必须传入sub_mch_id',
    })
    await expect(v2('ORDER2', { sub_mch_id: '1999999999' })).rejects.toMatchObject({ code: 'NOAUTH' })
  })

  test('a refund takes the money of the special merchant, and names it', async () => {
    const { native, wxpay, partner, shop, query, sub_mchid } = await parties()
    await native('ORDER1')
    await partner.control.payments.pay('ORDER1', { openid: 'oBuyer' })
    await sandbox.idle()
    const refund = (more: object) =>
      wxpay.v3.refund.domestic.refunds.post({
        json: {
          out_trade_no: 'ORDER1',
          out_refund_no: 'REFUND1',
          notify_url: endpoint.url,
          amount: { refund: 500, total: 1_500, currency: 'CNY' },
          ...more,
        },
      })
    await expect(refund({})).rejects.toMatchObject({ apiMessage: '您的请求参数与订单信息不一致' })
    expect((await refund({ sub_mchid })).data).toMatchObject({ out_refund_no: 'REFUND1' })
    expect(await shop.control.balances()).toMatchObject([{ available: 990 }])
    await sandbox.clock.advance(10 * 60_000)
    const { mchid } = partner.merchant
    expect(JSON.parse((await partner.control.deliveries())[0]!.plaintext)).toMatchObject({
      sp_mchid: mchid,
      sub_mchid,
      refund_status: 'SUCCESS',
    })
    expect(await query('ORDER1')).toMatchObject({ trade_state: 'REFUND' })
    expect(await partner.control.checkLedger()).toMatchObject({ balanced: true })
  })

  test('a refund is told to the partner of its special merchant, by its number, and to nobody else', async () => {
    const { native, wxpay, partner, sub_mchid } = await parties()
    const other = await sandbox.createMerchant({ partner: partner.merchant.mchid })
    await native('ORDER1')
    await partner.control.payments.pay('ORDER1', { openid: 'oBuyer', bankType: 'CMB_DEBIT' })
    const amount = { refund: 500, total: 1_500, currency: 'CNY' } as const
    const json = { out_trade_no: 'ORDER1', out_refund_no: 'REFUND1', sub_mchid, notify_url: endpoint.url, amount }
    const { refunds } = wxpay.v3.refund.domestic
    await expect(refunds.post({ json: { ...json, sub_mchid: '1999999999' } })).rejects.toMatchObject({
      status: 404,
      code: 'MCH_NOT_EXISTS',
    })
    const { refund_id } = (await refunds.post({ json })).data
    await partner.control.refunds.decide('REFUND1', { outcome: 'abnormal' })

    type Query = { readonly sub_mchid?: string }
    const query = async (given: Query) =>
      (await refunds._out_refund_no_.get({ out_refund_no: 'REFUND1', query: given })).data
    const type = 'MERCHANT_BANK_CARD'
    const apply = async (given: Query) =>
      (
        await refunds._refund_id_.applyAbnormalRefund.post({
          refund_id,
          json: { out_refund_no: 'REFUND1', type, ...given },
        })
      ).data
    const noSuchRefund = { status: 404, code: 'RESOURCE_NOT_EXISTS', apiMessage: '退款单不存在' }
    const missing = { status: 400, code: 'PARAM_ERROR', apiMessage: '受理机构必须传入sub_mch_id' }
    for (const ask of [query, apply]) {
      await expect(ask({ sub_mchid: other.merchant.mchid })).rejects.toMatchObject(noSuchRefund)
      await expect(ask({})).rejects.toMatchObject(missing)
      expect(await ask({ sub_mchid })).toMatchObject({ refund_id, status: 'ABNORMAL' })
    }
    await expect(query({ sub_mchid: '1999999999' })).rejects.toMatchObject({ status: 404, code: 'MCH_NOT_EXISTS' })

    const queryV2 = async (given: object) =>
      (await wxpay.v2.pay.refundquery.post({ xml: { appid: partner.merchant.appid, ...given } as never })).data
    for (const number of [{ out_refund_no: 'REFUND1' }, { out_trade_no: 'ORDER1' }]) {
      const notThere = { code: 'REFUNDNOTEXIST' }
      await expect(queryV2({ ...number, sub_mch_id: other.merchant.mchid })).rejects.toMatchObject(notThere)
      await expect(queryV2(number)).rejects.toMatchObject({ apiMessage: '受理机构必须传入sub_mch_id' })
      expect(await queryV2({ ...number, sub_mch_id: sub_mchid })).toMatchObject({ refund_id_0: refund_id })
    }
    // The special merchant did not request the refund, so it cannot query it.
    const own = new WechatPay(other.clientOptions)
    await expect(
      own.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'REFUND1' }),
    ).rejects.toMatchObject(noSuchRefund)
  })

  test('a trade bill holds the orders of all special merchants, or of one', async () => {
    const { native, wxpay, partner, sub_mchid } = await parties()
    const other = await sandbox.createMerchant({ partner: partner.merchant.mchid })
    const stranger = await sandbox.createMerchant()
    await native('ORDER1')
    await native('ORDER2', { sub_mchid: other.merchant.mchid })
    for (const number of ['ORDER1', 'ORDER2']) await partner.control.payments.pay(number, { openid: 'oBuyer' })
    const refund = { out_trade_no: 'ORDER2', out_refund_no: 'REFUND2', sub_mchid: other.merchant.mchid }
    await wxpay.v3.refund.domestic.refunds.post({
      json: { ...refund, amount: { refund: 500, total: 1_500, currency: 'CNY' } },
    })
    await partner.control.bills.make()
    const rows = async (client: WechatPay, sub?: string) => {
      const bill = await tradeBill(client, { query: { bill_date: '2026-03-01', ...(sub && { sub_mchid: sub }) } })
      const numbers: string[] = []
      for await (const row of bill.rows()) numbers.push(`${row.sub_mchid} ${row.out_refund_no ?? row.out_trade_no}`)
      return numbers
    }
    const ofOther = [`${other.merchant.mchid} ORDER2`, `${other.merchant.mchid} REFUND2`]
    expect(await rows(wxpay)).toEqual([`${sub_mchid} ORDER1`, ...ofOther])
    expect(await rows(wxpay, sub_mchid)).toEqual([`${sub_mchid} ORDER1`])
    expect(await rows(wxpay, other.merchant.mchid)).toEqual(ofOther)
    const noAuth = { status: 403, code: 'NO_AUTH', apiMessage: '受理关系无效' }
    for (const number of [stranger.merchant.mchid, '1999999999'])
      await expect(rows(wxpay, number)).rejects.toMatchObject(noAuth)
    await expect(rows(new WechatPay(other.clientOptions), sub_mchid)).rejects.toMatchObject(noAuth)
  })

  test('a relation is taken away and made again while orders go on', async () => {
    const { native, query, close, wxpay, partner, shop, sub_mchid } = await parties()
    await native('ORDER1')
    await partner.control.payments.pay('ORDER1', { openid: 'oBuyer' })
    await native('ORDER2')
    expect(await shop.control.setStanding({ partners: [] })).toEqual({
      role: 'merchant',
      partners: [],
      restricted: false,
    })
    await expect(native('ORDER3')).rejects.toMatchObject({
      status: 403,
      code: 'NO_AUTH',
      apiMessage: '服务商与特约商户关系上，该产品授权已被解除',
    })
    // Orders from before can still be queried, closed and refunded.
    expect(await query('ORDER1')).toMatchObject({ trade_state: 'SUCCESS' })
    expect((await close('ORDER2')).status).toBe(204)
    const json = { out_trade_no: 'ORDER1', out_refund_no: 'REFUND1', sub_mchid }
    const amount = { refund: 500, total: 1_500, currency: 'CNY' } as const
    expect((await wxpay.v3.refund.domestic.refunds.post({ json: { ...json, amount } })).status).toBe(200)

    const { mchid } = partner.merchant
    const second = await sandbox.createMerchant({ role: 'partner' })
    await shop.control.setStanding({ partners: [mchid, second.merchant.mchid] })
    expect((await native('ORDER3')).status).toBe(200)
    await shop.control.setStanding({ restricted: true })
    await expect(native('ORDER4')).rejects.toMatchObject({ code: 'RULE_LIMIT' })
    await shop.control.setStanding({ restricted: false })
    expect((await native('ORDER4')).status).toBe(200)
    expect(await shop.control.standing()).toMatchObject({ partners: [mchid, second.merchant.mchid] })
    await expect(shop.control.setStanding({ partners: [sub_mchid] })).rejects.toMatchObject({ status: 400 })
  })

  test('over HTTP relations are seen and changed', async () => {
    const { partner, shop, native, sub_mchid } = await parties()
    const call = async (method: string, body?: object) => {
      const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/merchant?mchid=${sub_mchid}`, {
        method,
        ...(body && { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      })
      return { status: response.status, data: (await response.json()) as object }
    }
    const standing = { role: 'merchant', partners: [partner.merchant.mchid], restricted: false }
    expect(await call('GET')).toMatchObject({ data: { mchid: shop.merchant.mchid, ...standing } })
    expect(await call('PATCH', { partners: [] })).toEqual({ status: 200, data: { ...standing, partners: [] } })
    await expect(native('ORDER1')).rejects.toMatchObject({ code: 'NO_AUTH' })
    expect(await call('PATCH', standing)).toMatchObject({ status: 400, data: { error: { field: 'role' } } })
    expect(await call('PATCH', { partners: ['shop'] })).toMatchObject({ status: 400 })
    expect(await call('PATCH', { partners: standing.partners })).toMatchObject({ status: 200 })
    expect((await native('ORDER1')).status).toBe(200)
  })

  test('over HTTP the two are made as well', async () => {
    const make = async (body: object) => {
      const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/merchants`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return response.status
    }
    expect(await make({ mchid: '1800000001', role: 'partner' })).toBeLessThan(300)
    expect(await make({ mchid: '1800000002', partner: '1800000001' })).toBeLessThan(300)
    expect(await make({ role: 'bank' })).toBe(400)
    expect(await make({ partner: 'shop' })).toBe(400)
    expect(await make({ restricted: 'yes' })).toBe(400)
  })
})
