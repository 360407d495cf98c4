import { afterAll, beforeAll, expect, test } from 'vitest'
import { WechatPay } from 'wechatpay-ts'
import { fundFlowBill } from 'wechatpay-ts/bills'
import { type Sandbox, type SandboxPolicy, createSandbox } from '../../src/index.ts'
import { dayEndOf } from '../../src/products/fund/day-end.ts'
import { fundPolicy } from '../../src/products/fund/policy.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

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

/** Creates a new merchant for a test and sets the clock to the first day. */
async function shop(options: Parameters<Sandbox['createMerchant']>[0] = {}) {
  await sandbox.clock.set(START)
  const joined = await sandbox.createMerchant(options)
  const { merchant, control, clientOptions } = joined
  const client = new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch)
  return {
    ...joined,
    client,
    wxpay: new WechatPay(clientOptions),
    pay: async (out_trade_no: string, total = 1_500) => {
      const { mchid, appid } = merchant
      const order = { appid, mchid, description: '图书', out_trade_no, notify_url: endpoint.url }
      await client.send('POST', '/v3/pay/transactions/native', { ...order, amount: { total, currency: 'CNY' } })
      await control.payments.pay(out_trade_no, { openid: 'oBuyer' })
    },
    now: (account: string) => client.send('GET', `/v3/merchant/fund/balance/${account}`),
    dayEnd: (account: string, date?: string) =>
      client.send('GET', `/v3/merchant/fund/dayendbalance/${account}${date === undefined ? '' : `?date=${date}`}`),
  }
}

