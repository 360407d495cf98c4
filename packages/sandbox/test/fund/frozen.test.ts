import { ApiError, WechatPay } from 'wechatpay-ts'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  type MerchantKeys,
  type MerchantTerms,
  type Sandbox,
  createSandbox,
  generateMerchantKeys,
} from '../../src/index.ts'
import { beijingTime } from '../../src/kernel/clock/beijing-time.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const description = '解冻全部剩余资金'

let sandbox: Sandbox
let keys: MerchantKeys

beforeAll(async () => {
  keys = await generateMerchantKeys()
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys } })
})
afterAll(() => sandbox.close())

/** Creates a merchant with a paid order of 10.00 yuan that may be shared. */
async function shop(terms: Partial<MerchantTerms> = {}, profit_sharing = true) {
  const { merchant, clientOptions, control } = await sandbox.createMerchant({ keys, terms })
  const { mchid, appid } = merchant
  const { v3, v2 } = new WechatPay(clientOptions)
  await v3.pay.transactions.native.post({
    json: {
      mchid,
      appid,
      description: '图书',
      out_trade_no: 'SHARED1',
      notify_url: 'https://shop.example/notify',
      amount: { total: 1_000 },
      settle_info: { profit_sharing },
    },
  })
  await control.payments.pay('SHARED1', { openid: 'oBuyer' })
  const { transaction_id = '' } = await control.payments.get('SHARED1')
  return {
    v3,
    v2,
    appid,
    mchid,
    control,
    transaction_id,
    unfreeze: (out_order_no: string, transaction = transaction_id) =>
      v3.profitsharing.orders.unfreeze.post({
        json: { transaction_id: transaction, out_order_no, description },
      }),
    refund: (out_refund_no: string, refund: number) =>
      v3.refund.domestic.refunds.post({
        json: { out_trade_no: 'SHARED1', out_refund_no, amount: { refund, total: 1_000, currency: 'CNY' } },
      }),
    balance: async () => {
      const [basic] = await control.balances()
      return [basic?.available, basic?.pending]
    },
  }
}

async function refusal(call: Promise<unknown>): Promise<string> {
  const error = await call.then(
    () => undefined,
    (thrown: unknown) => thrown,
  )
  if (error instanceof ApiError) return `${error.status} ${error.code} ${error.apiMessage}`
  throw error ?? new Error('it was accepted')
}

