import { WechatPay } from 'wechatpay-ts'
import { jsapiOrder, nativeOrder, refund } from 'wechatpay-ts/payments'
import { createReceiver } from 'wechatpay-ts/webhook'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type MerchantOptions, type Sandbox, type SandboxPolicy, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** A merchant's actions through the SDK. */
async function shopIn(sandbox: Sandbox, endpoint: Endpoint, options: MerchantOptions = {}) {
  const joined = await sandbox.createMerchant(options)
  const { merchant, clientOptions, control } = joined
  const wxpay = new WechatPay(clientOptions)
  const seller = wxpay.with({ appid: merchant.appid, notify_url: endpoint.url })
  const refunds = wxpay.v3.refund.domestic.refunds
  return {
    ...joined,
    wxpay,
    refunds,
    order: (out_trade_no: string, total = 1_500) =>
      nativeOrder(seller, { description: '图书', out_trade_no, amount: { total } }),
    /** @returns the transaction_id of a new paid order */
    paid: async (out_trade_no: string, total = 1_500, bankType = 'OTHERS'): Promise<string> => {
      await nativeOrder(seller, { description: '图书', out_trade_no, amount: { total } })
      const { transaction_id } = await control.payments.pay(out_trade_no, { openid: `o${merchant.mchid}`, bankType })
      return transaction_id ?? ''
    },
    ask: async (out_refund_no: string, fen: number, more: object = {}) => {
      const request = { out_trade_no: 'ORDER1', out_refund_no, amount: { refund: fen, total: 1_500 }, ...more }
      return (await refund(seller, request)).data
    },
    query: async (out_refund_no: string) => (await refunds._out_refund_no_.get({ out_refund_no })).data,
    queryOrder: async (out_trade_no: string) => {
      const query = { mchid: merchant.mchid }
      return (await wxpay.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no, query })).data
    },
    receive: (index: number) => {
      const { apiV3Key, apiV2Key, publicKey, publicKeyId } = merchant
      const platform = { publicKeys: { [publicKeyId]: publicKey } }
      const receiver = createReceiver({ apiV3Key, apiV2Key, platform, clock: { now: Date.now } })
      const { headers, body } = endpoint.received.at(index)!
      return receiver.receive({ headers, rawBody: body })
    },
    available: async () => (await control.balances())[0]?.available,
  }
}

