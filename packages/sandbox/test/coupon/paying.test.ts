import { WechatPay } from 'wechatpay-ts'
import { fundFlowBill, tradeBill } from 'wechatpay-ts/bills'
import { nativeOrder, refund } from 'wechatpay-ts/payments'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, expect, test } from 'vitest'
import {
  type MerchantKeys,
  type MerchantOptions,
  type Sandbox,
  createSandbox,
  generateMerchantKeys,
} from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const SECOND = 1_000
const DAY = 86_400_000
const TODAY = '2026-03-01'

let sandbox: Sandbox
let endpoint: Endpoint
let keys: MerchantKeys

beforeAll(async () => {
  endpoint = await startEndpoint()
  keys = await generateMerchantKeys()
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys } })
})
afterAll(async () => {
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  await sandbox.close()
  await endpoint[Symbol.asyncDispose]()
})

/** A merchant whose users have vouchers; the clock starts anew. */
async function shop(options: MerchantOptions = {}, within = sandbox) {
  await within.clock.set(START)
  const joined = await within.createMerchant({ keys, ...options })
  const { merchant, control, clientOptions } = joined
  const { mchid, appid } = merchant
  const wxpay = new WechatPay(clientOptions)
  const seller = wxpay.with({ appid, notify_url: endpoint.url })
  const user = { openid: `o${mchid}` }
  return {
    ...joined,
    mchid,
    wxpay,
    user,
    give: (amount: number, more: object = {}) => control.coupons.give({ amount, ...user, ...more }),
    order: (out_trade_no: string, total: number, more: object = {}) =>
      nativeOrder(seller, { description: '图书', out_trade_no, amount: { total }, ...more }),
    pay: (out_trade_no: string, more: object = {}) => control.payments.pay(out_trade_no, { ...user, ...more }),
    refund: async (out_trade_no: string, out_refund_no: string, fen: number, total: number) => {
      const asked = { out_trade_no, out_refund_no, amount: { refund: fen, total } }
      const { data } = await refund(seller, asked)
      return data
    },
    query: async (out_trade_no: string) =>
      (await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query: { mchid } })).data,
    available: async () => (await control.balances())[0]?.available,
    receive: async () => {
      await within.idle()
      const { apiV3Key, publicKey, publicKeyId } = merchant
      const platform = { publicKeys: { [publicKeyId]: publicKey } }
      const { headers, body } = endpoint.received.at(-1)!
      return createReceiver({ apiV3Key, platform, clock: { now: Date.now } }).receive({ headers, rawBody: body })
    },
  }
}

test('a prepaid voucher pays a part: the user less, the merchant all of it', async () => {
  const { give, order, pay, query, receive, available, control } = await shop()
  const { coupon_id, stock_id } = await give(300, { minimum: 1_000, name: '春日券' })
  await order('ORDER1', 1_000)
  expect(await pay('ORDER1')).toMatchObject({
    state: 'SUCCESS',
    fee: 6,
    vouchers: [{ coupon_id, amount: 300, type: 'CASH' }],
    events: [{ type: 'created' }, { type: 'paid', detail: { total: 1_000, discount: 300 } }],
  })
  const told = {
    trade_state: 'SUCCESS',
    amount: { total: 1_000, payer_total: 700, currency: 'CNY', payer_currency: 'CNY' },
    promotion_detail: [
      {
        coupon_id,
        name: '春日券',
        scope: 'GLOBAL',
        type: 'CASH',
        amount: 300,
        stock_id,
        merchant_contribute: 300,
        currency: 'CNY',
      },
    ],
  }
  expect(await query('ORDER1')).toMatchObject(told)
  expect(await receive()).toMatchObject({ eventType: 'TRANSACTION.SUCCESS', resource: told })
  expect(await available()).toBe(994)
  expect(await control.coupons.get(coupon_id)).toMatchObject({
    state: 'USED',
    use: { amount: 300, mchid: expect.any(String) as string },
    events: [{ type: 'sent' }, { type: 'used' }],
  })
  expect((await control.coupons.stocks()).stocks).toMatchObject([{ stock_id, locked: 0, sent: 1, used: 1 }])
})

