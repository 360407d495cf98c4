import { ApiError, WechatPay } from 'wechatpay-ts'
import { tradeBill } from 'wechatpay-ts/bills'
import { appLaunch, jsapiLaunch } from 'wechatpay-ts/launch'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, describe, expect, expectTypeOf, test } from 'vitest'
import {
  type MerchantKeys,
  type MerchantOptions,
  type Sandbox,
  type SandboxMerchant,
  type SandboxPolicy,
  createSandbox,
  generateMerchantKeys,
} from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let endpoint: Endpoint
let sandbox: Sandbox
/** All merchants have the same keys, because making them takes the longest. */
let keys: MerchantKeys

beforeAll(async () => {
  endpoint = await startEndpoint()
  keys = await generateMerchantKeys()
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys } })
})
afterAll(async () => {
  await sandbox.close()
  await endpoint[Symbol.asyncDispose]()
})

type Sub = {
  mchid: string
  out_trade_no: string
  attach: string
  description: string
  amount: { total_amount: number; currency: string }
}

/** An initiator and two merchants that take part with its appid, new for every test. */
async function mall(options: MerchantOptions = {}, within = sandbox) {
  await within.clock.set(START)
  const initiator = await within.createMerchant({ keys, ...options })
  const { mchid: combine_mchid, appid: combine_appid } = initiator.merchant
  const [books, tea] = [
    await within.createMerchant({ keys, appids: [combine_appid], terms: { feeRate: 100 } }),
    await within.createMerchant({ keys, appids: [combine_appid], terms: { settle: 'T1' } }),
  ] as const
  const wxpay = new WechatPay(initiator.clientOptions)
  const sub = (of: SandboxMerchant, out_trade_no: string, total_amount: number, more: object = {}): Sub => ({
    mchid: of.merchant.mchid,
    out_trade_no,
    attach: `附加 ${out_trade_no}`,
    description: out_trade_no.startsWith('BOOK') ? '图书' : '茶叶',
    amount: { total_amount, currency: 'CNY' },
    ...more,
  })
  const both = [sub(books, 'BOOK01', 1_500), sub(tea, 'TEA001', 8_000)]
  const order = (combine_out_trade_no: string, more: object = {}) => ({
    combine_appid,
    combine_mchid,
    combine_out_trade_no,
    notify_url: endpoint.url,
    sub_orders: both,
    ...more,
  })
  const { combineTransactions: api } = wxpay.v3
  const close = async (number: string, sub_orders: object[] = both, more: object = {}) =>
    (
      await api.outTradeNo._combine_out_trade_no_.close.post({
        combine_out_trade_no: number,
        json: {
          combine_appid,
          sub_orders: sub_orders.map((one) => {
            const { mchid, out_trade_no, sub_mchid, sub_appid } = one as Sub & {
              sub_mchid?: string
              sub_appid?: string
            }
            return { mchid, out_trade_no, ...(sub_mchid && { sub_mchid }), ...(sub_appid && { sub_appid }) }
          }),
          ...more,
        },
      })
    ).status
  return {
    initiator,
    books,
    tea,
    both,
    wxpay,
    api,
    sub,
    order,
    close,
    control: initiator.control,
    native: async (number: string, more: object = {}) =>
      (await api.native.post({ json: order(number, more) })).data.code_url,
    jsapi: async (number: string, more: object = {}) =>
      (await api.jsapi.post({ json: order(number, { combine_payer_info: { openid: 'oBuyer' }, ...more }) as never }))
        .data.prepay_id,
    query: async (combine_out_trade_no: string) =>
      (await api.outTradeNo._combine_out_trade_no_.get({ combine_out_trade_no })).data,
    receive: () => receiveBy(initiator),
  }
}

async function receiveBy({ merchant }: SandboxMerchant) {
  const { apiV3Key, publicKey, publicKeyId } = merchant
  const { headers, body } = endpoint.received.at(-1)!
  const receiver = createReceiver({ apiV3Key, platform: { publicKeys: { [publicKeyId]: publicKey } } })
  return receiver.receive({ headers, rawBody: body })
}

/** `status code` of a refusal, and what it says. */
async function refusal(call: Promise<unknown>): Promise<[string, string]> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiError) return [`${error.status} ${error.code}`, error.apiMessage]
  throw error ?? new Error('it was accepted')
}
const code = async (call: Promise<unknown>): Promise<string> => (await refusal(call))[0]

