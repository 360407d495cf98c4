import { createHash } from 'node:crypto'
import { WechatPay } from 'wechatpay-ts'
import { fundFlowBill } from 'wechatpay-ts/bills'
import { nativeOrder } from 'wechatpay-ts/payments'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type MerchantKeys, type Sandbox, createSandbox, generateMerchantKeys } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const DAY = 86_400_000

let sandbox: Sandbox
let endpoint: Endpoint
let keys: MerchantKeys
let status = 204

beforeAll(async () => {
  endpoint = await startEndpoint(() => status)
  keys = await generateMerchantKeys()
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys } })
})
afterAll(async () => {
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  await sandbox.close()
  await endpoint[Symbol.asyncDispose]()
})

function time(instant: number): string {
  return new Date(instant + 8 * 3_600_000).toISOString().replace(/\.\d+Z/, '+08:00')
}

/** A merchant that makes stocks and sends coupons through the SDK. */
async function issuer(within = sandbox) {
  await within.clock.set(START)
  const joined = await within.createMerchant({ keys })
  const { merchant, control, clientOptions } = joined
  const { mchid, appid } = merchant
  const wxpay = new WechatPay(clientOptions)
  const { favor } = wxpay.v3.marketing
  const stock_creator_mchid = mchid
  const user = `o${mchid}`
  const body = (out_request_no: string, more: object = {}, rule: object = {}) => ({
    out_request_no,
    stock_name: '春日券',
    available_begin_time: time(START),
    available_end_time: time(START + 30 * DAY),
    stock_use_rule: {
      max_coupons: 10,
      max_amount: 3_000,
      max_coupons_per_user: 2,
      natural_person_limit: false,
      prevent_api_abuse: false,
    },
    no_cash: false,
    stock_type: 'NORMAL',
    belong_merchant: mchid,
    coupon_use_rule: {
      fixed_normal_coupon: { coupon_amount: 300, transaction_minimum: 1_000 },
      available_merchants: [mchid],
      ...rule,
    },
    ...more,
  })
  const stock = {
    create: async (out_request_no: string, more: object = {}, rule: object = {}) =>
      (await favor.couponStocks.post({ json: body(out_request_no, more, rule) })).data,
    start: async (stock_id: string) =>
      (await favor.stocks._stock_id_.start.post({ stock_id, json: { stock_creator_mchid } })).data,
    pause: async (stock_id: string) =>
      (await favor.stocks._stock_id_.pause.post({ stock_id, json: { stock_creator_mchid } })).data,
    restart: async (stock_id: string) =>
      (await favor.stocks._stock_id_.restart.post({ stock_id, json: { stock_creator_mchid } })).data,
    get: async (stock_id: string) =>
      (await favor.stocks._stock_id_.get({ stock_id, query: { stock_creator_mchid } })).data,
  }
  return {
    ...joined,
    mchid,
    wxpay,
    favor,
    stock,
    user,
    running: async (out_request_no: string, more: object = {}, rule: object = {}) => {
      await control.topUp({ amount: 10_000 })
      const { stock_id } = await stock.create(out_request_no, more, rule)
      await stock.start(stock_id)
      return stock_id
    },
    send: async (stock_id: string, out_request_no: string, more: object = {}, openid = user) => {
      const json = { stock_id, out_request_no, appid, stock_creator_mchid, ...more }
      return (await favor.users._openid_.coupons.post({ openid, json })).data.coupon_id ?? ''
    },
    coupon: async (coupon_id: string, openid = user) =>
      (await favor.users._openid_.coupons._coupon_id_.get({ openid, coupon_id, query: { appid } })).data,
    coupons: async (query: object) =>
      (await favor.users._openid_.coupons.get({ openid: user, query: { appid, ...query } as never })).data,
    pay: async (out_trade_no: string, total = 1_000) => {
      const seller = wxpay.with({ appid, notify_url: endpoint.url })
      await nativeOrder(seller, { description: '图书', out_trade_no, amount: { total } })
      return control.payments.pay(out_trade_no, { openid: user })
    },
    available: async () => (await control.balances())[0]?.available,
  }
}