test('with a voucher without money the merchant gets less and is charged less', async () => {
  const { give, order, pay, query, available } = await shop({ terms: { feeRate: 1_000 } })
  await give(300, { noCash: true, contributor: 'other' })
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  expect(await query('ORDER1')).toMatchObject({
    amount: { total: 1_000, payer_total: 700 },
    promotion_detail: [{ type: 'NOCASH', amount: 300, other_contribute: 300 }],
  })
  expect(await available()).toBe(700 - 70)
})

test('refunds follow the official rule, and the money of a voucher returns to its lock, then to its creator', async () => {
  const { give, order, pay, refund: ask, control, wxpay, available } = await shop({ terms: { feeRate: 0 } })
  const { coupon_id, stock_id } = await give(300, { validMs: DAY })
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  const first = await ask('ORDER1', 'R1', 900, 1_000)
  expect(first).toMatchObject({
    amount: {
      total: 1_000,
      refund: 900,
      payer_total: 700,
      payer_refund: 630,
      discount_refund: 270,
      settlement_total: 1_000,
      settlement_refund: 900,
    },
    promotion_detail: [{ promotion_id: coupon_id, scope: 'GLOBAL', type: 'COUPON', amount: 300, refund_amount: 270 }],
  })
  expect(await available()).toBe(100)
  const stock = async () => (await control.coupons.stocks()).stocks.find((one) => one.stock_id === stock_id)
  expect(await stock()).toMatchObject({ locked: 0 })
  await sandbox.clock.advance(SECOND)
  expect(await stock()).toMatchObject({ locked: 270, used: 1 })
  const { out_refund_no, amount } = await ask('ORDER1', 'R2', 100, 1_000)
  expect({ out_refund_no, amount }).toMatchObject({ out_refund_no: 'R2', amount: { payer_refund: 70 } })
  await sandbox.clock.advance(SECOND)
  // Whole refund within the validity: by default the coupon stays used.
  expect(await control.coupons.get(coupon_id)).toMatchObject({ state: 'USED' })
  expect(await stock()).toMatchObject({ locked: 300, state: 'running' })
  await sandbox.clock.advance(DAY)
  expect(await stock()).toMatchObject({ locked: 0, state: 'stoped', endedAt: START + DAY })
  expect(await available()).toBe(300)
  await sandbox.clock.advance(DAY)
  await using flow = await fundFlowBill(wxpay, { query: { bill_date: '2026-03-02' } })
  const rows = []
  for await (const { business_name, business_type, direction, amount } of flow.rows())
    rows.push({ business_name, business_type, direction, amount })
  expect(rows).toEqual([{ business_name: '代金券/立减/折扣', business_type: '退回', direction: '收入', amount: 300 }])
})

test('a voucher refunded after its end returns to its creator at once, and is expired', async () => {
  const { give, order, pay, refund: ask, control, available } = await shop({ terms: { feeRate: 0 } })
  const { coupon_id } = await give(300, { validMs: DAY })
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  await sandbox.clock.advance(DAY)
  await ask('ORDER1', 'R1', 1_000, 1_000)
  expect(await available()).toBe(0)
  await sandbox.clock.advance(SECOND)
  expect(await available()).toBe(300)
  expect(await control.coupons.get(coupon_id)).toMatchObject({ state: 'EXPIRED' })
})