describe('refunds', () => {
  let sandbox: Sandbox
  let endpoint: Endpoint
  const shop = (options?: MerchantOptions) => shopIn(sandbox, endpoint, options)

  beforeAll(async () => {
    endpoint = await startEndpoint()
    sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  })
  afterAll(async () => {
    await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  test('money goes back, is told, and is in the book with its share of the fee', async () => {
    const { merchant, control, paid, ask, query, queryOrder, receive, available } = await shop()
    const transaction_id = await paid('ORDER1')
    await sandbox.idle()
    expect(await available()).toBe(1_491)
    const create_time = (await queryOrder('ORDER1')).success_time
    const accepted = await ask('R1', 500, { reason: '缺货' })
    expect(accepted).toEqual({
      refund_id: expect.stringMatching(/^50\d{27}$/) as string,
      out_refund_no: 'R1',
      transaction_id,
      out_trade_no: 'ORDER1',
      channel: 'ORIGINAL',
      user_received_account: '支付用户零钱',
      create_time,
      status: 'PROCESSING',
      funds_account: 'AVAILABLE',
      amount: {
        total: 1_500,
        refund: 500,
        payer_total: 1_500,
        payer_refund: 500,
        settlement_refund: 500,
        settlement_total: 1_500,
        discount_refund: 0,
        currency: 'CNY',
        refund_fee: 3,
      },
    })
    expect(await queryOrder('ORDER1')).toMatchObject({
      trade_state: 'REFUND',
      trade_state_desc: '订单发生过退款，退款详情请查询退款单',
      transaction_id,
      amount: { total: 1_500 },
    })
    expect(await available()).toBe(1_491 - 497)
    expect(await query('R1')).toEqual(accepted)

    const before = endpoint.received.length
    await sandbox.clock.advance(1_000)
    const success = await query('R1')
    expect(success).toEqual({ ...accepted, status: 'SUCCESS', success_time: expect.any(String) as string })
    expect(await receive(before)).toMatchObject({
      eventType: 'REFUND.SUCCESS',
      summary: '退款成功',
      resource: {
        mchid: merchant.mchid,
        transaction_id,
        out_trade_no: 'ORDER1',
        refund_id: accepted.refund_id,
        out_refund_no: 'R1',
        refund_status: 'SUCCESS',
        success_time: success.success_time,
        user_received_account: '支付用户零钱',
        amount: { total: 1_500, refund: 500, payer_total: 1_500, payer_refund: 500 },
      },
    })
    expect((await control.payments.get('ORDER1')).events.at(-1)).toMatchObject({
      type: 'refunded',
      detail: { out_refund_no: 'R1', refund: 500 },
    })
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('by either number and in parts, and never more than was paid', async () => {
    const { control, paid, ask, queryOrder, available } = await shop()
    const transaction_id = await paid('ORDER1')
    await ask('R1', 900)
    await expect(ask('R2', 601)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '申请退款金额超过订单可退金额',
    })
    await ask('R2', 600, { out_trade_no: undefined, transaction_id })
    await expect(ask('R3', 1)).rejects.toMatchObject({ code: 'INVALID_REQUEST', apiMessage: '订单已全额退款' })
    expect(await available()).toBe(0)
    await sandbox.clock.advance(1_000)
    expect(await control.refunds.page()).toMatchObject({
      refunds: [
        { out_refund_no: 'R2', state: 'SUCCESS', refund: 600, total: 1_500, transaction_id },
        { out_refund_no: 'R1', state: 'SUCCESS', refund: 900, out_trade_no: 'ORDER1' },
      ],
    })
    expect(await queryOrder('ORDER1')).toMatchObject({ trade_state: 'REFUND' })
    await expect(control.payments.pay('ORDER1')).rejects.toMatchObject({ code: 'PAID' })
    expect(await control.checkLedger()).toMatchObject({ balanced: true })
  })

  test('a number is one refund: the same again is the same, anything else is refused', async () => {
    const { paid, ask, available, refunds } = await shop()
    await paid('ORDER1')
    await paid('ORDER2')
    const first = await ask('R1', 500)
    expect(await ask('R1', 500, { reason: '又一次' })).toEqual(first)
    expect(await available()).toBe(2 * 1_491 - 497)
    const mismatch = {
      status: 400,
      code: 'INVALID_REQUEST',
      apiMessage: '订单金额或退款金额与之前请求不一致，请核实后再试',
    }
    await expect(ask('R1', 400)).rejects.toMatchObject(mismatch)
    await expect(ask('R1', 500, { out_trade_no: 'ORDER2' })).rejects.toMatchObject({
      apiMessage: '支付单号校验不一致，请核实后再试',
    })
    await expect(ask('R2', 500, { amount: { refund: 500, total: 1_501 } })).rejects.toMatchObject({
      apiMessage: '您的请求参数与订单信息不一致',
    })
    await sandbox.clock.advance(1_000)
    expect(await ask('R1', 500)).toMatchObject({ status: 'SUCCESS' })
    await expect(
      refunds.post({
        json: { out_trade_no: 'ORDER1', out_refund_no: 'R3', amount: { refund: 1, total: 1_500 } as never },
      }),
    ).rejects.toMatchObject({
      code: 'PARAM_ERROR',
      apiMessage: expect.stringContaining('/body/amount/currency') as string,
    })
  })

  test('an order that is not there, not paid, somebody else’s or too old is not refunded', async () => {
    const [one, other] = [await shop(), await shop()]
    await one.order('ORDER1')
    const missing = { status: 404, code: 'RESOURCE_NOT_EXISTS', apiMessage: '订单号不存在' }
    await expect(one.ask('R1', 500)).rejects.toMatchObject(missing)
    await expect(one.ask('R1', 500, { out_trade_no: 'ORDER9' })).rejects.toMatchObject(missing)
    await one.control.payments.pay('ORDER1')
    const { transaction_id } = await one.control.payments.get('ORDER1')
    await expect(other.ask('R1', 500, { out_trade_no: undefined, transaction_id })).rejects.toMatchObject(missing)
    await expect(one.query('R1')).rejects.toMatchObject({ code: 'RESOURCE_NOT_EXISTS', apiMessage: '退款单不存在' })
    await one.ask('R1', 500)
    await expect(other.query('R1')).rejects.toMatchObject({ status: 404 })
    await sandbox.clock.advance(366 * DAY)
    await expect(one.ask('R2', 500)).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '订单已经超过退款期限',
    })
    expect(await one.ask('R1', 500)).toMatchObject({ status: 'SUCCESS' })
  })

  describe('goods', () => {
    const goods = (merchant_goods_id: string, refund_quantity: number, refund_amount: number) => ({
      merchant_goods_id,
      unit_price: 250,
      refund_quantity,
      refund_amount,
    })
    const line = (merchant_goods_id: string, quantity: number) => ({ merchant_goods_id, quantity, unit_price: 250 })

    /** A merchant with one paid order of three books and a pen. The books stand in two lines. */
    async function bookshop() {
      const joined = await shop()
      const { wxpay, merchant, control } = joined
      const order = { description: '图书', out_trade_no: 'ORDER1', amount: { total: 1_500 } }
      const detail = { goods_detail: [line('BOOK', 2), line('PEN', 1), line('BOOK', 1)] }
      await nativeOrder(wxpay.with({ appid: merchant.appid, notify_url: endpoint.url }), { ...order, detail })
      await control.payments.pay('ORDER1')
      return joined
    }

    const differs = { status: 400, code: 'INVALID_REQUEST', apiMessage: '您的请求参数与订单信息不一致' }
    const tooMuch = { status: 400, code: 'PARAM_ERROR', apiMessage: '退款商品的退款金额之和大于退款金额' }
    test.each([
      ['that were not ordered', [goods('BOOK', 1, 250), goods('CUP', 1, 250)], differs],
      ['that were not ordered, none of them', [goods('CUP', 0, 250)], differs],
      ['of which less was ordered', [goods('BOOK', 4, 500)], differs],
      ['of which less was ordered, in two lines', [goods('PEN', 1, 250), goods('PEN', 1, 250)], differs],
      ['that cost more than is refunded', [goods('BOOK', 2, 500), goods('PEN', 1, 1)], tooMuch],
    ])('%s are refused, and nothing is kept', async (_, goods_detail, refusal) => {
      const { ask } = await bookshop()
      await expect(ask('R1', 500, { goods_detail })).rejects.toMatchObject(refusal)
      const corrected = [goods('BOOK', 3, 300), goods('PEN', 1, 200)]
      expect(await ask('R1', 500, { goods_detail: corrected })).toMatchObject({ status: 'PROCESSING' })
    })

    test('of an order that names none are refused', async () => {
      const { paid, ask } = await shop()
      await paid('ORDER1')
      await expect(ask('R1', 500, { goods_detail: [goods('BOOK', 1, 250)] })).rejects.toMatchObject(differs)
    })
  })

  test('of two refunds of 60 % at once exactly one wins, and of many parts as many as there are', async () => {
    const { paid, ask, available, control } = await shop()
    await paid('ORDER1')
    const both = await Promise.allSettled([ask('R1', 900), ask('R2', 900)])
    expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    const parts = await Promise.allSettled(Array.from({ length: 8 }, (_, index) => ask(`P${index}`, 100)))
    expect(parts.filter(({ status }) => status === 'fulfilled')).toHaveLength(6)
    const same = await Promise.all([ask('P0', 100), ask('P0', 100)].map((one) => one.catch(() => undefined)))
    expect(same[0]).toEqual(same[1])
    expect(await available()).toBe(0)
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('a card takes its days; one that is dead makes the refund abnormal, until the merchant names another', async () => {
    const { control, paid, ask, query, refunds, receive } = await shop()
    await paid('ORDER1', 1_500, 'CMB_DEBIT')
    const { refund_id, user_received_account } = await ask('R1', 1_500)
    expect(user_received_account).toMatch(/^招商银行借记卡\d{4}$/)
    await sandbox.clock.advance(DAY - 1)
    expect(await query('R1')).toMatchObject({ status: 'PROCESSING' })
    await control.refunds.decide('R1', { outcome: 'abnormal', delayMs: HOUR })
    await sandbox.clock.advance(HOUR - 1)
    expect(await query('R1')).toMatchObject({ status: 'PROCESSING' })
    await sandbox.clock.advance(1)
    expect(await query('R1')).toMatchObject({ status: 'ABNORMAL' })
    expect(await receive(-1)).toMatchObject({
      eventType: 'REFUND.ABNORMAL',
      resource: { refund_status: 'ABNORMAL', out_refund_no: 'R1' },
    })

    const abnormalRefund = (json: object) =>
      refunds._refund_id_.applyAbnormalRefund.post({ refund_id, json: { out_refund_no: 'R1', ...json } as never })
    await expect(abnormalRefund({ type: 'HAND' })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    await expect(abnormalRefund({ type: 'USER_BANK_CARD' })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    const card = {
      type: 'USER_BANK_CARD',
      bank_type: 'ICBC_DEBIT',
      bank_account: '6222020000000001234',
      real_name: '张三',
    }
    await expect(abnormalRefund({ ...card, bank_type: 'WHO_DEBIT' })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    expect((await abnormalRefund(card)).data).toMatchObject({ status: 'ABNORMAL', refund_id })
    expect((await abnormalRefund(card)).data).toMatchObject({ status: 'ABNORMAL' })
    await expect(abnormalRefund({ type: 'MERCHANT_BANK_CARD' })).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await sandbox.clock.advance(DAY)
    expect(await query('R1')).toMatchObject({
      status: 'SUCCESS',
      channel: 'OTHER_BANKCARD',
      user_received_account: '工商银行借记卡1234',
    })
    const number = { out_refund_no: 'R1', type: 'MERCHANT_BANK_CARD' } as const
    await expect(refunds._refund_id_.applyAbnormalRefund.post({ refund_id: '50', json: number })).rejects.toMatchObject(
      { status: 404, apiMessage: '退款单不存在' },
    )
    await expect(control.refunds.decide('R1', { outcome: 'closed' })).rejects.toMatchObject({
      status: 409,
      code: 'REFUND_DECIDED',
    })
  })

  test('a closed refund leaves the money with the merchant, and the order to be refunded again', async () => {
    const { control, paid, ask, query, receive, available } = await shop()
    await paid('ORDER1')
    await ask('R1', 1_500)
    expect(await available()).toBe(0)
    await control.refunds.decide('R1', { outcome: 'closed' })
    await sandbox.idle()
    expect(await query('R1')).toMatchObject({ status: 'CLOSED' })
    expect(await receive(-1)).toMatchObject({ eventType: 'REFUND.CLOSED', resource: { refund_status: 'CLOSED' } })
    expect(await available()).toBe(1_491)
    await ask('R2', 1_500)
    await sandbox.clock.advance(1_000)
    expect(await query('R2')).toMatchObject({ status: 'SUCCESS', amount: { refund_fee: 9 } })
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('a user who is gone cannot be refunded, nor receive what was on its way', async () => {
    const { control, merchant, paid, ask, query } = await shop()
    await paid('ORDER1')
    await ask('R1', 500)
    await control.setUser(`o${merchant.mchid}`, { account: 'closed' })
    await expect(ask('R2', 500)).rejects.toMatchObject({ status: 403, code: 'USER_ACCOUNT_ABNORMAL' })
    await sandbox.clock.advance(1_000)
    expect(await query('R1')).toMatchObject({ status: 'ABNORMAL' })
    expect(await control.refunds.decide('R1', { outcome: 'success' })).toMatchObject({ state: 'SUCCESS' })
  })

  test('what is not settled pays for its own order, what was asked for by name only if it is there', async () => {
    const { control, paid, ask, query } = await shop({ terms: { settle: 'T1' } })
    await paid('ORDER1')
    await expect(ask('R1', 500, { funds_account: 'AVAILABLE' })).rejects.toMatchObject({
      status: 403,
      code: 'NOT_ENOUGH',
      apiMessage: '基本账户余额不足，请充值后重新发起',
    })
    await expect(query('R1')).rejects.toMatchObject({ status: 404 })
    expect(await ask('R1', 500)).toMatchObject({ funds_account: 'UNSETTLED' })
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 1_491 - 497 }])
    // A full refund costs exactly what the order brought in.
    await paid('ORDER2')
    expect(await ask('R9', 1_500, { out_trade_no: 'ORDER2' })).toMatchObject({ funds_account: 'UNSETTLED' })
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 1_491 - 497 }])
    await sandbox.clock.advance(2 * DAY)
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 994, pending: 0 }])
    expect(await ask('R2', 500, { funds_account: 'UNSETTLED' })).toMatchObject({ status: 'PROCESSING' })
    await sandbox.clock.advance(1_000)
    expect(await query('R2')).toMatchObject({ status: 'CLOSED' })
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 994, pending: 0 }])
    await expect(ask('R3', 500, { amount: { refund: 500, total: 1_500, from: [] } })).rejects.toMatchObject({
      apiMessage: '订单不支持指定退款出资账户',
    })
  })

  test('without money nothing is kept: recharged, the same number goes through', async () => {
    const { control, paid, ask, query, available } = await shop()
    await paid('ORDER1')
    await control.setBalance({ available: 496 })
    await expect(ask('R1', 500)).rejects.toMatchObject({ status: 403, code: 'NOT_ENOUGH' })
    await expect(query('R1')).rejects.toMatchObject({ status: 404 })
    await control.topUp({ amount: 1 })
    expect(await ask('R1', 500)).toMatchObject({ status: 'PROCESSING', amount: { refund_fee: 3 } })
    expect(await available()).toBe(0)
    const both = await Promise.allSettled([control.topUp({ amount: 497 }), ask('R2', 500), ask('R3', 500)])
    expect(both.filter(({ status }) => status === 'fulfilled').length).toBeLessThanOrEqual(2)
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('an order without shares may name one account that pays, and no second one', async () => {
    const { paid, ask, available } = await shop()
    await paid('ORDER1')
    const from = (...parts: [account: string, amount: number][]) => ({
      amount: { refund: 500, total: 1_500, from: parts.map(([account, amount]) => ({ account, amount })) },
    })
    await expect(ask('R1', 500, from(['AVAILABLE', 400], ['UNAVAILABLE', 100]))).rejects.toMatchObject({
      code: 'INVALID_REQUEST',
      apiMessage: '订单不支持指定退款出资账户',
    })
    await expect(ask('R1', 500, from(['AVAILABLE', 400]))).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    expect(await ask('R1', 500, from(['AVAILABLE', 500]))).toMatchObject({
      status: 'PROCESSING',
      funds_account: 'AVAILABLE',
      amount: { from: [{ account: 'AVAILABLE', amount: 500 }] },
    })
    expect(await available()).toBe(1_491 - 497)
  })

  test('an order with shares may name the accounts that pay', async () => {
    const { wxpay, merchant, control, ask } = await shop({ terms: { settle: 'T1' } })
    await jsapiOrder(wxpay.with({ appid: merchant.appid, notify_url: endpoint.url }), {
      description: '图书',
      out_trade_no: 'ORDER1',
      amount: { total: 1_500 },
      payer: { openid: 'oBuyer' },
      settle_info: { profit_sharing: true },
    })
    await control.payments.pay('ORDER1', { openid: 'oBuyer' })
    const from = (...parts: [account: string, amount: number][]) => ({
      amount: { refund: 500, total: 1_500, from: parts.map(([account, amount]) => ({ account, amount })) },
    })
    for (const wrong of [
      from(['UNAVAILABLE', 400]),
      from(['UNAVAILABLE', 250], ['UNAVAILABLE', 250]),
      from(['BASIC', 500]),
    ]) {
      await expect(ask('R1', 500, wrong)).rejects.toMatchObject({ code: 'PARAM_ERROR' })
    }
    await expect(ask('R1', 500, from(['AVAILABLE', 100], ['UNAVAILABLE', 400]))).rejects.toMatchObject({
      code: 'NOT_ENOUGH',
    })
    expect(await ask('R1', 500, from(['UNAVAILABLE', 500]))).toMatchObject({
      funds_account: 'UNAVAILABLE',
      amount: { from: [{ account: 'UNAVAILABLE', amount: 500 }] },
    })
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 1_491 - 497 }])
  })

  test('a pay-after deduction is refunded by its transaction_id', async () => {
    const { control, merchant, ask, query, available } = await shop()
    const client = new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch)
    await client.create('PB1')
    await control.confirm('PB1')
    const now = await sandbox.clock.now()
    await sandbox.clock.advance(HOUR)
    await client.complete('PB1', serviceTime(now + HOUR), 1_500)
    await sandbox.clock.advance(1_000)
    const { finish_transaction_id, order_id } = await control.order('PB1')
    await expect(ask('R1', 500, { out_trade_no: 'PB1' })).rejects.toMatchObject({ code: 'RESOURCE_NOT_EXISTS' })
    const named = { out_trade_no: undefined, transaction_id: finish_transaction_id }
    expect(await ask('R1', 500, named)).toMatchObject({ transaction_id: finish_transaction_id, out_trade_no: order_id })
    await expect(ask('R2', 1_001, named)).rejects.toMatchObject({ code: 'INVALID_REQUEST' })
    await sandbox.clock.advance(1_000)
    expect(await query('R1')).toMatchObject({ status: 'SUCCESS' })
    expect(await available()).toBe(1_491 - 497)
    expect(await control.order('PB1')).toMatchObject({ state: 'USER_PAID', refunds: { amount: 500, numbers: ['R1'] } })
    expect((await control.order('PB1')).events.at(-1)).toMatchObject({ type: 'refunded' })
  })

  test('over HTTP refunds are listed and decided', async () => {
    const { merchant, paid, ask } = await shop()
    await paid('ORDER1')
    await ask('R1', 500)
    const call = async (path: string, body?: object) => {
      const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/refunds${path}mchid=${merchant.mchid}`, {
        ...(body && {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      })
      return { status: response.status, data: (await response.json()) as object }
    }
    expect(await call('?states=PROCESSING&')).toMatchObject({ data: { refunds: [{ out_refund_no: 'R1' }] } })
    expect(await call('?outRefundNos=R2&')).toMatchObject({ data: { refunds: [] } })
    expect(await call('/R1/decide?', { outcome: 'lost' })).toMatchObject({
      status: 400,
      data: { error: { field: 'outcome' } },
    })
    expect(await call('/R1/decide?', { outcome: 'success' })).toMatchObject({ data: { state: 'SUCCESS' } })
    expect(await call('/R1?')).toMatchObject({
      data: { state: 'SUCCESS', events: [{ type: 'accepted' }, { type: 'succeeded' }] },
    })
    expect(await call('/R9?')).toMatchObject({ status: 404, data: { error: { field: 'outRefundNo' } } })
  })
})

describe('under another policy', () => {
  async function shopWith(policy: Partial<SandboxPolicy>) {
    const endpoint = await startEndpoint()
    const sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, policy })
    const shop = await shopIn(sandbox, endpoint, { terms: { settle: 'T1' } })
    await shop.paid('ORDER1')
    return {
      ...shop,
      sandbox,
      async [Symbol.asyncDispose]() {
        await sandbox.close()
        await endpoint[Symbol.asyncDispose]()
      },
    }
  }

  test('a refund without money waits for it, and not for ever', async () => {
    await using shop = await shopWith({
      refundWithoutFunds: 'wait',
      closeRefundWithoutFundsAfterMs: 3 * HOUR,
      refundMismatchCode: 'REFUND_FEE_MISMATCH',
    })
    const { sandbox, ask, query, control, receive } = shop
    const fromAvailable = { funds_account: 'AVAILABLE' }
    await ask('R1', 500, fromAvailable)
    await sandbox.clock.advance(3 * HOUR - 1)
    expect(await query('R1')).toMatchObject({ status: 'PROCESSING' })
    await sandbox.clock.advance(1)
    expect(await query('R1')).toMatchObject({ status: 'CLOSED' })
    expect(await receive(-1)).toMatchObject({ eventType: 'REFUND.CLOSED' })
    expect(await control.balances()).toMatchObject([{ available: 0, pending: 1_491 }])

    await sandbox.clock.set(Date.parse('2026-03-02T08:30:00+08:00'))
    await ask('R2', 1_500, fromAvailable)
    await expect(ask('R2', 600)).rejects.toMatchObject({ code: 'REFUND_FEE_MISMATCH' })
    await sandbox.clock.set(Date.parse('2026-03-02T09:30:00+08:00'))
    expect(await control.balances()).toMatchObject([{ available: 0, pending: 0 }])
    await sandbox.clock.advance(1_000)
    expect(await query('R2')).toMatchObject({ status: 'SUCCESS', funds_account: 'AVAILABLE' })
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('at most so many, and not too soon after one another', async () => {
    await using shop = await shopWith({ maxRefundsPerOrder: 2, refundIntervalMs: 60_000, refundOutcome: 'closed' })
    const { sandbox, ask, query } = shop
    const tooSoon = { code: 'INVALID_REQUEST', apiMessage: '申请退款金额超过订单可退金额' }
    await ask('R1', 100)
    await expect(ask('R1', 100)).rejects.toMatchObject(tooSoon)
    await expect(ask('R2', 100)).rejects.toMatchObject(tooSoon)
    await sandbox.clock.advance(60_000)
    expect(await query('R1')).toMatchObject({ status: 'CLOSED' })
    await ask('R2', 100)
    await sandbox.clock.advance(60_000)
    await expect(ask('R3', 100)).rejects.toMatchObject({ apiMessage: '订单退款次数已达上限' })
  })
})
