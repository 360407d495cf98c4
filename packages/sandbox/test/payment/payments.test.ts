import { crypto, parseApiKey } from 'wechatpay-ts/crypto'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, type SandboxMerchant, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint, verify } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const PAY = '/v3/pay/transactions'

describe('ordinary payments', () => {
  let sandbox: Sandbox
  let endpoint: Endpoint

  beforeAll(async () => {
    endpoint = await startEndpoint()
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  })
  afterAll(async () => {
    await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  /** Creates a new merchant for a test. */
  async function shop(options: Parameters<Sandbox['createMerchant']>[0] = {}) {
    const joined: SandboxMerchant = await sandbox.createMerchant(options)
    const client = new MerchantClient({ url: sandbox.url, merchant: joined.merchant }, sandbox.fetch)
    const { mchid, appid } = joined.merchant
    const order = (out_trade_no: string, more: object = {}) => ({
      appid,
      mchid,
      description: '图书',
      out_trade_no,
      notify_url: endpoint.url,
      amount: { total: 1_500, currency: 'CNY' },
      ...more,
    })
    return {
      ...joined,
      client,
      native: (number: string, more: object = {}) => client.send('POST', `${PAY}/native`, order(number, more)),
      jsapi: (number: string, openid: string, more: object = {}) =>
        client.send('POST', `${PAY}/jsapi`, order(number, { payer: { openid }, ...more })),
      query: (number: string) => client.send('GET', `${PAY}/out-trade-no/${number}?mchid=${mchid}`),
      queryById: (id: string) => client.send('GET', `${PAY}/id/${id}?mchid=${mchid}`),
      close: (number: string) => client.send('POST', `${PAY}/out-trade-no/${number}/close`, { mchid }),
    }
  }

  test('a code is scanned until the order is created again', async () => {
    const { control, native, jsapi } = await shop()
    const first = String((await native('ORDER1')).data['code_url'])
    expect(await control.payments.scan(first)).toMatchObject({ out_trade_no: 'ORDER1', state: 'NOTPAY' })
    const second = String((await native('ORDER1')).data['code_url'])
    await expect(control.payments.scan(first)).rejects.toMatchObject({ status: 404, code: 'NO_SUCH_CODE' })
    await control.payments.pay((await control.payments.scan(second)).out_trade_no)
    expect(await control.payments.scan(second)).toMatchObject({ state: 'SUCCESS' })
    // A JSAPI order has no QR code, and another merchant's code is unknown here.
    const { prepay } = await jsapi('ORDER2', 'oBuyer').then(() => control.payments.get('ORDER2'))
    const hidden = `weixin://wxpay/bizpayurl?pr=${prepay?.code}`
    await expect(control.payments.scan(hidden)).rejects.toMatchObject({ code: 'NO_SUCH_CODE' })
    await expect((await shop()).control.payments.scan(second)).rejects.toMatchObject({ code: 'NO_SUCH_CODE' })
    await expect(control.payments.scan('https://a/b')).rejects.toMatchObject({ status: 400, field: 'codeUrl' })
  })

  test('a code is paid, with the prepay it stands for, in process and over HTTP', async () => {
    const { control, merchant, native } = await shop()
    const first = String((await native('ORDER1')).data['code_url'])
    const failed = control.payments.payByCodeUrl(first, { openid: 'oBuyer', outcome: 'bank_failed' })
    await expect(failed).rejects.toMatchObject({ status: 409, code: 'BANK_FAILED' })
    const second = String((await native('ORDER1')).data['code_url'])
    await expect(control.payments.payByCodeUrl(first)).rejects.toMatchObject({ status: 404, code: 'NO_SUCH_CODE' })
    const how = { openid: 'oBuyer', bankType: 'CMB_DEBIT' }
    const paid = { out_trade_no: 'ORDER1', state: 'SUCCESS', payer: 'oBuyer', bank_type: 'CMB_DEBIT' }
    expect(await control.payments.payByCodeUrl(second, how)).toMatchObject(paid)
    await expect(control.payments.payByCodeUrl(second)).rejects.toMatchObject({ status: 409, code: 'PAID' })

    const pay = async (body: object) => {
      const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/payments/pay?mchid=${merchant.mchid}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, data: (await response.json()) as object }
    }
    const codeUrl = String((await native('ORDER2')).data['code_url'])
    expect(await pay({ codeUrl, prepayId: 'wx1' })).toMatchObject({
      status: 400,
      data: { error: { field: 'prepayId' } },
    })
    expect(await pay({ codeUrl, ...how })).toMatchObject({ status: 200, data: { ...paid, out_trade_no: 'ORDER2' } })
  })

  test('an attempt that is refused anyway uses up none of the failures that were asked for', async () => {
    const { control, native } = await shop()
    await native('ORDER1')
    await native('ORDER2')
    await control.payments.pay('ORDER1', { openid: 'oUnlucky' })
    await control.setUser('oUnlucky', { failNextDeductions: 1 })
    const pay = (number: string) => control.payments.pay(number, { openid: 'oUnlucky' })
    await expect(pay('ORDER1')).rejects.toMatchObject({ code: 'PAID' })
    await expect(pay('ORDER2')).rejects.toMatchObject({ code: 'NOT_ENOUGH' })
    expect(await pay('ORDER2')).toMatchObject({ state: 'SUCCESS' })
  })

  test('an order is created, paid, told, found by both numbers, and its money is in the book', async () => {
    const { control, merchant, native, query, queryById } = await shop()
    const created = await native('ORDER1', {
      attach: '门店 7',
      scene_info: { payer_client_ip: '1.2.3.4', device_id: 'D1' },
    })
    expect(created).toMatchObject({ status: 200 })
    expect(created.data['code_url']).toMatch(/^weixin:\/\/wxpay\/bizpayurl\?pr=[0-9A-Za-z]{7}zz$/)
    const unpaid = await query('ORDER1')
    expect(unpaid.data).toEqual({
      appid: merchant.appid,
      mchid: merchant.mchid,
      out_trade_no: 'ORDER1',
      trade_state: 'NOTPAY',
      trade_state_desc: '订单未支付',
      amount: { total: 1_500, currency: 'CNY' },
      scene_info: { device_id: 'D1' },
    })

    const before = endpoint.received.length
    const paid = await control.payments.pay('ORDER1', { openid: 'oBuyer' })
    expect(paid).toMatchObject({ state: 'SUCCESS', payer: 'oBuyer' })
    const { data } = await query('ORDER1')
    expect(data).toMatchObject({
      trade_state: 'SUCCESS',
      trade_type: 'NATIVE',
      bank_type: 'OTHERS',
      attach: '门店 7',
      success_time: '2026-03-01T10:00:00+08:00',
      payer: { openid: 'oBuyer' },
      amount: { total: 1_500, payer_total: 1_500, currency: 'CNY', payer_currency: 'CNY' },
    })
    expect(data['transaction_id']).toMatch(/^4200\d{24}$/)
    expect((await queryById(String(data['transaction_id']))).data).toEqual(data)

    await sandbox.idle()
    const told = endpoint.received.slice(before)
    expect(told).toHaveLength(1)
    expect(await verify(told[0]!, merchant)).toBe(true)
    const { event_type, summary, resource } = JSON.parse(told[0]!.body.toString()) as {
      event_type: string
      summary: string
      resource: { original_type: string; algorithm: string; associated_data: string; ciphertext: string; nonce: string }
    }
    expect([event_type, summary, resource.original_type]).toEqual(['TRANSACTION.SUCCESS', '支付成功', 'transaction'])
    const opened = await crypto.resourceCipher(parseApiKey('apiV3Key', merchant.apiV3Key)).open(resource)
    expect(JSON.parse(Buffer.from(opened).toString())).toEqual(data)

    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 1_491, pending: 0 }])
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
    expect(await control.payments.page()).toMatchObject({
      payments: [{ out_trade_no: 'ORDER1', state: 'SUCCESS', total: 1_500, description: '图书' }],
    })
  })

  test('an order in a foreign currency is refused', async () => {
    const { native, jsapi } = await shop()
    const amount = { total: 1_500, currency: 'USD' }
    const refused = {
      status: 400,
      data: {
        code: 'PARAM_ERROR',
        detail: { value: 'USD' },
        message: expect.stringContaining('“/body/amount/currency”') as string,
      },
    }
    expect(await native('ORDER1', { amount })).toMatchObject(refused)
    expect(await jsapi('ORDER1', 'oUser', { amount })).toMatchObject(refused)
    expect((await native('ORDER1', { amount: { total: 1_500 } })).status).toBe(200)
  })

  test('a number that nobody created is refused, and so is another merchant’s', async () => {
    const [one, other] = [await shop(), await shop()]
    await one.native('ORDER1')
    expect(await other.query('ORDER1')).toMatchObject({
      status: 404,
      data: { code: 'ORDER_NOT_EXIST', message: '订单不存在' },
    })
    expect(await other.queryById('4200000000202603010000000000')).toMatchObject({ status: 404 })
    expect(await other.close('ORDER1')).toMatchObject({ status: 404 })
    const wrong = `${PAY}/out-trade-no/ORDER1?mchid=${other.merchant.mchid}`
    expect(await one.client.send('GET', wrong)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } })
    expect(await one.native('ORDER2', { appid: other.merchant.appid })).toMatchObject({
      data: { code: 'APPID_MCHID_NOT_MATCH' },
    })
    expect(await one.query('ORDER2')).toMatchObject({ status: 404 })
  })

  test('a number may be created again as it was, which kills the prepay before; otherwise it is used', async () => {
    const { control, jsapi, native, close } = await shop()
    const first = await jsapi('ORDER1', 'oBuyer')
    const second = await jsapi('ORDER1', 'oBuyer', { time_expire: '2026-03-01T11:00:00+08:00' })
    expect(first.data['prepay_id']).toMatch(/^wx20260301100000[0-9a-f]{20}$/)
    expect(second.data['prepay_id']).not.toBe(first.data['prepay_id'])
    const used = { status: 403, data: { code: 'OUT_TRADE_NO_USED', message: '商户订单号重复' } }
    expect(await jsapi('ORDER1', 'oOther')).toMatchObject(used)
    expect(await jsapi('ORDER1', 'oBuyer', { amount: { total: 1_501 } })).toMatchObject(used)
    expect(await native('ORDER1')).toMatchObject(used)

    const launch = (prepayId: unknown) =>
      control.payments.pay('ORDER1', { openid: 'oBuyer', prepayId: String(prepayId) })
    await expect(launch(first.data['prepay_id'])).rejects.toMatchObject({ status: 409, code: 'EXPIRED_PREPAY' })
    expect(await launch(second.data['prepay_id'])).toMatchObject({ state: 'SUCCESS' })
    expect(await jsapi('ORDER1', 'oBuyer')).toMatchObject({ status: 400, data: { code: 'ORDER_PAID' } })
    expect(await close('ORDER1')).toMatchObject({ status: 400, data: { code: 'ORDER_PAID' } })
  })

  test('a failed attempt leaves the order payable, by the same user', async () => {
    const { control, native, query } = await shop()
    await native('ORDER1')
    const failing = control.payments.pay('ORDER1', { openid: 'oBuyer', outcome: 'bank_failed' })
    await expect(failing).rejects.toMatchObject({ code: 'BANK_FAILED' })
    expect((await query('ORDER1')).data).toMatchObject({ trade_state: 'NOTPAY' })
    await control.setUser('oBuyer', { wallet: 'insufficient' })
    await expect(control.payments.pay('ORDER1', { openid: 'oBuyer' })).rejects.toMatchObject({ code: 'NOT_ENOUGH' })
    await expect(control.payments.pay('ORDER1', { openid: 'oOther' })).rejects.toMatchObject({ code: 'OTHER_USER' })
    await control.setUser('oBuyer', { wallet: 'sufficient' })
    expect(await control.payments.pay('ORDER1', { openid: 'oBuyer' })).toMatchObject({ state: 'SUCCESS' })
    const { events } = await control.payments.get('ORDER1')
    expect(events.map(({ type }) => type)).toEqual(['created', 'payment_failed', 'payment_failed', 'paid'])
    await expect(control.payments.pay('ORDER1', { openid: 'oBuyer' })).rejects.toMatchObject({ code: 'PAID' })
  })

  test('of many that pay at once one does, and a close either comes first or is refused', async () => {
    const { control, native, query, close } = await shop()
    await native('ORDER1')
    const pays = await Promise.allSettled(
      Array.from({ length: 12 }, (_, index) => control.payments.pay('ORDER1', { openid: `oBuyer${index}` })),
    )
    expect(pays.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
    await native('ORDER2')
    const [paid, closed] = await Promise.allSettled([control.payments.pay('ORDER2'), close('ORDER2')])
    const { trade_state } = (await query('ORDER2')).data
    expect(trade_state).toBe(paid.status === 'fulfilled' ? 'SUCCESS' : 'CLOSED')
    expect(closed).toMatchObject({ value: { status: trade_state === 'SUCCESS' ? 400 : 204 } })
    const count = trade_state === 'SUCCESS' ? 2 : 1
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: count * 1_491, pending: 0 }])
  })

  test('closing ends it, twice as well; and time does', async () => {
    const { control, native, query, close } = await shop()
    await native('ORDER1')
    expect((await close('ORDER1')).status).toBe(204)
    expect((await close('ORDER1')).status).toBe(204)
    expect((await query('ORDER1')).data).toMatchObject({ trade_state: 'CLOSED' })
    await expect(control.payments.pay('ORDER1')).rejects.toMatchObject({ code: 'CLOSED' })
    expect(await native('ORDER1')).toMatchObject({ status: 400, data: { code: 'ORDER_CLOSED' } })

    const expires = new Date((await sandbox.clock.now()) + 30 * MINUTE).toISOString().replace('Z', '+00:00')
    await native('ORDER2', { time_expire: expires })
    await native('ORDER3')
    await sandbox.clock.advance(HOUR)
    await expect(control.payments.pay('ORDER2')).rejects.toMatchObject({ code: 'PAST_TIME_EXPIRE' })
    expect((await query('ORDER2')).data).toMatchObject({ trade_state: 'NOTPAY' })
    await sandbox.clock.advance(HOUR)
    await expect(control.payments.pay('ORDER3')).rejects.toMatchObject({ code: 'EXPIRED_PREPAY' })
    const { ran } = await sandbox.clock.advance(7 * DAY)
    const own = ran.filter(({ mchid }) => mchid === control.mchid)
    expect(own.map(({ product, kind, outOrderNo }) => `${product} ${kind} ${outOrderNo}`).toSorted()).toEqual([
      'payment close_unpaid ORDER2',
      'payment close_unpaid ORDER3',
    ])
    expect((await query('ORDER2')).data).toMatchObject({ trade_state: 'CLOSED' })
  })

  test('a merchant that is settled the next day has what was paid the next day', async () => {
    const { control, native } = await shop({ terms: { settle: 'T1', feeRate: 100 } })
    await native('ORDER1')
    await control.payments.pay('ORDER1')
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 1_485 }])
    await sandbox.clock.advance(2 * DAY)
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 1_485, pending: 0 }])
  })

  test('over HTTP a user pays too', async () => {
    const { merchant, native } = await shop()
    await native('ORDER1')
    const call = async (path: string, body: object) => {
      const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api${path}?mchid=${merchant.mchid}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(body),
      })
      return { status: response.status, data: (await response.json()) as object }
    }
    expect(await call('/payments/ORDER1/pay', { outcome: 'cancelled' })).toMatchObject({
      status: 409,
      data: { error: { code: 'CANCELLED', message: '用户取消支付' } },
    })
    expect(await call('/payments/ORDER1/pay', { bankType: 'CMB_DEBIT' })).toMatchObject({
      data: { bank_type: 'CMB_DEBIT' },
    })
    expect(await call('/payments/P9/pay', {})).toMatchObject({ status: 404, data: { error: { field: 'outTradeNo' } } })
  })
})