test('the policy lets a fully refunded voucher be used again', async () => {
  await using own = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    merchant: { keys },
    policy: { favorReturnOn: 'full' },
  })
  const { give, order, pay, refund: ask, control } = await shop({}, own)
  const { coupon_id } = await give(300)
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  await ask('ORDER1', 'R1', 400, 1_000)
  await own.clock.advance(SECOND)
  expect(await control.coupons.get(coupon_id)).toMatchObject({ state: 'USED' })
  await ask('ORDER1', 'R2', 600, 1_000)
  await own.clock.advance(SECOND)
  expect(await control.coupons.get(coupon_id)).toMatchObject({ state: 'SENDED' })
  await order('ORDER2', 500)
  expect(await pay('ORDER2')).toMatchObject({ vouchers: [{ coupon_id }] })
  expect(await own.control.checkLedger()).toMatchObject({ balanced: true })
})

test('a returned voucher whose stock is over pays nothing, and holds nobody up', async () => {
  await using own = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    merchant: { keys },
    policy: { favorReturnOn: 'full' },
  })
  const { give, order, pay, refund: ask, control, merchant, wxpay, mchid, user } = await shop({}, own)
  const { coupon_id } = await give(300, { validMs: DAY })
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  await own.clock.advance(2 * DAY)
  await own.clock.set(START)
  await ask('ORDER1', 'R1', 1_000, 1_000)
  await own.clock.advance(SECOND)
  expect(await control.coupons.get(coupon_id)).toMatchObject({ state: 'SENDED' })
  await order('ORDER2', 500)
  await expect(pay('ORDER2', { coupons: [coupon_id] })).rejects.toMatchObject({ code: 'COUPON_NOT_USABLE' })
  expect((await pay('ORDER2')).vouchers).toBeUndefined()
  const { auth_code } = await control.payments.authCode(user)
  const { data } = await wxpay.v3.pay.transactions.codepay.post({
    json: {
      appid: merchant.appid,
      mchid,
      description: '矿泉水',
      out_trade_no: 'CODE01',
      payer: { auth_code },
      amount: { total: 1_000, currency: 'CNY' },
      scene_info: { store_info: { id: '1' } },
    },
  })
  expect(data).toMatchObject({ amount: { payer_total: 1_000 } })
})

test('the bills have vouchers in their columns, and the SDK reads them', async () => {
  const { give, order, pay, refund: ask, wxpay } = await shop({ terms: { feeRate: 100 } })
  await give(200)
  await give(100, { noCash: true })
  await order('ORDER1', 1_000)
  await pay('ORDER1')
  await ask('ORDER1', 'R1', 500, 1_000)
  await sandbox.clock.advance(DAY)
  await using bill = await tradeBill(wxpay, { query: { bill_date: TODAY } })
  const rows = []
  for await (const row of bill.rows()) rows.push(row)
  expect(rows).toMatchObject([
    { trade_state: 'SUCCESS', total: 1_000, settlement_total: 900, coupon_amount: 300, fee_yuan: '0.09000' },
    {
      trade_state: 'REFUND',
      total: 0,
      requested_refund: 500,
      refund_amount: 450,
      coupon_refund_amount: 100,
      fee_yuan: '-0.05000',
    },
  ])
  expect(bill.summary).toMatchObject({
    settlement_total: 900,
    total: 1_000,
    refund_total: 450,
    coupon_refund_total: 100,
  })
})

test('each order of a combined order has its own vouchers', async () => {
  const { give, wxpay, merchant, control, user, mchid, refund: ask } = await shop()
  const other = await sandbox.createMerchant({ keys, appids: [merchant.appid] })
  const { mchid: tea } = other.merchant
  const { coupon_id: first } = await give(300, { merchants: [mchid] })
  const { coupon_id: second } = await give(500, { merchants: [tea], noCash: true })
  const sub = (of: string, out_trade_no: string, total_amount: number) => ({
    mchid: of,
    out_trade_no,
    attach: '附加',
    description: '商品',
    amount: { total_amount, currency: 'CNY' },
  })
  const { combineTransactions: api } = wxpay.v3
  await api.native.post({
    json: {
      combine_appid: merchant.appid,
      combine_mchid: mchid,
      combine_out_trade_no: 'COMBINED1',
      notify_url: endpoint.url,
      sub_orders: [sub(mchid, 'BOOK01', 1_000), sub(tea, 'TEA001', 2_000)],
    },
  })
  await control.payments.pay('COMBINED1', user)
  const { data } = await api.outTradeNo._combine_out_trade_no_.get({ combine_out_trade_no: 'COMBINED1' })
  expect(data.sub_orders).toMatchObject([
    { amount: { total_amount: 1_000, payer_amount: 700 }, promotion_detail: [{ coupon_id: first, type: 'CASH' }] },
    { amount: { total_amount: 2_000, payer_amount: 1_500 }, promotion_detail: [{ coupon_id: second, type: 'NOCASH' }] },
  ])
  expect((await other.control.balances())[0]).toMatchObject({ available: 1_500 - 9 })
  expect(await ask('BOOK01', 'R1', 1_000, 1_000)).toMatchObject({ amount: { payer_refund: 700 } })
})