describe('money of an order that may be shared', () => {
  test('is frozen at the merchant, who asks for the rest after a minute, once', async () => {
    const { balance, control, unfreeze, v3 } = await shop()
    expect(await balance()).toEqual([0, 994])
    const { data } = await v3.merchant.fund.balance._account_type_.get({ account_type: 'BASIC' })
    expect(data).toMatchObject({ available_amount: 0, pending_amount: 994 })
    expect(await refusal(unfreeze('UNFREEZE1'))).toBe('400 INVALID_REQUEST 订单处理中，请稍后重试')
    await sandbox.clock.advance(MINUTE)
    const first = await unfreeze('UNFREEZE1')
    expect(await balance()).toEqual([994, 0])
    expect((await unfreeze('UNFREEZE1')).data).toEqual(first.data)
    expect(await refusal(unfreeze('UNFREEZE2'))).toBe('403 NOT_ENOUGH 分账金额为0')
    expect((await control.payments.get('SHARED1')).events.map(({ type }) => type)).toEqual([
      'created',
      'paid',
      'unfrozen',
    ])
    expect((await control.agenda()).map(({ kind }) => kind)).not.toContain('unfreeze')
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('is unfrozen through APIv2, too, and by a person', async () => {
    const { appid, balance, transaction_id, v2 } = await shop()
    await sandbox.clock.advance(MINUTE)
    await v2.secapi.pay.profitsharingfinish.post({
      xml: { appid, transaction_id, out_order_no: 'FINISH1', description },
    })
    expect(await balance()).toEqual([994, 0])
    const other = await shop()
    expect(await other.control.unfreeze()).toEqual([{ account: 'BASIC', available: 994, pending: 0 }])
  })

  test('is free by itself after thirty days, or as many as the merchant’s terms say', async () => {
    const [usual, platform] = [await shop(), await shop({ unfreezeAfterDays: 180 })]
    await sandbox.clock.advance(30 * DAY - 1_000)
    expect(await usual.balance()).toEqual([0, 994])
    await sandbox.clock.advance(1_000)
    expect(await usual.balance()).toEqual([994, 0])
    await sandbox.clock.advance(149 * DAY)
    expect(await platform.balance()).toEqual([0, 994])
    await sandbox.clock.advance(DAY)
    expect(await platform.balance()).toEqual([994, 0])
  })

  test('waits for its day of settlement as well, whichever comes first', async () => {
    const [early, late] = [await shop({ settle: 'T1' }), await shop({ settle: 'T1' })]
    await sandbox.clock.advance(MINUTE)
    await early.unfreeze('UNFREEZE1')
    expect(await early.balance()).toEqual([0, 994])
    await sandbox.clock.advance(DAY)
    expect(await early.balance()).toEqual([994, 0])
    expect(await late.balance()).toEqual([0, 994])
    await late.unfreeze('UNFREEZE1')
    expect(await late.balance()).toEqual([994, 0])
  })

  test('pays for refunds while it is frozen', async () => {
    const { balance, control, refund, unfreeze } = await shop()
    expect((await refund('REFUND1', 400)).data).toMatchObject({ funds_account: 'UNAVAILABLE' })
    expect(await balance()).toEqual([0, 596])
    await sandbox.clock.advance(MINUTE)
    await unfreeze('UNFREEZE1')
    expect((await refund('REFUND2', 600)).data).toMatchObject({ funds_account: 'AVAILABLE' })
    expect(await balance()).toEqual([0, 0])
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('is told as it was: by the answer, by later queries of every family, and by the amount that is left', async () => {
    const { appid, control, mchid, refund, transaction_id, unfreeze, v2, v3 } = await shop()
    const left = async () =>
      (await v3.profitsharing.transactions._transaction_id_.amounts.get({ transaction_id })).data.unsplit_amount
    expect(await left()).toBe(994)
    await refund('REFUND1', 400)
    expect(await left()).toBe(596)
    await sandbox.clock.advance(MINUTE)
    const { data, headers } = await unfreeze('UNFREEZE1')
    const at = beijingTime((await sandbox.clock.read()).now)
    const row = { type: 'MERCHANT_ID', amount: 596, description, result: 'SUCCESS' }
    const numbers = { transaction_id, out_order_no: 'UNFREEZE1', order_id: expect.stringMatching(/^3000\d{26}$/) }
    const detail_id = expect.stringMatching(/^3600\d{19}$/)
    const merchants = { ...row, account: mchid, create_time: at, finish_time: at, detail_id }
    expect(data).toEqual({ ...numbers, state: 'FINISHED', receivers: [merchants] })
    expect(headers['sandbox-answer']).toBeUndefined()
    // Neither what happens to the order afterwards nor the time of the query changes what was unfrozen.
    await refund('REFUND2', 600)
    await sandbox.clock.advance(40 * DAY)
    expect(await left()).toBe(0)
    const asked = { out_order_no: 'UNFREEZE1', query: { transaction_id } }
    expect((await v3.profitsharing.orders._out_order_no_.get(asked)).data).toEqual(data)
    expect((await unfreeze('UNFREEZE1')).data).toEqual(data)
    const platform = await v3.ecommerce.profitsharing.orders.get({
      query: { sub_mchid: mchid, transaction_id, out_order_no: 'UNFREEZE1' },
    })
    const { order_id } = data
    expect(platform.data).toEqual({
      ...numbers,
      order_id,
      status: 'FINISHED',
      receivers: [{ ...row, receiver_mchid: mchid, receiver_account: mchid, finish_time: at, detail_id }],
      finish_amount: 596,
      finish_description: description,
    })
    const xml = { appid, transaction_id, out_order_no: 'UNFREEZE1' }
    const { receivers, ...told } = (await v2.pay.profitsharingquery.post({ xml })).data
    expect(told).toMatchObject({ transaction_id, out_order_no: 'UNFREEZE1', order_id, status: 'FINISHED' })
    expect(JSON.parse(receivers ?? '')).toEqual([
      { ...row, account: mchid, receiver_mchid: mchid, finish_time: at.replaceAll(/\D/g, '').slice(0, 14), detail_id },
    ])
    const amount = await v2.pay.profitsharingorderamountquery.post({ xml: { transaction_id } })
    expect(amount.data).toMatchObject({ transaction_id, unsplit_amount: '0' })
    expect(await refusal(v3.profitsharing.orders._out_order_no_.get({ ...asked, out_order_no: 'OTHER1' }))).toBe(
      '404 RESOURCE_NOT_EXISTS 记录不存在',
    )
    expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  })

  test('is told to the partner as money of its sub-merchant', async () => {
    const partner = await sandbox.createMerchant({ role: 'partner' })
    const { mchid: sp_mchid, appid: sp_appid } = partner.merchant
    const { merchant, control } = await sandbox.createMerchant({ keys, partner: sp_mchid })
    const { v3 } = new WechatPay(partner.clientOptions).partner(merchant.mchid, { sp_appid })
    await v3.pay.partner.transactions.native.post({
      json: {
        description: '图书',
        out_trade_no: 'SHARED1',
        notify_url: 'https://shop.example/notify',
        amount: { total: 2_000 },
        settle_info: { profit_sharing: true },
      },
    })
    await partner.control.payments.pay('SHARED1', { openid: 'oBuyer' })
    const { transaction_id = '' } = await partner.control.payments.get('SHARED1')
    await sandbox.clock.advance(MINUTE)
    const json = { transaction_id, out_order_no: 'UNFREEZE1', description }
    const { data } = await v3.profitsharing.orders.unfreeze.post({ json })
    expect(data).toMatchObject({ sub_mchid: merchant.mchid, receivers: [{ account: merchant.mchid, amount: 1_988 }] })
    expect(await control.balances()).toEqual([{ account: 'BASIC', available: 1_988, pending: 0 }])
    // The platform's address has the same number space, so its repetition finds the same unfreezing.
    const finish = await v3.ecommerce.profitsharing.finishOrder.post({ json })
    const { order_id, sub_mchid } = data
    expect(finish.data).toEqual({ sub_mchid, transaction_id, out_order_no: 'UNFREEZE1', order_id })
  })

  test('of an order that is not shared is free, and what nobody knows is only remembered', async () => {
    const { balance, transaction_id, unfreeze, v3 } = await shop({}, false)
    await sandbox.clock.advance(MINUTE)
    expect(await balance()).toEqual([994, 0])
    expect(await refusal(unfreeze('UNFREEZE1'))).toBe('400 INVALID_REQUEST 非分账订单不支持分账')
    const { transactions } = v3.profitsharing
    expect(await refusal(transactions._transaction_id_.amounts.get({ transaction_id }))).toBe(
      '404 RESOURCE_NOT_EXISTS 记录不存在',
    )
    expect((await unfreeze('UNFREEZE1', '4208450740201411110007820472')).headers['sandbox-answer']).toBe('remembered')
  })

  test('is frozen for pay-after orders as well', async () => {
    await using alone = await createSandbox({ port: false, clock: { now: START, frozen: true }, merchant: { keys } })
    const merchant = new MerchantClient(alone, alone.fetch)
    await merchant.create('L1')
    await alone.control.confirm('L1')
    await alone.clock.advance(HOUR)
    const { finish_ticket } = (await merchant.query('L1')).data as { finish_ticket: string }
    const { status } = await merchant.send('POST', '/v3/payscore/payafter-orders/L1/complete', {
      ...merchant.ids,
      finish_ticket,
      finish_type: 2,
      real_service_end_time: serviceTime(START + HOUR),
      fees: [{ fee_name: '租金', fee_amount: 1_000 }],
      total_amount: 1_000,
      profit_sharing: true,
    })
    expect(status).toBe(200)
    await alone.clock.advance(1_000)
    expect(await alone.control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 994 }])
    await alone.clock.advance(30 * DAY)
    expect(await alone.control.balances()).toEqual([{ account: 'BASIC', available: 994, pending: 0 }])
    expect(await alone.control.order('L1')).toMatchObject({ state: 'USER_PAID' })
    expect((await alone.control.order('L1')).events.at(-1)).toMatchObject({ type: 'unfrozen', detail: { amount: 994 } })
  })
})