describe('a combined order of a merchant', () => {
  test('is created, paid at once, told once, found with its sub orders, and each merchant has its money', async () => {
    const { control, initiator, books, tea, jsapi, query, receive } = await mall()
    const { mchid: combine_mchid, appid: combine_appid } = initiator.merchant
    const prepay_id = await jsapi('COMBINE1', { scene_info: { device_id: 'D1', payer_client_ip: '1.2.3.4' } })
    expect(prepay_id).toMatch(/^wx\d{14}[0-9a-f]{20}$/)
    expect(await query('COMBINE1')).toEqual({
      combine_appid,
      combine_mchid,
      combine_out_trade_no: 'COMBINE1',
      scene_info: { device_id: 'D1' },
      sub_orders: [
        { mchid: books.merchant.mchid, out_trade_no: 'BOOK01', trade_state: 'NOTPAY' },
        { mchid: tea.merchant.mchid, out_trade_no: 'TEA001', trade_state: 'NOTPAY' },
      ],
    })

    const before = endpoint.received.length
    const paid = await control.payments.pay('COMBINE1', { openid: 'oBuyer', bankType: 'CMB_DEBIT' })
    expect(paid).toMatchObject({ out_trade_no: 'COMBINE1', state: 'SUCCESS', terms: { total: 9_500 } })
    await sandbox.idle()
    const found = await query('COMBINE1')
    const common = {
      trade_state: 'SUCCESS',
      trade_type: 'JSAPI',
      bank_type: 'CMB_DEBIT',
      success_time: '2026-03-01T10:00:00+08:00',
      transaction_id: expect.stringMatching(/^4200\d{24}$/) as string,
    }
    const amount = (fen: number) => ({ total_amount: fen, payer_amount: fen, currency: 'CNY', payer_currency: 'CNY' })
    expect(found).toEqual({
      combine_appid,
      combine_mchid,
      combine_out_trade_no: 'COMBINE1',
      scene_info: { device_id: 'D1' },
      combine_payer_info: { openid: 'oBuyer' },
      sub_orders: [
        {
          ...common,
          mchid: books.merchant.mchid,
          out_trade_no: 'BOOK01',
          attach: '附加 BOOK01',
          amount: amount(1_500),
        },
        { ...common, mchid: tea.merchant.mchid, out_trade_no: 'TEA001', attach: '附加 TEA001', amount: amount(8_000) },
      ],
    })
    expect(new Set(found.sub_orders?.map(({ transaction_id }) => transaction_id)).size).toBe(2)

    expect(endpoint.received.length - before).toBe(1)
    const event = await receive()
    expect(event).toMatchObject({ eventType: 'TRANSACTION.SUCCESS', originalType: 'transaction', resource: found })
    // The type tells a combined order from the other payments by its number.
    if (event.eventType !== 'TRANSACTION.SUCCESS') throw new Error('another event')
    const { resource } = event
    if (resource.combine_out_trade_no === undefined) throw new Error('another payment')
    expectTypeOf(resource.combine_out_trade_no).toEqualTypeOf<string>()
    expect(resource.sub_orders.map(({ amount: { total_amount } }) => total_amount)).toEqual([1_500, 8_000])

    expect(await initiator.control.balances()).toMatchObject([{ available: 0, pending: 0 }])
    expect(await books.control.balances()).toMatchObject([{ available: 1_485, pending: 0 }])
    expect(await tea.control.balances()).toMatchObject([{ available: 0, pending: 7_952 }])
    await sandbox.clock.advance(DAY)
    expect(await tea.control.balances()).toMatchObject([{ available: 7_952, pending: 0 }])
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('answers what each surface launches with, and the cashier takes it', async () => {
    const { api, control, initiator, order, native, jsapi, wxpay, query, sub, books, tea } = await mall()
    const { appid } = initiator.merchant
    const subs = (n: number) => ({ sub_orders: [sub(books, `BOOK0${n}`, 100), sub(tea, `TEA00${n}`, 205)] })
    const launch = (parameters: object) =>
      control.payments.launch(Object.fromEntries(Object.entries<string>({ ...parameters })))

    const page = await jsapiLaunch(wxpay, { appid, prepay_id: await jsapi('COMBINE1', subs(1)) })
    expect(await launch(page)).toMatchObject({ out_trade_no: 'COMBINE1', state: 'NOTPAY', subOrders: [{}, {}] })
    await expect(launch({ ...page, paySign: 'none' })).rejects.toMatchObject({ message: '支付验证签名失败' })
    const { data: app } = await api.app.post({ json: order('COMBINE2', subs(2)) })
    const launched = await appLaunch(wxpay, { appid, prepay_id: app.prepay_id })
    expect(await launch(launched)).toMatchObject({ out_trade_no: 'COMBINE2' })

    const code_url = await native('COMBINE3', subs(3))
    expect(code_url).toMatch(/^weixin:\/\/wxpay\/bizpayurl\/up\?pr=[0-9A-Za-z]{7}zz&groupid=00$/)
    expect(await control.payments.scan(code_url)).toMatchObject({ out_trade_no: 'COMBINE3', surface: 'native' })

    const h5_info = { type: 'Wap' }
    const json = order('COMBINE4', { ...subs(4), scene_info: { payer_client_ip: '1.2.3.4', device_id: 'D1', h5_info } })
    const { data: h5 } = await api.h5.post({ json })
    const open = (init?: RequestInit) => sandbox.fetch(h5.h5_url, { redirect: 'manual', ...init })
    const shown = await (await open()).text()
    expect(shown).toContain('￥3.05')
    expect(shown).toContain('图书 等 2 笔 · COMBINE4')
    const form = { method: 'POST', body: new URLSearchParams({ openid: 'oBuyer' }) }
    expect(await (await open(form)).text()).toContain('支付成功')
    expect((await query('COMBINE4')).sub_orders).toMatchObject([{ trade_type: 'MWEB' }, { trade_type: 'MWEB' }])
  })

  test('repeated, it gets a new prepay; said otherwise, it is refused', async () => {
    const { control, jsapi, native, both } = await mall()
    const first = await jsapi('COMBINE1')
    const second = await jsapi('COMBINE1')
    expect(second).not.toBe(first)
    await expect(control.payments.pay('COMBINE1', { openid: 'oBuyer', prepayId: first })).rejects.toMatchObject({
      code: 'EXPIRED_PREPAY',
    })
    const [one, other] = both as [Sub, Sub]
    const used = ['403 OUT_TRADE_NO_USED', '商户订单号重复']
    expect(await refusal(jsapi('COMBINE1', { sub_orders: [other, one] }))).toEqual(used)
    expect(await refusal(jsapi('COMBINE1', { sub_orders: [one, { ...other, description: '茶' }] }))).toEqual(used)
    expect(await refusal(jsapi('COMBINE1', { notify_url: `${endpoint.url}/other` }))).toEqual(used)
    expect(await refusal(native('COMBINE1'))).toEqual(used)
    const shared = [one, { ...other, settle_info: { profit_sharing: true } }]
    expect(await refusal(jsapi('COMBINE1', { sub_orders: shared }))).toEqual([
      '403 OUT_TRADE_NO_USED',
      '重复下单且结算信息不一致',
    ])
    expect(await control.payments.get('COMBINE1')).toMatchObject({ state: 'NOTPAY', prepay: { id: second } })

    await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
    expect(await code(jsapi('COMBINE1'))).toBe('400 ORDER_PAID')
  })

  test('leaves nothing behind where a sub order’s number was used before', async () => {
    const { books, tea, both, initiator, jsapi, query, sub, close } = await mall()
    const ordinary = { description: '图书', notify_url: endpoint.url, amount: { total: 1 } }
    const { appid, mchid } = books.merchant
    const own = new WechatPay(books.clientOptions)
    await own.v3.pay.transactions.native.post({ json: { ...ordinary, appid, mchid, out_trade_no: 'BOOK01' } })
    // The number of one of the sub orders belongs to an order of its merchant.
    expect(await code(jsapi('COMBINE1'))).toBe('403 OUT_TRADE_NO_USED')
    expect(await code(query('COMBINE1'))).toBe('404 ORDERNOTEXIST')
    expect((await tea.control.payments.page()).payments).toEqual([])

    await jsapi('COMBINE1', { sub_orders: [sub(books, 'BOOK02', 1), sub(tea, 'TEA002', 1)] })
    // At the initiator a number is used once, whichever merchant it is for, also after the order was closed.
    const again = [sub(books, 'TEA002', 1), sub(tea, 'TEA003', 1)]
    expect(await code(jsapi('COMBINE2', { sub_orders: again }))).toBe('403 OUT_TRADE_NO_USED')
    await close('COMBINE1', [sub(books, 'BOOK02', 1), sub(tea, 'TEA002', 1)])
    expect(await code(jsapi('COMBINE2', { sub_orders: again }))).toBe('403 OUT_TRADE_NO_USED')
    const twice = [sub(books, 'SAME01', 1), sub(tea, 'SAME01', 1)]
    expect(await code(jsapi('COMBINE2', { sub_orders: twice }))).toBe('403 OUT_TRADE_NO_USED')
    // And a sub order's number is no longer free for an ordinary order.
    await expect(
      own.v3.pay.transactions.native.post({ json: { ...ordinary, appid, mchid, out_trade_no: 'BOOK02' } }),
    ).rejects.toMatchObject({ code: 'OUT_TRADE_NO_USED' })

    // The combined order's own number is another space, and so is another initiator's.
    const initiatorOwn = new WechatPay(initiator.clientOptions)
    const { appid: combine_appid, mchid: combine_mchid } = initiator.merchant
    await initiatorOwn.v3.pay.transactions.native.post({
      json: { ...ordinary, appid: combine_appid, mchid: combine_mchid, out_trade_no: 'COMBINE3' },
    })
    await jsapi('COMBINE3', { sub_orders: [sub(initiator, 'COMBINE4', 1), sub(tea, 'TEA004', 1)] })
    const other = await mall()
    await other.jsapi('COMBINE3')
    expect(both).toHaveLength(2)
  })

  test('of two simultaneous creations that share a sub order’s number one is refused', async () => {
    const { books, tea, jsapi, sub } = await mall()
    const ends = await Promise.all([
      jsapi('COMBINE1', { sub_orders: [sub(books, 'SAME01', 1), sub(tea, 'TEA001', 1)] }).then(
        () => '200',
        (error: ApiError) => `${error.status} ${error.code}`,
      ),
      jsapi('COMBINE2', { sub_orders: [sub(tea, 'SAME01', 1), sub(books, 'BOOK01', 1)] }).then(
        () => '200',
        (error: ApiError) => `${error.status} ${error.code}`,
      ),
    ])
    expect(ends.toSorted()).toEqual(['200', '403 OUT_TRADE_NO_USED'])
  })

  test('is paid by one user only, whole or not at all', async () => {
    const { books, control, native, query, tea } = await mall()
    await native('COMBINE1')
    const pay = (openid: string, outcome?: 'bank_failed' | 'not_enough' | 'cancelled') =>
      control.payments.pay('COMBINE1', { openid, ...(outcome && { outcome }) })
    await expect(pay('oBuyer', 'bank_failed')).rejects.toMatchObject({ status: 409, code: 'BANK_FAILED' })
    await expect(pay('oOther')).rejects.toMatchObject({ code: 'OTHER_USER' })
    expect((await query('COMBINE1')).sub_orders).toMatchObject([{ trade_state: 'NOTPAY' }, { trade_state: 'NOTPAY' }])
    await control.setUser('oBuyer', { wallet: 'insufficient' })
    await expect(pay('oBuyer')).rejects.toMatchObject({ code: 'NOT_ENOUGH' })
    await control.setUser('oBuyer', { wallet: 'sufficient' })
    // A sub order is not paid by itself, whoever tries.
    await expect(books.control.payments.pay('BOOK01')).rejects.toMatchObject({ code: 'PART_OF_COMBINED_ORDER' })
    expect(await books.control.balances()).toMatchObject([{ available: 0 }])
    expect(await pay('oBuyer')).toMatchObject({ state: 'SUCCESS' })
    await expect(pay('oBuyer')).rejects.toMatchObject({ code: 'PAID' })

    expect(await control.payments.page()).toMatchObject({
      payments: [
        { out_trade_no: 'COMBINE1', state: 'SUCCESS', total: 9_500, description: '图书 等 2 笔', subOrders: 2 },
      ],
    })
    const partOf = { mchid: control.mchid, combine_out_trade_no: 'COMBINE1' }
    expect((await tea.control.payments.page({ states: ['SUCCESS'] })).payments).toMatchObject([
      { out_trade_no: 'TEA001', total: 8_000, partOf },
    ])
  })

  test('is closed whole: the list has to be the one it was made with', async () => {
    const { both, close, jsapi, query, books, sub, initiator, control } = await mall()
    expect(await refusal(close('COMBINE1'))).toEqual(['404 ORDERNOTEXIST', '订单不存在'])
    await jsapi('COMBINE1')
    const [one, other] = both as [Sub, Sub]
    const differs = ['400 INVALID_REQUEST', '输入的请求非法，请求关单的子单信息与下单时的子单信息不一致']
    expect(await refusal(close('COMBINE1', [one]))).toEqual(differs)
    expect(await refusal(close('COMBINE1', [one, { ...other, mchid: books.merchant.mchid }]))).toEqual(differs)
    expect(await refusal(close('COMBINE1', [one, other, sub(books, 'BOOK09', 1)]))).toEqual(differs)
    expect(await code(close('COMBINE1', both, { combine_appid: books.merchant.appid }))).toBe(
      '400 APPID_MCHID_NOT_MATCH',
    )
    expect(await close('COMBINE1', [other, one])).toBe(204)
    expect((await query('COMBINE1')).sub_orders).toMatchObject([{ trade_state: 'CLOSED' }, { trade_state: 'CLOSED' }])
    expect(await books.control.payments.get('BOOK01')).toMatchObject({ state: 'CLOSED' })
    expect(await close('COMBINE1')).toBe(204)
    expect(await code(jsapi('COMBINE1'))).toBe('400 ORDER_CLOSED')
    await expect(control.payments.pay('COMBINE1')).rejects.toMatchObject({ code: 'CLOSED' })

    const more = [sub(initiator, 'COMBINE2', 5), sub(initiator, 'MINE02', 7)]
    await jsapi('COMBINE2', { sub_orders: more })
    await control.payments.pay('COMBINE2', { openid: 'oBuyer' })
    expect(await code(close('COMBINE2', more))).toBe('400 ORDER_PAID')
    // The initiator itself may take part, and the combined order's number may be one of its sub orders'.
    expect(await control.payments.get('COMBINE2')).toMatchObject({ subOrders: [{}, {}], state: 'SUCCESS' })
  })

  test('unpaid, it ends by itself after seven days, and its time_expire is at most that', async () => {
    const { books, control, jsapi, query, sub, tea } = await mall()
    const time = (after: number) => new Date(START + after + 8 * 3_600_000).toISOString().replace('.000Z', '+08:00')
    await jsapi('COMBINE1', { time_expire: time(30 * DAY) })
    expect(await control.payments.get('COMBINE1')).toMatchObject({ terms: { timeExpire: START + 7 * DAY } })
    const other = { sub_orders: [sub(books, 'BOOK02', 1), sub(tea, 'TEA002', 1)] }
    await jsapi('COMBINE2', { ...other, time_expire: time(5 * MINUTE) })
    await sandbox.clock.advance(5 * MINUTE + 1)
    await expect(control.payments.pay('COMBINE2', { openid: 'oBuyer' })).rejects.toMatchObject({
      code: 'PAST_TIME_EXPIRE',
    })
    await sandbox.clock.advance(7 * DAY)
    expect((await query('COMBINE1')).sub_orders).toMatchObject([{ trade_state: 'CLOSED' }, { trade_state: 'CLOSED' }])
    expect(await tea.control.payments.get('TEA001')).toMatchObject({ state: 'CLOSED' })
  })

  test('nobody but its initiator finds it, and the ordinary query finds none of it', async () => {
    const { books, initiator, jsapi, control } = await mall()
    await jsapi('COMBINE1')
    await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
    const participant = new WechatPay(books.clientOptions)
    const { combineTransactions } = participant.v3
    const combined = combineTransactions.outTradeNo._combine_out_trade_no_.get({ combine_out_trade_no: 'COMBINE1' })
    expect(await refusal(combined)).toEqual(['404 ORDERNOTEXIST', '订单不存在'])
    const ordinary = (of: SandboxMerchant, out_trade_no: string) =>
      new WechatPay(of.clientOptions).v3.pay.transactions.outTradeNo._out_trade_no_.get({
        out_trade_no,
        query: { mchid: of.merchant.mchid },
      })
    expect(await code(ordinary(books, 'BOOK01'))).toBe('404 ORDER_NOT_EXIST')
    expect(await code(ordinary(initiator, 'COMBINE1'))).toBe('404 ORDER_NOT_EXIST')
    const { transaction_id = '' } = await books.control.payments.get('BOOK01')
    const { mchid } = books.merchant
    const byId = participant.v3.pay.transactions.id._transaction_id_.get({ transaction_id, query: { mchid } })
    expect(await code(byId)).toBe('404 ORDER_NOT_EXIST')
    const closing = participant.v3.pay.transactions.outTradeNo._out_trade_no_.close.post({
      out_trade_no: 'BOOK01',
      json: { mchid },
    })
    expect(await code(closing)).toBe('404 ORDER_NOT_EXIST')
    const v2 = participant.v2.pay.orderquery.post({ xml: { appid: books.merchant.appid, out_trade_no: 'BOOK01' } })
    await expect(v2).rejects.toMatchObject({ code: 'ORDERNOTEXIST' })
  })

  test('is refunded sub order by sub order, by the merchant that was paid', async () => {
    const { books, control, initiator, jsapi, query, receive } = await mall()
    await jsapi('COMBINE1')
    await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
    const refund = (of: SandboxMerchant, out_refund_no: string, order: object, amount: number) =>
      new WechatPay(of.clientOptions).v3.refund.domestic.refunds.post({
        json: {
          out_refund_no,
          notify_url: endpoint.url,
          amount: { refund: amount, total: 1_500, currency: 'CNY' },
          ...order,
        } as never,
      })
    expect(await code(refund(initiator, 'REFUND1', { out_trade_no: 'BOOK01' }, 500))).toBe('404 RESOURCE_NOT_EXISTS')
    expect(await code(refund(initiator, 'REFUND1', { out_trade_no: 'COMBINE1' }, 500))).toBe('404 RESOURCE_NOT_EXISTS')
    const { transaction_id } = await books.control.payments.get('BOOK01')
    expect((await refund(books, 'REFUND1', { transaction_id }, 500)).data).toMatchObject({ out_trade_no: 'BOOK01' })
    const order = { out_trade_no: 'BOOK01' }
    await refund(books, 'REFUND2', order, 1_000)
    await sandbox.clock.advance(MINUTE)
    await sandbox.idle()
    expect(await books.control.balances()).toMatchObject([{ available: 0 }])
    // The refund says what became of it; a sub order that was paid stays paid.
    expect((await query('COMBINE1')).sub_orders).toMatchObject([{ trade_state: 'SUCCESS' }, { trade_state: 'SUCCESS' }])
    expect(await books.control.payments.get('BOOK01')).toMatchObject({ state: 'REFUND', refunds: { amount: 1_500 } })
    expect(await receiveBy(books)).toMatchObject({
      eventType: 'REFUND.SUCCESS',
      resource: { mchid: books.merchant.mchid, out_trade_no: 'BOOK01', transaction_id },
    })
    await expect(receive()).rejects.toThrow()
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('where a merchant in it was reset, its new orders are none of the combined order', async () => {
    const { api, books, close, initiator, jsapi, order, sub } = await mall()
    await jsapi('COMBINE1')
    await jsapi('COMBINE2', { sub_orders: [sub(books, 'BOOK02', 100), sub(initiator, 'OWN001', 100)] })
    await books.control.reset()
    for (const out_trade_no of ['BOOK01', 'BOOK02']) {
      await new WechatPay(books.clientOptions).v3.pay.transactions.native.post({
        json: {
          mchid: books.merchant.mchid,
          appid: books.merchant.appid,
          out_trade_no,
          description: '别的书',
          notify_url: endpoint.url,
          amount: { total: 700, currency: 'CNY' },
        },
      })
    }
    await books.control.payments.pay('BOOK02')
    await expect(initiator.control.payments.pay('COMBINE1', { openid: 'oBuyer' })).rejects.toMatchObject({
      code: 'UNKNOWN_ORDER',
    })
    await close('COMBINE1')
    await api.outTradeNo._combine_out_trade_no_.close.post({
      combine_out_trade_no: 'COMBINE2',
      json: {
        combine_appid: order('COMBINE2').combine_appid,
        sub_orders: [books, initiator].map(({ merchant: { mchid } }, index) => ({
          mchid,
          out_trade_no: ['BOOK02', 'OWN001'][index]!,
        })),
      },
    })
    expect(await books.control.payments.page({ payable: true })).toMatchObject({
      payments: [{ out_trade_no: 'BOOK01', state: 'NOTPAY' }],
    })
    expect(await books.control.payments.get('BOOK02')).toMatchObject({ state: 'SUCCESS' })
    expect(await books.control.balances()).toMatchObject([{ available: 693 }])
    expect(await initiator.control.payments.page({ states: ['CLOSED'] })).toMatchObject({
      payments: [{ out_trade_no: 'OWN001' }, { out_trade_no: 'COMBINE2' }, { out_trade_no: 'COMBINE1' }],
    })
  })

  test('where its initiator was reset, what nobody paid is gone everywhere, and what was paid stays', async () => {
    const { books, control, initiator, jsapi, sub, tea } = await mall()
    await jsapi('COMBINE1', { sub_orders: [sub(books, 'BOOK01', 1_500), sub(tea, 'TEA001', 100)] })
    await jsapi('COMBINE2', { sub_orders: [sub(books, 'BOOK02', 1_500), sub(tea, 'TEA002', 100)] })
    await control.payments.pay('COMBINE2', { openid: 'oBuyer' })
    await initiator.control.reset()

    const numbers = async ({ control: { payments } }: SandboxMerchant) =>
      (await payments.page()).payments.map(({ out_trade_no }) => out_trade_no)
    expect(await Promise.all([books, tea, initiator].map(numbers))).toEqual([['BOOK02'], ['TEA002'], []])
    expect(await books.control.balances()).toMatchObject([{ available: 1_485 }])
    const amount = { refund: 1_500, total: 1_500, currency: 'CNY' }
    const { data } = await new WechatPay(books.clientOptions).v3.refund.domestic.refunds.post({
      json: { out_trade_no: 'BOOK02', out_refund_no: 'REFUND1', amount },
    })
    expect(data).toMatchObject({ status: 'PROCESSING' })
    await jsapi('COMBINE1')
    expect(await control.checkLedger()).toMatchObject({ balanced: true })
  })

  test('where an ordinary order has its number, a person says which is meant', async () => {
    const { control, initiator, jsapi } = await mall()
    await jsapi('SAME0001')
    const { mchid, appid } = initiator.merchant
    await new WechatPay(initiator.clientOptions).v3.pay.transactions.native.post({
      json: {
        mchid,
        appid,
        out_trade_no: 'SAME0001',
        description: '书签',
        notify_url: endpoint.url,
        amount: { total: 300, currency: 'CNY' },
      },
    })
    const asked = { code: 'SAME_NUMBER', field: 'combined' }
    await expect(control.payments.get('SAME0001')).rejects.toMatchObject(asked)
    await expect(control.payments.pay('SAME0001', { openid: 'oBuyer' })).rejects.toMatchObject(asked)
    const paid = await control.payments.pay('SAME0001', { openid: 'oBuyer', combined: true })
    expect(paid).toMatchObject({ state: 'SUCCESS', subOrders: [{}, {}] })
    const byHttp = async (query: string) => {
      const path = `${sandbox.url}/_sandbox/api/payments/SAME0001?mchid=${mchid}${query}`
      return (await sandbox.fetch(path)).json()
    }
    expect(await byHttp('&combined=false')).toMatchObject({ state: 'NOTPAY', terms: { total: 300 } })
    expect(await byHttp('&combined=true')).toMatchObject({ state: 'SUCCESS' })
    expect(await byHttp('')).toMatchObject({ error: { code: 'SAME_NUMBER' } })
    const announced = async (product?: string) =>
      (await control.deliveries({ outOrderNo: 'SAME0001', product })).map((one) => one.product)
    expect(await announced('combined')).toEqual(['combined'])
    expect(await announced('payment')).toEqual([])
    await control.payments.pay('SAME0001', { openid: 'oBuyer', combined: false })
    expect((await announced()).toSorted()).toEqual(['combined', 'payment'])
    expect(await announced('payment')).toEqual(['payment'])
  })

  test('what a user can pay is the combined order, not its sub orders', async () => {
    const { books, initiator, jsapi } = await mall()
    await jsapi('COMBINE1')
    const payable = async ({ control: { payments } }: SandboxMerchant) =>
      (await payments.page({ payable: true })).payments
    expect(await payable(initiator)).toMatchObject([{ out_trade_no: 'COMBINE1', subOrders: 2 }])
    expect(await payable(books)).toEqual([])
  })

  test('each sub order is a line of its merchant’s bill', async () => {
    const { books, control, initiator, jsapi, tea } = await mall()
    await jsapi('COMBINE1')
    await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
    await sandbox.clock.advance(DAY)
    const rowsOf = async (of: SandboxMerchant) => {
      await using bill = await tradeBill(new WechatPay(of.clientOptions), { query: { bill_date: '2026-03-01' } })
      const rows = []
      for await (const row of bill.rows()) rows.push(row)
      return rows
    }
    const { appid } = initiator.merchant
    const { transaction_id } = await books.control.payments.get('BOOK01')
    expect(await rowsOf(books)).toMatchObject([
      { appid, mchid: books.merchant.mchid, out_trade_no: 'BOOK01', transaction_id, attach: '附加 BOOK01' },
    ])
    expect(await rowsOf(tea)).toMatchObject([{ mchid: tea.merchant.mchid, out_trade_no: 'TEA001' }])
    await expect(rowsOf(initiator)).rejects.toThrow()
  })

  test('is within the limits, and everybody in it may be paid', async () => {
    const { both, books, initiator, jsapi, sub, tea } = await mall()
    const appids = [initiator.merchant.appid]
    const [one, other] = both as [Sub, Sub]
    const with_ = (sub_orders: object[]) => jsapi('COMBINE1', { sub_orders })
    const at = (field: string) => `输入源“/body/sub_orders”映射到${field}`
    expect(await refusal(with_([one]))).toEqual([
      '400 PARAM_ERROR',
      at('数组字段“商品单信息”规则校验失败，元素个数 1，小于最小值 2'),
    ])
    const many = (count: number) => Array.from({ length: count }, (_, index) => sub(books, `BOOK${100 + index}`, 1))
    expect(await refusal(with_(many(11)))).toEqual([
      '400 PARAM_ERROR',
      at('数组字段“商品单信息”规则校验失败，元素个数 11，大于最大值 10'),
    ])
    const priced = (amount: object) => [one, { ...other, amount: { total_amount: 1, currency: 'CNY', ...amount } }]
    expect(await code(with_(priced({ total_amount: 1_000_000_001 })))).toBe('400 PARAM_ERROR')
    expect(await code(with_(priced({ total_amount: 0 })))).toBe('400 PARAM_ERROR')
    expect(await code(with_(priced({ currency: 'USD' })))).toBe('400 PARAM_ERROR')

    expect(await refusal(with_([one, { ...other, mchid: '1299999999' }]))).toEqual([
      '400 MCH_NOT_EXISTS',
      '商户号不存在',
    ])
    const stranger = await sandbox.createMerchant({ keys })
    expect(await refusal(with_([one, sub(stranger, 'OTHER1', 1)]))).toEqual([
      '400 APPID_MCHID_NOT_MATCH',
      'appid和mch_id不匹配，请检查后再试',
    ])
    const stopped = await sandbox.createMerchant({ keys, appids, restricted: true })
    expect(await code(with_([one, sub(stopped, 'OTHER1', 1)]))).toBe('403 RULELIMIT')
    const partner = await sandbox.createMerchant({ keys, appids, role: 'partner' })
    expect(await code(with_([one, sub(partner, 'OTHER1', 1)]))).toBe('403 NOAUTH')
    expect(await code(with_([one, { ...other, sub_mchid: tea.merchant.mchid }]))).toBe('400 PARAM_ERROR')
    const { mchid: sub_mchid } = tea.merchant
    const subs = [sub(books, 'BOOK01', 1, { sub_mchid }), sub(tea, 'TEA001', 1, { sub_mchid })]
    expect(await code(with_(subs))).toBe('403 NOAUTH')
    expect(await code(jsapi('COMBINE1', { combine_appid: stranger.merchant.appid }))).toBe('400 APPID_MCHID_NOT_MATCH')
    expect(await code(jsapi('COMBINE1', { combine_mchid: stranger.merchant.mchid }))).toBe('400 PARAM_ERROR')
    expect(await code(jsapi('COMBINE1', { combine_payer_info: { sub_openid: 'oBuyer' } }))).toBe('400 PARAM_ERROR')
    // A special merchant of a partner takes part in a merchant's order like any other.
    const special = await sandbox.createMerchant({ keys, appids, partner: partner.merchant.mchid })
    await with_([one, sub(special, 'OTHER1', 1)])
    await jsapi('COMBINE2', { sub_orders: many(10) })
  })
})

describe('a combined order of a partner', () => {
  async function parties() {
    const partner = await mall({ role: 'partner' })
    const { mchid } = partner.initiator.merchant
    const [books, tea] = [
      await sandbox.createMerchant({ keys, partner: mchid }),
      await sandbox.createMerchant({ keys, partner: mchid, terms: { feeRate: 100 } }),
    ] as const
    const sub = (of: SandboxMerchant, number: string, total: number, more: object = {}) =>
      partner.sub(partner.initiator, number, total, { sub_mchid: of.merchant.mchid, ...more })
    const both = [sub(books, 'BOOK01', 1_500, { sub_appid: books.merchant.appid }), sub(tea, 'TEA001', 8_000)]
    return {
      ...partner,
      books,
      tea,
      sub,
      both,
      jsapi: (number: string, more: object = {}) => partner.jsapi(number, { sub_orders: both, ...more }),
    }
  }

  test('names its special merchants, and a user by both openids', async () => {
    const { books, tea, both, control, initiator, jsapi, query, receive, close } = await parties()
    const { appid, mchid } = initiator.merchant
    await jsapi('COMBINE1', { combine_payer_info: { sub_openid: 'oShopBuyer' } })
    await control.payments.pay('COMBINE1', { openid: 'oShopBuyer' })
    await sandbox.idle()
    const found = await query('COMBINE1')
    expect(found).toMatchObject({
      combine_appid: appid,
      combine_mchid: mchid,
      combine_payer_info: { openid: expect.stringMatching(/^o[\w-]{27}$/) as string },
      sub_orders: [
        { mchid, sub_mchid: books.merchant.mchid, sub_appid: books.merchant.appid, sub_openid: 'oShopBuyer' },
        { mchid, sub_mchid: tea.merchant.mchid, trade_state: 'SUCCESS' },
      ],
    })
    expect(found.sub_orders?.[1]).not.toHaveProperty('sub_openid')
    expect(await receive()).toMatchObject({ eventType: 'TRANSACTION.SUCCESS', resource: found })
    expect(await books.control.balances()).toMatchObject([{ available: 1_491 }])
    expect(await tea.control.balances()).toMatchObject([{ available: 7_920 }])
    expect(await code(close('COMBINE1', both))).toBe('400 ORDER_PAID')
  })

  test('is refunded and billed by the partner, and without notify_url told at its own address', async () => {
    const { tea, control, initiator, jsapi, wxpay, receive } = await parties()
    await control.setEndpoint({ url: `${endpoint.url}/own` })
    await jsapi('COMBINE1', { notify_url: undefined })
    await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
    await sandbox.idle()
    expect(await receive()).toMatchObject({ resource: { combine_out_trade_no: 'COMBINE1' } })
    const sub_mchid = tea.merchant.mchid
    const amount = { refund: 8_000, total: 8_000, currency: 'CNY' }
    const refund = { out_trade_no: 'TEA001', out_refund_no: 'REFUND1', notify_url: endpoint.url, amount }
    const other = initiator.merchant.mchid
    expect(await code(wxpay.v3.refund.domestic.refunds.post({ json: { ...refund, sub_mchid: other } }))).toBe(
      '400 INVALID_REQUEST',
    )
    await wxpay.v3.refund.domestic.refunds.post({ json: { ...refund, sub_mchid } })
    await sandbox.clock.advance(DAY)
    expect(await tea.control.balances()).toMatchObject([{ available: 0 }])
    await using bill = await tradeBill(wxpay, { query: { bill_date: '2026-03-01' } })
    const rows = []
    for await (const row of bill.rows()) rows.push([row.sub_mchid, row.out_trade_no])
    // Both payments, and the refund.
    expect(rows.filter(([, number]) => number === 'TEA001')).toEqual([
      [sub_mchid, 'TEA001'],
      [sub_mchid, 'TEA001'],
    ])
    expect(rows).toHaveLength(3)
  })

  test('is closed with everybody it names, and refused with what a partner gets wrong', async () => {
    const { both, books, tea, close, jsapi, sub, initiator } = await parties()
    await jsapi('COMBINE1')
    const without = (name: 'sub_mchid' | 'sub_appid') => both.map((one) => ({ ...one, [name]: undefined }))
    expect(await refusal(close('COMBINE1', without('sub_mchid')))).toEqual(['403 NOAUTH', '商户无权限'])
    expect(await code(close('COMBINE1', without('sub_appid')))).toBe('403 NOAUTH')
    const swapped = both.map((one) => ({ ...one, sub_mchid: tea.merchant.mchid }))
    expect(await code(close('COMBINE1', swapped))).toBe('400 INVALID_REQUEST')
    expect(await close('COMBINE1', both)).toBe(204)

    const [one, other] = both as [Sub, Sub]
    const made = (number: string, sub_orders: object[]) => refusal(jsapi(number, { sub_orders }))
    expect(await made('COMBINE2', [{ ...one, sub_mchid: undefined, sub_appid: undefined }])).toEqual([
      '400 PARAM_ERROR',
      '受理机构必须传入sub_mch_id',
    ])
    expect(await made('COMBINE2', [{ ...other, mchid: tea.merchant.mchid }])).toContain('400 PARAM_ERROR')
    expect(await made('COMBINE2', [sub(await sandbox.createMerchant({ keys }), 'OTHER1', 1)])).toEqual([
      '403 NOAUTH',
      '特约子商户商户号未授权服务商的产品权限',
    ])
    expect(await made('COMBINE2', [sub(initiator, 'OTHER1', 1)])).toContain('400 PARAM_ERROR')
    expect(await made('COMBINE2', [sub(books, 'OTHER1', 1, { sub_appid: tea.merchant.appid })])).toEqual([
      '400 APPID_MCHID_NOT_MATCH',
      'sub_appid和sub_mchid不匹配，请检查后再试',
    ])
    const { appid } = books.merchant
    const two = [sub(books, 'OTHER1', 1, { sub_appid: appid }), sub(books, 'OTHER2', 1, { sub_appid: appid })]
    expect(await made('COMBINE2', two)).toEqual(['400 PARAM_ERROR', '只允许一笔商品单填写sub_appid'])
    const many = (count: number) => Array.from({ length: count }, (_, index) => sub(tea, `TEA${100 + index}`, 1))
    expect(await made('COMBINE2', many(51))).toContain('400 PARAM_ERROR')
    await jsapi('COMBINE2', { sub_orders: [sub(tea, 'ALONE1', 1)] })
    await jsapi('COMBINE3', { sub_orders: many(50) })
  })
})

describe('where production is silent', () => {
  async function under(
    policy: Partial<SandboxPolicy>,
    play: (mall_: Awaited<ReturnType<typeof mall>>) => Promise<void>,
  ) {
    await using other = await createSandbox({
      port: false,
      clock: { now: START, frozen: true },
      policy,
      merchant: { keys },
    })
    await play(await mall({}, other))
  }

  test('codes are spelt as everywhere else', async () => {
    await under({ combineCodeStyle: 'v3' }, async ({ query }) => {
      expect(await code(query('COMBINE1'))).toBe('404 ORDER_NOT_EXIST')
    })
  })

  test('a refunded sub order is called so, and an ordinary query finds it', async () => {
    await under({ combineRefundedState: 'REFUND', subOrderOrdinaryQuery: 'answer' }, async (at) => {
      const { control, jsapi, query, tea, books } = at
      await jsapi('COMBINE1')
      await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
      await tea.control.refunds.byHand({ outTradeNo: 'TEA001', refund: 1 })
      expect((await query('COMBINE1')).sub_orders).toMatchObject([
        { trade_state: 'SUCCESS' },
        { trade_state: 'REFUND' },
      ])
      const { data } = await new WechatPay(books.clientOptions).v3.pay.transactions.outTradeNo._out_trade_no_.get({
        out_trade_no: 'BOOK01',
        query: { mchid: books.merchant.mchid },
      })
      expect(data).toMatchObject({ out_trade_no: 'BOOK01', trade_state: 'SUCCESS' })
    })
  })
})

test('the fault of a wrong amount changes the notification of a combined order too', async () => {
  const { control, jsapi, receive } = await mall()
  await control.addFault({ kind: 'wrong_amount', target: 'notify' })
  await jsapi('COMBINE1')
  await control.payments.pay('COMBINE1', { openid: 'oBuyer' })
  await sandbox.idle()
  expect(await receive()).toMatchObject({ resource: { sub_orders: [{ amount: { total_amount: 1_501 } }, {}] } })
})