test('APIv2 tells of coupons in its own fields', async () => {
  const { give, wxpay, merchant, control, user } = await shop()
  const { coupon_id: cash } = await give(300)
  const { coupon_id: free } = await give(100, { noCash: true })
  const { appid } = merchant
  const order = { appid, body: '图书', out_trade_no: 'ORDER1', total_fee: 1_000, spbill_create_ip: '127.0.0.1' }
  await wxpay.v2.pay.unifiedorder.post({
    xml: { ...order, notify_url: endpoint.url, trade_type: 'NATIVE', product_id: 'G1' },
  })
  await control.payments.pay('ORDER1', user)
  const { data } = await wxpay.v2.pay.orderquery.post({ xml: { appid, out_trade_no: 'ORDER1' } })
  expect(data).toMatchObject({
    total_fee: '1000',
    settlement_total_fee: '900',
    cash_fee: '600',
    coupon_fee: '400',
    coupon_count: '2',
    coupon_id_0: cash,
    coupon_type_0: 'CASH',
    coupon_fee_0: '300',
    coupon_id_1: free,
    coupon_type_1: 'NO_CASH',
    coupon_fee_1: '100',
  })
  const { data: refunded } = await wxpay.v2.secapi.pay.refund.post({
    xml: { appid, out_trade_no: 'ORDER1', out_refund_no: 'R1', total_fee: 1_000, refund_fee: 500 },
  })
  expect(refunded).toMatchObject({
    refund_fee: '500',
    settlement_refund_fee: '450',
    cash_fee: '600',
    cash_refund_fee: '300',
    coupon_refund_fee: '200',
    coupon_refund_count: '2',
    coupon_refund_id_0: cash,
    coupon_refund_fee_0: '150',
    coupon_type_1: 'NO_CASH',
    coupon_refund_fee_1: '50',
  })
  const { data: queried } = await wxpay.v2.pay.refundquery.post({ xml: { appid, out_trade_no: 'ORDER1' } })
  expect(queried).toMatchObject({
    cash_fee: '600',
    coupon_refund_fee_0: '200',
    coupon_refund_count_0: '2',
    coupon_refund_id_0_1: free,
    coupon_refund_fee_0_0: '150',
    coupon_type_0_1: 'NO_CASH',
  })
})

test('a payment by code uses the best voucher, and its reversal gives everything back', async () => {
  const { give, wxpay, merchant, control, user, query, available, mchid } = await shop()
  const { coupon_id } = await give(300)
  const { auth_code } = await control.payments.authCode(user)
  const { appid } = merchant
  const { data: paid } = await wxpay.v3.pay.transactions.codepay.post({
    json: {
      appid,
      mchid,
      description: '矿泉水',
      out_trade_no: 'CODE01',
      payer: { auth_code },
      amount: { total: 1_000, currency: 'CNY' },
      scene_info: { store_info: { id: '1' } },
    },
  })
  expect(paid).toMatchObject({ amount: { payer_total: 700 } })
  expect(await query('CODE01')).toMatchObject({ promotion_detail: [{ coupon_id }] })
  const { transactions } = wxpay.v3.pay
  await transactions.outTradeNo._out_trade_no_.reverse.post({ out_trade_no: 'CODE01', json: { appid, mchid } })
  expect(await available()).toBe(0)
  expect((await control.coupons.stocks()).stocks).toMatchObject([{ locked: 300 }])
})