test('a stock locks its budget, sends coupons, is used, and returns the rest', async () => {
  const { stock, send, coupon, pay, available, control, wxpay, mchid } = await issuer()
  const { stock_id, create_time } = await stock.create('STOCK1')
  expect(create_time).toBe(time(START))
  expect(await stock.create('STOCK1')).toMatchObject({ stock_id })
  await expect(stock.start(stock_id)).rejects.toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
  await control.topUp({ amount: 3_100 })
  expect(await stock.start(stock_id)).toEqual({ start_time: time(START), stock_id })
  expect(await stock.start(stock_id)).toEqual({ start_time: time(START), stock_id })
  expect(await available()).toBe(100)
  const coupon_id = await send(stock_id, 'SEND1')
  expect(await send(stock_id, 'SEND1')).toBe(coupon_id)
  expect(await coupon(coupon_id)).toMatchObject({
    stock_creator_mchid: mchid,
    stock_id,
    coupon_id,
    coupon_name: '春日券',
    status: 'SENDED',
    coupon_type: 'NORMAL',
    no_cash: false,
    singleitem: false,
    normal_coupon_information: { coupon_amount: 300, transaction_minimum: 1_000 },
    available_begin_time: time(START),
    available_end_time: time(START + 30 * DAY),
  })
  const { transaction_id } = await pay('ORDER1')
  expect(await coupon(coupon_id)).toMatchObject({
    status: 'USED',
    consume_information: { consume_time: time(START), consume_mchid: mchid, transaction_id },
  })
  expect(await stock.get(stock_id)).toMatchObject({
    status: 'running',
    distributed_coupons: 1,
    start_time: time(START),
    stock_use_rule: { max_coupons: 10, max_amount: 3_000, max_amount_by_day: 3_000, max_coupons_per_user: 2 },
  })
  const unused = await send(stock_id, 'SEND2')
  await sandbox.clock.advance(30 * DAY)
  expect(await stock.get(stock_id)).toMatchObject({ status: 'stoped', stop_time: time(START + 30 * DAY) })
  expect(await coupon(unused)).toMatchObject({ status: 'EXPIRED' })
  expect(await available()).toBe(100 + 994 + 2_700)
  await expect(send(stock_id, 'SEND3')).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  await sandbox.clock.advance(DAY)
  await using flow = await fundFlowBill(wxpay, { query: { bill_date: '2026-03-31' } })
  const rows = []
  for await (const { business_name, business_type, amount } of flow.rows())
    rows.push([business_name, business_type, amount])
  expect(rows).toEqual([['代金券/立减/折扣', '退回', 2_700]])
})

test('the creator is told of every use at its own address, once a minute until it answers', async () => {
  const { running, send, pay, favor, mchid, merchant, control } = await issuer()
  const notify_url = 'https://shop.example/coupons'
  expect((await favor.callbacks.get({ query: { mchid } })).data).toMatchObject({ mchid, notify_url: '' })
  await favor.callbacks.post({ json: { mchid, notify_url } })
  expect((await favor.callbacks.get({ query: { mchid } })).data).toMatchObject({ notify_url })
  await favor.callbacks.post({ json: { mchid, notify_url: endpoint.url } })
  const stock_id = await running('STOCK1')
  const coupon_id = await send(stock_id, 'SEND1')
  const before = endpoint.received.length
  status = 500
  const { transaction_id } = await pay('ORDER1')
  await sandbox.idle()
  const { apiV3Key, publicKey, publicKeyId } = merchant
  const receiver = createReceiver({
    apiV3Key,
    platform: { publicKeys: { [publicKeyId]: publicKey } },
    clock: { now: Date.now },
  })
  const events = await Promise.all(
    endpoint.received.slice(before).map(({ headers, body }) => receiver.receive({ headers, rawBody: body })),
  )
  expect(new Set(events.map(({ eventType }) => eventType))).toEqual(new Set(['COUPON.USE', 'TRANSACTION.SUCCESS']))
  expect(events.find(({ eventType }) => eventType === 'COUPON.USE')).toMatchObject({
    summary: '用券成功',
    originalType: 'coupon',
    resource: {
      stock_creator_mchid: mchid,
      stock_id,
      coupon_id,
      status: 'USED',
      normal_coupon_information: { coupon_amount: 300, transaction_minimum: 1_000 },
      consume_information: { consume_mchid: mchid, transaction_id },
    },
  })
  await sandbox.clock.advance(60 * MINUTE)
  status = 204
  const [use] = await control.deliveries({ outOrderNo: coupon_id })
  expect(use).toMatchObject({ eventType: 'COUPON.USE', state: 'given_up' })
  expect(use?.attempts.map(({ at }) => at - START)).toEqual(Array.from({ length: 10 }, (_, index) => index * MINUTE))
})