test('an account is opened by its first recharge, and its balance is the book’s', async () => {
  const { control, pay, now } = await shop({ terms: { settle: 'T1' } })
  await pay('ORDER1')
  expect(await now('BASIC')).toEqual({ status: 200, data: { available_amount: 0, pending_amount: 1_491 } })
  expect(await now('OPERATION')).toMatchObject({
    status: 400,
    data: { code: 'INVALID_REQUEST', message: '输入账户类型未开通' },
  })
  expect(await now('DEPOSIT')).toMatchObject({ status: 400, data: { code: 'PARAM_ERROR' } })
  expect(await control.topUp({ account: 'OPERATION', amount: 50_000 })).toEqual([
    { account: 'BASIC', available: 0, pending: 1_491 },
    { account: 'OPERATION', available: 50_000, pending: 0 },
  ])
  expect((await now('OPERATION')).data).toEqual({ available_amount: 50_000, pending_amount: 0 })
  expect(await control.settle()).toMatchObject([{ account: 'BASIC', available: 1_491, pending: 0 }, {}])
  expect(await control.agenda()).toEqual([])
  expect(await control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
})

test('a balance is set through the bank, and the bill tells of it', async () => {
  const { client, control, pay, wxpay } = await shop()
  await pay('ORDER1')
  expect(await control.setBalance({ available: 0 })).toEqual([{ account: 'BASIC', available: 0, pending: 0 }])
  const amount = { refund: 500, total: 1_500, currency: 'CNY' }
  const refund = { out_trade_no: 'ORDER1', out_refund_no: 'REFUND1', amount }
  const refused = await client.send('POST', '/v3/refund/domestic/refunds', refund)
  expect(refused).toMatchObject({ status: 403, data: { code: 'NOT_ENOUGH' } })
  await control.setBalance({ available: 497 })
  await control.setBalance({ available: 497 })
  expect(await client.send('POST', '/v3/refund/domestic/refunds', refund)).toMatchObject({ status: 200 })
  await control.bills.make()
  await using bill = await fundFlowBill(wxpay, { query: { bill_date: '2026-03-01' } })
  const rows = []
  for await (const { business_name, business_type, amount, balance } of bill.rows()) {
    rows.push([business_name, business_type, amount, balance])
  }
  expect(rows).toEqual([
    ['交易', '交易', 1_500, 1_500],
    ['交易', '扣除交易手续费', 9, 1_491],
    ['充值/提现', '提现', 1_491, 0],
    ['充值/提现', '充值', 497, 497],
    ['退款', '退还交易手续费', 3, 500],
    ['退款', '退款', 500, 0],
  ])
})

test('what was there at the end of a day can be asked for from ten the next morning on', async () => {
  const { control, pay, dayEnd } = await shop({ terms: { settle: 'T1' } })
  await pay('ORDER1')
  await sandbox.clock.set(START + 15 * HOUR) // one in the morning of the second day
  await pay('ORDER2')
  await control.topUp({ account: 'FEES', amount: 100 })
  const unknown = { status: 400, data: { code: 'INVALID_REQUEST', message: '该账户在指定时间不存在' } }
  await sandbox.clock.set(START + DAY - 1)
  expect(await dayEnd('BASIC')).toMatchObject(unknown)
  await sandbox.clock.set(START + DAY)
  expect(await dayEnd('BASIC')).toEqual({ status: 200, data: { available_amount: 0, pending_amount: 1_491 } })
  expect(await dayEnd('BASIC', '2026-03-01')).toEqual(await dayEnd('BASIC'))
  expect(await dayEnd('BASIC', '2026-02-28')).toMatchObject({ data: { available_amount: 0, pending_amount: 0 } })
  expect(await dayEnd('FEES')).toMatchObject(unknown)
  expect(await dayEnd('BASIC', '2026-03-02')).toMatchObject(unknown)
  await sandbox.clock.set(START + 2 * DAY)
  expect((await dayEnd('BASIC')).data).toEqual({ available_amount: 1_491, pending_amount: 1_491 })
  expect((await dayEnd('FEES')).data).toEqual({ available_amount: 100, pending_amount: 0 })
})

test('day-end balances are kept for ninety days', () => {
  const policy = Object.fromEntries(Object.entries(fundPolicy).map(([name, option]) => [name, option.default]))
  const at = (date: string | undefined, now: string) =>
    dayEndOf(date, { now: Date.parse(now), policy: policy as never })
  expect(at('2026-03-01', '2026-05-30T23:59:59+08:00')).toBe(Date.parse('2026-03-02T00:00:00+08:00'))
  expect(at('2026-03-01', '2026-05-31T00:00:00+08:00')).toMatchObject({ code: 'INVALID_REQUEST' })
  expect(at(undefined, '2026-03-02T10:00:00+08:00')).toBe(Date.parse('2026-03-02T00:00:00+08:00'))
  expect(at('2026-02-30', '2026-03-02T10:00:00+08:00')).toMatchObject({ code: 'PARAM_ERROR' })
})

test('a plain merchant is refused where the policy says so', async () => {
  const policy: Partial<SandboxPolicy> = { balanceQueries: 'nobody' }
  await using strict = await createSandbox({ port: false, clock: { now: START, frozen: true }, policy })
  const client = new MerchantClient(strict, strict.fetch)
  for (const path of ['balance/BASIC', 'dayendbalance/BASIC']) {
    expect(await client.send('GET', `/v3/merchant/fund/${path}`)).toMatchObject({
      status: 403,
      data: { code: 'NO_AUTH', message: '当前商户号没有使用该接口的权限' },
    })
  }
})

test('a platform sees the balances of its second-level merchants, and of nobody else', async () => {
  const path = (mchid: string) => `/v3/ecommerce/fund/balance/${mchid}`
  const refused = { status: 403, data: { code: 'NO_AUTH', message: '受理关系无效' } }
  const { client, merchant } = await shop()
  const other = await sandbox.createMerchant()
  expect(await client.send('GET', path(other.merchant.mchid))).toMatchObject(refused)

  const policy: Partial<SandboxPolicy> = { secondLevelMerchants: 'everybodys' }
  await using open = await createSandbox({ port: false, clock: { now: START, frozen: true }, policy })
  const platform = new MerchantClient(open, open.fetch)
  const { control, merchant: seller } = await open.createMerchant()
  await control.topUp({ amount: 700 })
  const sub_mchid = seller.mchid
  expect(await platform.send('GET', path(sub_mchid))).toEqual({
    status: 200,
    data: { sub_mchid, account_type: 'BASIC', available_amount: 700, pending_amount: 0 },
  })
  for (const account of ['DEPOSIT', 'FEES']) {
    const answer = await platform.send('GET', `${path(sub_mchid)}?account_type=${account}`)
    expect(answer).toMatchObject({ status: 400, data: { message: '输入账户类型未开通' } })
  }
  expect(await platform.send('GET', path(open.merchant.mchid))).toMatchObject(refused)
  expect(await platform.send('GET', path(merchant.mchid.replace(/^1/, '2')))).toMatchObject(refused)
  await open.clock.advance(DAY)
  const end = await platform.send('GET', `/v3/ecommerce/fund/enddaybalance/${sub_mchid}?date=2026-03-01`)
  expect(end.data).toEqual({ sub_mchid, account_type: 'BASIC', available_amount: 700, pending_amount: 0 })
})

test('over HTTP the same is done, and a wrong field is named', async () => {
  const { control, merchant, pay } = await shop({ terms: { settle: 'T7' } })
  await pay('ORDER1')
  const call = async (method: string, path: string, body?: object) => {
    const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/balances${path}?mchid=${merchant.mchid}`, {
      method,
      headers: { 'content-type': 'application/json' },
      ...(body && { body: JSON.stringify(body) }),
    })
    return { status: response.status, data: (await response.json()) as object }
  }
  expect(await call('POST', '/settle', {})).toMatchObject({ data: { balances: [{ available: 1_491, pending: 0 }] } })
  expect(await call('POST', '/top-up', { amount: 9 })).toMatchObject({ data: { balances: [{ available: 1_500 }] } })
  expect(await call('PUT', '', { available: 7 })).toMatchObject({ data: { balances: [{ available: 7 }] } })
  expect((await call('GET', '')).data).toEqual({ balances: await control.balances() })
  const wrong = {
    status: 400,
    data: { error: { field: 'amount', expected: 'a whole number from 1 to 1000000000000' } },
  }
  for (const amount of [0, -1, 0.5, '1']) expect(await call('POST', '/top-up', { amount })).toMatchObject(wrong)
  await expect(control.topUp({ amount: 0 })).rejects.toMatchObject({ status: 400, field: 'amount' })
  await expect(control.setBalance({ account: 'DEPOSIT' as never, available: 1 })).rejects.toMatchObject({
    field: 'account',
  })
})