test('the cashier takes the highest discount; a person can name coupons or take none', async () => {
  const { give, order, pay } = await shop()
  const alone = await give(500, { combinable: false })
  const [small, tiny] = [await give(300), await give(100)]
  await order('BEST01', 1_000)
  expect(await pay('BEST01')).toMatchObject({ vouchers: [{ coupon_id: alone.coupon_id }] })
  await order('NONE01', 1_000)
  expect(await pay('NONE01', { coupons: 'none' })).not.toHaveProperty('vouchers')
  await order('NAMED1', 1_000)
  expect(await pay('NAMED1', { coupons: [tiny.coupon_id] })).toMatchObject({ vouchers: [{ amount: 100 }] })
  await order('LATER1', 1_000)
  await expect(pay('LATER1', { coupons: [tiny.coupon_id] })).rejects.toMatchObject({
    status: 409,
    code: 'COUPON_NOT_USABLE',
    field: 'coupons',
  })
  await order('SMALL1', 300)
  await expect(pay('SMALL1', { coupons: [small.coupon_id] })).rejects.toMatchObject({
    hint: expect.stringContaining('使用门槛') as string,
  })
  expect(await pay('SMALL1')).not.toHaveProperty('vouchers')
})

test('a reset of the creator, or of the seller, leaves a book that balances', async () => {
  const seller = await shop()
  const creator = await sandbox.createMerchant({ keys })
  const { openid } = seller.user
  const give = (amount: number) => creator.control.coupons.give({ amount, openid, merchants: [seller.mchid] })
  await give(300)
  await seller.order('ORDER1', 1_000)
  await seller.pay('ORDER1')
  await creator.control.reset()
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true })
  // The coupon is gone, and the refund goes on.
  await seller.refund('ORDER1', 'R1', 1_000, 1_000)
  await sandbox.clock.advance(SECOND)
  expect(await seller.control.refunds.get('R1')).toMatchObject({ state: 'SUCCESS' })
  await give(300)
  await seller.order('ORDER2', 1_000)
  expect(await seller.pay('ORDER2')).toMatchObject({ vouchers: [{ amount: 300 }] })
  await seller.control.reset()
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true })
  await sandbox.clock.advance(31 * DAY)
  expect((await creator.control.coupons.stocks()).stocks).toMatchObject([{ state: 'stoped', locked: 0 }])
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true })
})

test('of two payments with one coupon exactly one wins', async () => {
  const { give, order, pay } = await shop()
  const { coupon_id } = await give(300)
  const numbers = Array.from({ length: 6 }, (_, index) => `ORDER${index}`)
  for (const number of numbers) await order(number, 1_000)
  const tries = await Promise.allSettled(numbers.map((number) => pay(number, { coupons: [coupon_id] })))
  expect(tries.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
  for (const attempt of tries) {
    if (attempt.status === 'rejected') expect(attempt.reason).toMatchObject({ code: 'COUPON_NOT_USABLE' })
  }
})

test('the cashier’s own choice moves on to what is left', async () => {
  const { give, order, pay } = await shop()
  for (let coupon = 0; coupon < 3; coupon++) await give(300, { combinable: false })
  const numbers = ['ORDER1', 'ORDER2', 'ORDER3', 'ORDER4']
  for (const number of numbers) await order(number, 1_000)
  const paid = await Promise.all(numbers.map((number) => pay(number)))
  const used = paid.flatMap(({ vouchers = [] }) => vouchers.map(({ coupon_id }) => coupon_id))
  expect(used).toHaveLength(3)
  expect(new Set(used).size).toBe(3)
})