test('files of uses and of refunds exist from ten o’clock on the day after the end, for the creator', async () => {
  const { running, send, pay, favor, wxpay, mchid } = await issuer()
  const stock_id = await running('STOCK1')
  const coupons = [await send(stock_id, 'SEND1'), await send(stock_id, 'SEND2')]
  const [first, second] = [await pay('ORDER1'), await pay('ORDER2', 2_000)]
  const used = (await sandbox.clock.read()).now
  await wxpay.v3.refund.domestic.refunds.post({
    json: { out_trade_no: 'ORDER1', out_refund_no: 'REFUND1', amount: { refund: 500, total: 1_000, currency: 'CNY' } },
  })
  await sandbox.clock.advance(MINUTE)
  const refunded = (await wxpay.v3.refund.domestic.refunds._out_refund_no_.get({ out_refund_no: 'REFUND1' })).data
  const { useFlow, refundFlow } = favor.stocks._stock_id_
  const missing = { status: 404, code: 'RESOURCE_NOT_EXISTS', apiMessage: '账单文件不存在' }
  await sandbox.clock.set(START + 31 * DAY - 1)
  await expect(useFlow.get({ stock_id })).rejects.toMatchObject(missing)
  await sandbox.clock.advance(1)
  const download = async (url: string) => {
    const token = new URL(url).searchParams.get('token') ?? ''
    return (await wxpay.v3.billdownload.file.get({ query: { token } })).data
  }
  const uses = (await useFlow.get({ stock_id })).data
  const text = await download(uses.url)
  expect(uses).toMatchObject({
    hash_type: 'SHA1',
    hash_value: createHash('sha1')
      .update(`\ufeff${text.replace('\ufeff', '')}`)
      .digest('hex'),
  })
  const columns =
    '批次id,优惠id,优惠类型,优惠金额（元）,订单总金额（元）,交易类型,支付单号,消耗时间,消耗商户号,设备号,银行流水号,单品信息'
  const row = (coupon: string, amounts: string, type: string, order: string, at: string) =>
    `\`${stock_id},\`${coupon},\`全场代金券,${amounts},\`${type},\`${order},\`${at},\`${mchid},"","",""`
  const linesOf = (file: string) => file.replace('\ufeff', '').trimEnd().split('\r\n')
  const at = time(used).slice(0, 19).replace('T', ' ')
  const byOrder = { [String(first.vouchers?.[0]?.coupon_id)]: first, [String(second.vouchers?.[0]?.coupon_id)]: second }
  expect(linesOf(text)).toEqual([
    columns,
    ...coupons.map((coupon) =>
      row(
        coupon,
        `\`3.00,\`${byOrder[coupon] === first ? 10 : 20}.00`,
        '支付',
        byOrder[coupon]?.transaction_id ?? '',
        at,
      ),
    ),
    '总条数',
    '`2',
  ])
  const back = (await refundFlow.get({ stock_id })).data
  const share = refunded.promotion_detail?.[0]?.refund_amount ?? 0
  expect(share).toBe(150)
  expect(linesOf(await download(back.url))).toEqual([
    columns,
    row(
      String(first.vouchers?.[0]?.coupon_id),
      '`1.50,`10.00',
      '退款',
      first.transaction_id ?? '',
      String(refunded.success_time).slice(0, 19).replace('T', ' '),
    ),
    '总条数',
    '`1',
  ])
  await sandbox.clock.advance(30_000)
  await expect(download(back.url)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  const { favor: stranger } = await issuer()
  await expect(stranger.stocks._stock_id_.useFlow.get({ stock_id })).rejects.toMatchObject({
    status: 403,
    apiMessage: '商户无权发券',
  })
})

test('a stopped stock sends no more coupons, those that users have can be used, and the rest returns at its end', async () => {
  const { running, stock, send, coupon, pay, available, favor, mchid } = await issuer()
  const stock_id = await running('STOCK1')
  const coupon_id = await send(stock_id, 'SEND1')
  await sandbox.clock.advance(MINUTE)
  const stop = async () =>
    (await favor.stocks._stock_id_.stop.post({ stock_id, json: { stock_creator_mchid: mchid } })).data
  const stopped = { stock_id, stop_time: time(START + MINUTE) }
  expect(await stop()).toEqual(stopped)
  await expect(favor.stocks._stock_id_.stop.post({ stock_id, json: {} })).rejects.toMatchObject({
    code: 'PARAM_ERROR',
    apiMessage: '商户号必填',
  })
  await sandbox.clock.advance(MINUTE)
  expect(await stop()).toEqual(stopped)
  const ended = { code: 'INVALID_REQUEST', apiMessage: '活动已结束或未激活' }
  await expect(send(stock_id, 'SEND2')).rejects.toMatchObject(ended)
  await expect(stock.restart(stock_id)).rejects.toMatchObject(ended)
  expect(await stock.get(stock_id)).toMatchObject({ status: 'stoped', stop_time: stopped.stop_time })
  await pay('ORDER1')
  expect(await coupon(coupon_id)).toMatchObject({ status: 'USED' })
  expect(await available()).toBe(10_000 - 3_000 + 994)
  await sandbox.clock.advance(30 * DAY)
  expect(await available()).toBe(10_000 - 300 + 994)
  expect(await stock.get(stock_id)).toMatchObject({ status: 'stoped', stop_time: stopped.stop_time })
})

test('a stock is its creator’s, whoever else is named or asks', async () => {
  const [own, other] = [await issuer(), await issuer()]
  const stock_id = await own.running('STOCK1')
  const as = (by: typeof own, stock_creator_mchid: string, id = stock_id) =>
    by.favor.stocks._stock_id_.get({ stock_id: id, query: { stock_creator_mchid } })
  const start = (by: typeof own, stock_creator_mchid: string) =>
    by.favor.stocks._stock_id_.start.post({ stock_id, json: { stock_creator_mchid } })
  expect((await as(own, own.mchid)).data).toMatchObject({ stock_id })
  const wrong = { status: 400, code: 'INVALID_REQUEST', apiMessage: '非法的商户号' }
  await expect(as(own, other.mchid)).rejects.toMatchObject(wrong)
  await expect(start(own, other.mchid)).rejects.toMatchObject(wrong)
  const notOwn = { status: 403, code: 'REQUEST_BLOCKED', apiMessage: '商户无权发券' }
  await expect(as(other, own.mchid)).rejects.toMatchObject(notOwn)
  await expect(as(other, other.mchid)).rejects.toMatchObject(notOwn)
  const unknown = { status: 404, code: 'RESOURCE_NOT_EXISTS', apiMessage: '批次不存在' }
  await expect(as(own, own.mchid, '1000000000000000')).rejects.toMatchObject(unknown)
  await expect(own.send('1000000000000000', 'SEND1')).rejects.toMatchObject(unknown)
  await expect(own.send(stock_id, 'SEND1', { stock_creator_mchid: other.mchid })).rejects.toMatchObject({
    status: 400,
    code: 'INVALID_REQUEST',
    apiMessage: '批次信息获取失败，请确认参数是否有误',
  })
  await expect(other.send(stock_id, 'SEND1', { stock_creator_mchid: own.mchid })).rejects.toMatchObject({
    status: 403,
    apiMessage: '批次不支持跨商户发券',
  })
})

test('lists have pages, states and times', async () => {
  const { stock, running, favor, mchid, send, coupons, pay } = await issuer()
  const ids = [await running('STOCK1'), await running('STOCK2'), (await stock.create('STOCK3')).stock_id ?? '']
  await stock.pause(ids[1] ?? '')
  const list = async (query: object) =>
    (await favor.stocks.get({ query: { offset: 0, limit: 10, stock_creator_mchid: mchid, ...query } })).data
  const idsIn = async (query: object) => (await list(query)).data?.map(({ stock_id }) => stock_id)
  expect(await idsIn({})).toEqual(ids.toReversed())
  expect(await idsIn({ limit: 2, offset: 1 })).toEqual([ids[0]])
  expect(await idsIn({ offset: 10 ** 18 })).toEqual([])
  expect(await idsIn({ status: 'paused' })).toEqual([ids[1]])
  expect(await list({ create_start_time: time(START + MINUTE) })).toMatchObject({ total_count: 0, data: [] })
  await expect(list({ limit: 11 })).rejects.toMatchObject({ status: 400, code: 'PARAM_ERROR' })
  const first = await send(ids[0] ?? '', 'SEND1')
  const second = await send(ids[0] ?? '', 'SEND2')
  expect(await coupons({ creator_mchid: mchid })).toMatchObject({ total_count: 2, limit: 20, offset: 0 })
  expect((await coupons({ available_mchid: mchid })).data?.map(({ coupon_id }) => coupon_id).toSorted()).toEqual(
    [first, second].toSorted(),
  )
  await pay('ORDER1')
  expect(await coupons({ available_mchid: mchid })).toMatchObject({ total_count: 1 })
  expect(await coupons({ creator_mchid: mchid, status: 'SENDED' })).toMatchObject({ total_count: 1 })
  expect(await coupons({ creator_mchid: mchid, status: 'USED' })).toMatchObject({ total_count: 2 })
  expect(await coupons({ creator_mchid: mchid, stock_id: ids[1] })).toMatchObject({ total_count: 0 })
  await expect(coupons({})).rejects.toMatchObject({ code: 'PARAM_ERROR' })
})

test('single goods are reduced where the order has them, and are listed', async () => {
  const { running, send, favor, mchid, wxpay, merchant, control, user } = await issuer()
  const stock_id = await running('STOCK1', {}, { available_items: ['TEA', 'CUP'] })
  const query = { stock_creator_mchid: mchid, offset: 0, limit: 50 }
  const { items, merchants } = favor.stocks._stock_id_
  expect((await items.get({ stock_id, query })).data).toMatchObject({ total_count: 2, data: ['TEA', 'CUP'], stock_id })
  expect((await merchants.get({ stock_id, query })).data).toMatchObject({ total_count: 1, data: [mchid] })
  const coupon_id = await send(stock_id, 'SEND1')
  const seller = wxpay.with({ appid: merchant.appid, notify_url: endpoint.url })
  const order = (out_trade_no: string, goods: object[], total: number) =>
    nativeOrder(seller, {
      description: '茶具',
      out_trade_no,
      amount: { total },
      detail: { goods_detail: goods as never },
    })
  await order('ORDER1', [{ merchant_goods_id: 'TEA', quantity: 1, unit_price: 900 }], 5_000)
  expect(await control.payments.pay('ORDER1', { openid: user })).not.toHaveProperty('vouchers')
  const both = [
    { merchant_goods_id: 'TEA', quantity: 2, unit_price: 900 },
    { merchant_goods_id: 'CUP', quantity: 1, unit_price: 600 },
    { merchant_goods_id: 'POT', quantity: 1, unit_price: 2_600 },
  ]
  await order('ORDER2', both, 5_000)
  expect(await control.payments.pay('ORDER2', { openid: user })).toMatchObject({
    vouchers: [
      {
        coupon_id,
        scope: 'SINGLE',
        amount: 300,
        goods: [
          { goods_id: 'TEA', discount_amount: 225 },
          { goods_id: 'CUP', discount_amount: 75 },
        ],
      },
    ],
  })
})

test('strangers, unknown numbers and closed fields are refused', async () => {
  const { running, send, stock, favor, mchid } = await issuer()
  const other = await issuer()
  const stock_id = await running('STOCK1')
  await expect(stock.get('19999999')).rejects.toMatchObject({ status: 404, code: 'RESOURCE_NOT_EXISTS' })
  await expect(
    other.favor.stocks._stock_id_.get({ stock_id, query: { stock_creator_mchid: mchid } }),
  ).rejects.toMatchObject({ status: 403, code: 'REQUEST_BLOCKED' })
  await expect(other.send(stock_id, 'SEND1', { stock_creator_mchid: mchid })).rejects.toMatchObject({
    status: 403,
    code: 'REQUEST_BLOCKED',
  })
  await expect(send(stock_id, 'SEND1', { coupon_value: 100 })).rejects.toMatchObject({ code: 'REQUEST_BLOCKED' })
  const coupon_id = await send(stock_id, 'SEND1')
  await expect(send(stock_id, 'SEND1', {}, 'oSomebody')).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
  await expect(other.coupon(coupon_id)).rejects.toMatchObject({ status: 404 })
  await expect(
    favor.callbacks.post({ json: { mchid: other.mchid, notify_url: 'https://shop.example/x' } }),
  ).rejects.toMatchObject({
    status: 400,
    code: 'PARAM_ERROR',
  })
  await expect(favor.callbacks.get({ query: { mchid: other.mchid } })).rejects.toMatchObject({
    code: 'INVALID_REQUEST',
  })
  await expect(stock.create('STOCK2', { stock_type: 'DISCOUNT' })).rejects.toMatchObject({
    status: 403,
    code: 'NO_AUTH',
  })
})

test('another merchant may send a stock where the policy says so, and sees what it sent', async () => {
  await using own = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    merchant: { keys },
    policy: { favorOtherSenders: 'everybody' },
  })
  const creator = await issuer(own)
  const sender = await issuer(own)
  const stock_id = await creator.running('STOCK1')
  const coupon_id = await sender.send(stock_id, 'SEND1', { stock_creator_mchid: creator.mchid })
  expect(await sender.coupon(coupon_id)).toMatchObject({ stock_creator_mchid: creator.mchid, out_request_no: 'SEND1' })
  expect(await creator.coupon(coupon_id, sender.user)).toMatchObject({ status: 'SENDED' })
  // A reset of the creator leaves no coupon that the sender's repetition could answer with.
  await creator.control.reset()
  await expect(sender.send(stock_id, 'SEND1', { stock_creator_mchid: creator.mchid })).rejects.toMatchObject({
    status: 404,
    code: 'RESOURCE_NOT_EXISTS',
  })
})

test('a person gives a user a coupon of a stock, within its budgets', async () => {
  const { running, control, user, coupon } = await issuer()
  const stockId = await running('STOCK1')
  const { coupon_id } = await control.coupons.give({ stockId, openid: user })
  expect(await coupon(coupon_id)).toMatchObject({ stock_id: stockId, status: 'SENDED' })
  await control.coupons.give({ stockId, openid: user })
  await expect(control.coupons.give({ stockId, openid: user })).rejects.toMatchObject({
    status: 409,
    code: 'RULE_LIMIT',
  })
  await expect(control.coupons.give({ stockId: '1' })).rejects.toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
  await expect(control.coupons.give({ amount: 0 })).rejects.toMatchObject({ status: 400, field: 'amount' })
})

test('simultaneous sendings never exceed the budget', async () => {
  const { running, send, stock } = await issuer()
  const stock_id = await running('STOCK1')
  const sendings = Array.from({ length: 14 }, (_, index) => send(stock_id, `SEND${index}`, {}, `oUser${index}`))
  const outcomes = await Promise.allSettled(sendings)
  expect(outcomes.filter((outcome) => outcome.status === 'fulfilled')).toHaveLength(10)
  expect(await stock.get(stock_id)).toMatchObject({ distributed_coupons: 10 })
})
