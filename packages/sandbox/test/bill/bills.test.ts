import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { NoBillError, fundFlowBill, parseTradeBill, tradeBill } from 'wechatpay-ts/bills'
import { WechatPay } from 'wechatpay-ts'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { type Endpoint, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const TODAY = '2026-03-01'

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
  const { mchid, appid } = merchant
  const client = new MerchantClient({ url: sandbox.url, merchant }, sandbox.fetch)
  const bill = (path: string) => client.send('GET', `/v3/bill/${path}`)
  return {
    ...joined,
    client,
    wxpay: new WechatPay(clientOptions),
    pay: async (
      number: string,
      more: { description?: string; attach?: string; total?: number; device?: string } = {},
    ) => {
      const { total = 1_500, description = '图书', attach, device } = more
      const created = await client.send('POST', '/v3/pay/transactions/native', {
        appid,
        mchid,
        description,
        out_trade_no: number,
        notify_url: endpoint.url,
        amount: { total, currency: 'CNY' },
        ...(attach !== undefined && { attach }),
        ...(device !== undefined && { scene_info: { payer_client_ip: '1.2.3.4', device_id: device } }),
      })
      expect(created.status).toBe(200)
      return control.payments.pay(number, { openid: 'oBuyer' })
    },
    refund: async (out_trade_no: string, out_refund_no: string, refund: number, total = 1_500) => {
      const amount = { refund, total, currency: 'CNY' }
      const terms = { out_trade_no, out_refund_no, reason: '缺货', notify_url: endpoint.url, amount }
      const asked = await client.send('POST', '/v3/refund/domestic/refunds', terms)
      expect(asked.status).toBe(200)
      return String(asked.data['refund_id'])
    },
    bill,
    trades: (more = '') => bill(`tradebill?bill_date=${TODAY}${more}`),
    funds: (more = '') => bill(`fundflowbill?bill_date=${TODAY}${more}`),
    /** Downloads the file at an application's address and returns its bytes and headers. */
    download: async (address: unknown) => {
      const url = String(address)
      expect(url).toMatch(/^http:\/\/sandbox\.invalid\/v3\/billdownload\/file\?token=[\w-]+\.[\w-]+/)
      const answers: Response[] = []
      const fetch: typeof globalThis.fetch = async (input, init) => {
        const answer = await sandbox.fetch(input, init)
        answers.push(answer.clone())
        return answer
      }
      await new MerchantClient({ url: sandbox.url, merchant }, fetch)
        .send('GET', url.slice(sandbox.url.length))
        .catch(() => {}) // a bill is no JSON
      const [answer] = answers
      return { headers: answer!.headers, bytes: Buffer.from(await answer!.arrayBuffer()) }
    },
  }
}

async function rowsOf<Row>(bill: { rows(): AsyncIterable<Row> }): Promise<Row[]> {
  const rows: Row[] = []
  for await (const row of bill.rows()) rows.push(row)
  return rows
}

test('the bills of a day are there at nine the next morning, to the byte', async () => {
  const { merchant, pay, trades, funds, download } = await shop()
  const { transaction_id } = await pay('ORDER1', { attach: '门店,7', device: 'D1' })
  await sandbox.clock.set(START + DAY)
  const { status, data } = await trades()
  expect(status).toBe(200)
  const { bytes, headers } = await download(data['download_url'])
  expect(bytes.toString()).toBe(
    [
      '\ufeff交易时间,公众账号ID,商户号,特约商户号,设备号,微信订单号,商户订单号,用户标识,交易类型,交易状态,付款银行,货币种类,应结订单金额,代金券金额,微信退款单号,商户退款单号,退款金额,充值券退款金额,退款类型,退款状态,商品名称,商户数据包,手续费,费率,订单金额,申请退款金额,费率备注',
      `\`2026-03-01 10:00:00,\`${merchant.appid},\`${merchant.mchid},\`0,\`D1,\`${transaction_id},\`ORDER1,\`oBuyer,\`NATIVE,\`SUCCESS,\`OTHERS,\`CNY,\`15.00,\`0.00,\`0,\`0,\`0.00,\`0.00,\`,\`,\`图书,\`门店\\ 7,\`0.09000,\`0.60%,\`15.00,\`0.00,\``,
      '总交易单数,应结订单总金额,退款总金额,充值券退款总金额,手续费总金额,订单总金额,申请退款总金额',
      '`1.0,`15.00,`0.00,`0.00,`0.09000,`15.00,`0.00',
      '',
    ].join('\r\n'),
  )
  expect(data).toMatchObject({ hash_type: 'SHA1', hash_value: createHash('sha1').update(bytes).digest('hex') })
  expect(headers.get('wechatpay-signature')).toBeNull()
  expect(headers.get('sandbox-answer')).toBeNull()

  const flow = await funds()
  const lines = (await download(flow.data['download_url'])).bytes.toString().split('\r\n')
  expect(lines[0]).toBe(
    '\ufeff记账时间,微信支付业务单号,资金流水单号,业务名称,业务类型,收支类型,收支金额(元),账户结余(元),资金变更提交申请人,备注,业务凭证号',
  )
  const flowNumber = `${merchant.mchid}20260301\\d{10}`
  expect(lines[1]).toMatch(
    new RegExp(
      `^\`2026-03-01 10:00:00,\`${transaction_id},\`${flowNumber},\`交易,\`交易,\`收入,\`15.00,\`15.00,\`system,\`图书,\`ORDER1$`,
    ),
  )
  expect(lines[2]).toMatch(
    new RegExp(`,\`${flowNumber},\`交易,\`扣除交易手续费,\`支出,\`0.09,\`14.91,\`system,\`,\`ORDER1$`),
  )
  expect(lines.slice(3)).toEqual([
    '资金流水总笔数,收入笔数,收入金额,支出笔数,支出金额',
    '`2.0,`1.0,`15.00,`1.0,`0.09',
    '',
  ])
})

test('a bill comes packed where that is asked for, and its digest is that of the file', async () => {
  const { pay, trades, download } = await shop()
  await pay('ORDER1')
  await sandbox.clock.set(START + DAY)
  const plain = await trades()
  const packed = await trades('&tar_type=GZIP')
  expect(String(packed.data['download_url'])).toMatch(/&tartype=gzip$/)
  expect(packed.data['hash_value']).toBe(plain.data['hash_value'])
  const unpacked = gunzipSync((await download(packed.data['download_url'])).bytes)
  expect(unpacked).toEqual((await download(plain.data['download_url'])).bytes)
})

test('a day that is not over, is being billed, is long ago or was empty has no bill', async () => {
  const { pay, trades, funds, bill } = await shop()
  await pay('ORDER1')
  const code = (code: string) => ({ status: 400, data: { code } })
  expect(await trades()).toMatchObject(code('INVALID_REQUEST'))
  await sandbox.clock.set(START + 14 * HOUR) // midnight
  expect(await trades()).toMatchObject(code('STATEMENT_CREATING'))
  expect(await funds()).toMatchObject(code('STATEMENT_CREATING'))
  await sandbox.clock.set(START + 23 * HOUR - 1)
  expect(await trades()).toMatchObject(code('STATEMENT_CREATING'))
  await sandbox.clock.set(START + 23 * HOUR)
  expect(await trades()).toMatchObject({ status: 200 })
  expect(await bill('tradebill?bill_date=2026-02-28')).toMatchObject({
    status: 400,
    data: { code: 'NO_STATEMENT_EXIST', message: '请求的账单文件不存在' },
  })
  expect(await trades('&bill_type=REFUND')).toMatchObject(code('NO_STATEMENT_EXIST'))
  expect(await trades('&bill_type=RECHARGE_REFUND')).toMatchObject(code('NO_STATEMENT_EXIST'))
  expect(await funds('&account_type=OPERATION')).toMatchObject(code('NO_STATEMENT_EXIST'))
  for (const wrong of ['&bill_type=NONE', '&tar_type=ZIP'])
    expect(await trades(wrong)).toMatchObject(code('PARAM_ERROR'))
  expect(await funds('&account_type=SAVINGS')).toMatchObject(code('PARAM_ERROR'))
  for (const ask of [trades, funds])
    expect(await ask('&sub_mchid=1900000999')).toMatchObject({ status: 403, data: { code: 'NO_AUTH' } })
  expect(await bill('tradebill?bill_date=2026-02-30')).toMatchObject(code('PARAM_ERROR'))
  await sandbox.clock.set(Date.parse('2026-06-01T12:00:00+08:00'))
  expect(await trades()).toMatchObject({ status: 200 })
  await sandbox.clock.set(Date.parse('2026-06-02T00:00:00+08:00'))
  expect(await trades()).toMatchObject(code('INVALID_REQUEST'))
})

test('a download address is good for five minutes, and for the merchant who asked', async () => {
  const { client, pay, trades } = await shop()
  await pay('ORDER1')
  await sandbox.clock.set(START + DAY)
  const { download_url } = (await trades()).data
  const target = String(download_url).slice(sandbox.url.length)
  const other = await sandbox.createMerchant()
  const stranger = new MerchantClient({ url: sandbox.url, merchant: other.merchant }, sandbox.fetch)
  expect(await stranger.send('GET', target)).toMatchObject({
    status: 403,
    data: { code: 'NO_AUTH', message: '权限异常' },
  })
  for (const wrong of [target.slice(0, -2), '/v3/billdownload/file?token=e30.x', '/v3/billdownload/file'])
    expect(await client.send('GET', wrong)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } })
  const unsigned = await sandbox.fetch(String(download_url), { headers: { accept: '*/*', 'user-agent': 'test' } })
  expect(unsigned.status).toBe(401)
  await sandbox.clock.advance(5 * MINUTE)
  expect(await client.send('GET', target)).toMatchObject({ status: 400, data: { code: 'INVALID_REQUEST' } })
})

test('behind a proxy that ends TLS the address is the proxy’s', async () => {
  const { merchant, pay } = await shop()
  await pay('ORDER1')
  await sandbox.clock.set(START + DAY)
  const forwarded: typeof globalThis.fetch = (input, init) => {
    const headers = { ...(init?.headers as Record<string, string>), 'x-forwarded-proto': 'https' }
    return sandbox.fetch(input, { ...init, headers })
  }
  const client = new MerchantClient({ url: 'http://pay.example', merchant }, forwarded)
  const { data } = await client.send('GET', `/v3/bill/tradebill?bill_date=${TODAY}`)
  expect(data['download_url']).toMatch(/^https:\/\/pay\.example\/v3\/billdownload\/file\?token=/)
})

test('each kind of trade bill has its columns, and a day ends at midnight in Beijing', async () => {
  const { pay, wxpay } = await shop({ terms: { settle: 'T1', feeRate: 100 } })
  await pay('ORDER1')
  await sandbox.clock.set(START + 14 * HOUR - 1)
  await pay('ORDER2', { total: 1 })
  await sandbox.clock.advance(1)
  await pay('ORDER3')
  await sandbox.clock.set(START + 2 * DAY)
  await using success = await tradeBill(wxpay, { query: { bill_date: TODAY, bill_type: 'SUCCESS' } })
  const rows = await rowsOf(success)
  expect(rows.map(({ out_trade_no, total, fee_yuan, fee_rate }) => [out_trade_no, total, fee_yuan, fee_rate])).toEqual([
    ['ORDER1', 1_500, '0.15000', '1.00%'],
    ['ORDER2', 1, '0.00000', '1.00%'],
  ])
  expect(Object.keys(rows[0]!.columns)).toHaveLength(20)
  expect(success.summary).toMatchObject({ count: 2, total: 1_501, settlement_total: 1_501, fee_total_yuan: '0.15000' })
  // A settlement moves funds within the account, so it adds no row and leaves the balance unchanged.
  await using second = await fundFlowBill(wxpay, { query: { bill_date: '2026-03-02' } })
  expect((await rowsOf(second)).map(({ amount, balance, direction }) => [direction, amount, balance])).toEqual([
    ['收入', 1_500, 2_986],
    ['支出', 15, 2_971],
  ])
})

test('a refund is a line of the day it was asked for, with the state of the morning after', async () => {
  const { control, pay, refund, trades, download, wxpay } = await shop()
  const { transaction_id } = await pay('ORDER1', { description: "it's `1`" })
  await sandbox.clock.advance(HOUR)
  const refund_id = await refund('ORDER1', 'REFUND1', 500)
  for (const [number, outcome] of [
    ['REFUND2', 'abnormal'],
    ['REFUND3', 'closed'],
  ] as const) {
    await refund('ORDER1', number, 100)
    await control.refunds.decide(number, { outcome })
  }
  await refund('ORDER1', 'REFUND4', 200)
  await control.refunds.decide('REFUND4', { outcome: 'success', delayMs: 3 * DAY })
  await sandbox.clock.set(START + 4 * DAY) // all of them have ended, and yet the bill is the first morning's
  await using all = await tradeBill(wxpay, { query: { bill_date: TODAY } })
  expect(await rowsOf(all)).toMatchObject([
    { trade_state: 'SUCCESS', total: 1_500, fee_yuan: '0.09000', description: "it\\'s \\`1\\`" },
    {
      trade_state: 'REFUND',
      transaction_id,
      out_trade_no: 'ORDER1',
      refund_id,
      out_refund_no: 'REFUND1',
      trade_time: '2026-03-01T11:00:00+08:00',
      settlement_total: 0,
      total: 0,
      refund_amount: 500,
      requested_refund: 500,
      refund_type: 'ORIGINAL',
      refund_status: 'SUCCESS',
      fee_yuan: '-0.03000',
      description: "it's \\1401\\140",
    },
    { out_refund_no: 'REFUND2', refund_status: 'CHANGE' },
    { out_refund_no: 'REFUND3', refund_status: 'FAIL' },
    { out_refund_no: 'REFUND4', refund_status: 'PROCESSING' },
  ])
  expect(all.summary).toMatchObject({ count: 5, total: 1_500, refund_total: 900, requested_refund_total: 900 })
  const { data } = await trades('&bill_type=REFUND')
  const [names, row] = (await download(data['download_url'])).bytes.toString().split('\r\n')
  expect(names).toContain(',代金券金额,退款申请时间,退款成功时间,微信退款单号,')
  expect(row).toContain(',`0.00,`0.00,`2026-03-01 11:00:00,`2026-03-01 11:00:01,`')

  await using funds = await fundFlowBill(wxpay, { query: { bill_date: TODAY } })
  const flow = await rowsOf(funds)
  expect(flow.filter(({ business_id }) => business_id === refund_id)).toMatchObject([
    { business_name: '退款', business_type: '退还交易手续费', direction: '收入', amount: 3, note: '缺货' },
    { business_name: '退款', business_type: '退款', direction: '支出', amount: 500, voucher_id: 'REFUND1' },
  ])
  expect(flow.map(({ business_type }) => business_type)).toContain('退款关闭')
  expect(flow.at(-1)?.balance).toBe((await control.balances())[0]!.available)
})

test('through APIv2 the file itself is the answer, and what is refused is said in its words', async () => {
  const { merchant, pay, trades, funds, download, wxpay } = await shop()
  const { appid } = merchant
  await pay('ORDER1')
  const bill = (more: object = {}) =>
    wxpay.v2.pay.downloadbill.post({ xml: { appid, bill_date: '20260301', bill_type: 'ALL', ...more } })
  const flow = (more: object = {}) =>
    wxpay.v2.pay.downloadfundflow.post({
      xml: { appid, bill_date: '20260301', account_type: 'Basic', sign_type: 'HMAC-SHA256', ...more },
    })
  await expect(bill()).rejects.toThrow('invalid bill_date')
  await sandbox.clock.set(START + 14 * HOUR)
  await expect(bill()).rejects.toThrow('Bill Creating')
  await expect(flow()).rejects.toMatchObject({ code: 'BILL_CREATING' })
  await sandbox.clock.set(START + DAY)
  const plain = await download((await trades()).data['download_url'])
  expect((await bill()).data).toBe(plain.bytes.toString())
  expect((await bill({ tar_type: 'GZIP' })).data).toBe(plain.bytes.toString())
  expect((await flow()).data).toBe((await download((await funds()).data['download_url'])).bytes.toString())
  await using read = await parseTradeBill((await bill()).data)
  expect(await rowsOf(read)).toMatchObject([{ out_trade_no: 'ORDER1', total: 1_500 }])

  await expect(bill({ bill_date: '20260228' })).rejects.toThrow('No Bill Exist')
  await expect(bill({ bill_type: 'RECHARGE_REFUND' })).rejects.toThrow('No Bill Exist')
  await expect(bill({ bill_type: 'NONE' })).rejects.toThrow('invalid bill_type')
  await expect(flow({ account_type: 'Fees' })).rejects.toMatchObject({ code: 'NO_BILL_EXIST' })
  await expect(flow({ account_type: 'BASIC' })).rejects.toMatchObject({ code: 'PARAM_ERROR' })
})

test('a deduction is in the bill under the number that WeChat Pay gave it, what a user paid under the merchant’s', async () => {
  const { client, control, wxpay } = await shop()
  const complete = async (number: string) => {
    await client.create(number)
    await control.confirm(number)
    await sandbox.clock.advance(HOUR)
    expect((await client.complete(number, serviceTime(await sandbox.clock.now()))).status).toBe(200)
    await sandbox.clock.advance(HOUR)
  }
  await complete('RENT1')
  const [user] = await control.users()
  await control.setUser(user!.openid, { wallet: 'insufficient' })
  await complete('RENT2')
  await control.setUser(user!.openid, { wallet: 'sufficient' })
  await control.pay('RENT2')
  await sandbox.clock.set(START + DAY)
  await using bill = await tradeBill(wxpay, { query: { bill_date: TODAY } })
  const { order_id } = await control.order('RENT1')
  expect(await rowsOf(bill)).toMatchObject([
    { trade_type: 'AUTH', out_trade_no: order_id, attach: `wxzff|${order_id}|RENT1`, total: 250 },
    { trade_type: 'JSAPI', out_trade_no: 'RENT2', total: 250 },
  ])
})

test('a person has the bills of the day made at once, and again; the next morning they are whole', async () => {
  const { control, merchant, pay, wxpay } = await shop()
  await pay('ORDER1')
  expect(await control.bills.make()).toMatchObject({ date: TODAY, madeAt: START })
  await pay('ORDER2') // at the same instant, and yet afterwards
  const count = async () => {
    await using bill = await tradeBill(wxpay, { query: { bill_date: TODAY } })
    expect((await rowsOf(bill)).length).toBe(bill.summary?.count)
    return bill.summary?.count
  }
  expect(await count()).toBe(1)
  const response = await sandbox.fetch(`${sandbox.url}/_sandbox/api/bills/make?mchid=${merchant.mchid}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ date: TODAY }),
  })
  expect(response.status).toBe(200)
  expect(await count()).toBe(2)
  await sandbox.clock.advance(HOUR)
  await pay('ORDER3')
  expect(await count()).toBe(2)
  await sandbox.clock.set(START + DAY)
  expect(await count()).toBe(3)
  await expect(control.bills.make('2026-03-03')).rejects.toMatchObject({ status: 400, field: 'date' })
  await expect(tradeBill(wxpay, { query: { bill_date: '2026-02-28' } })).rejects.toBeInstanceOf(NoBillError)
})

test('whatever is paid and refunded, the SDK reads in the bills what the book has', async () => {
  const step = fc.record({
    total: fc.integer({ min: 1, max: 50_000 }),
    refunds: fc.array(fc.integer({ min: 1, max: 60 }), { maxLength: 3 }),
    wait: fc.integer({ min: 0, max: 6 * HOUR }),
  })
  const terms = fc.record({ feeRate: fc.constantFrom(0, 60, 380), settle: fc.constantFrom('T0', 'T1') })
  const histories = fc.asyncProperty(fc.array(step, { minLength: 4, maxLength: 4 }), terms, async (steps, terms) => {
    const { control, client, pay, refund, wxpay } = await shop({ terms })
    for (const [at, { total, refunds, wait }] of steps.entries()) {
      await pay(`ORDER${at}`, { total })
      let left = total
      for (const [number, percent] of refunds.entries()) {
        const fen = Math.max(1, Math.floor((total * percent) / 100))
        if (fen > left) continue
        left -= fen
        await refund(`ORDER${at}`, `REFUND${at}-${number}`, fen, total)
      }
      await sandbox.clock.advance(wait)
    }
    await sandbox.clock.set(START + 2 * DAY)
    let before = 0
    for (const bill_date of [TODAY, '2026-03-02']) {
      const end = (await client.send('GET', `/v3/merchant/fund/dayendbalance/BASIC?date=${bill_date}`)).data
      const closing = Number(end['available_amount']) + Number(end['pending_amount'])
      const trades = await tradeBill(wxpay, { query: { bill_date } }).catch(() => undefined)
      if (!trades) continue
      await using funds = await fundFlowBill(wxpay, { query: { bill_date } })
      const flow = await rowsOf(funds)
      const net = (funds.summary?.income ?? 0) - (funds.summary?.expense ?? 0)
      expect([before + net, flow.at(-1)?.balance]).toEqual([closing, closing])
      const rows = await rowsOf(trades)
      const fees = rows.reduce((sum, { fee_yuan = '0' }) => sum + Math.round(Number(fee_yuan) * 100), 0)
      const traded = rows.reduce((sum, { total = 0, refund_amount = 0 }) => sum + total - refund_amount, 0)
      expect(traded - fees).toBe(net)
      expect(trades.summary).toMatchObject({ count: rows.length })
      before = closing
      await trades.close()
    }
    const [basic] = await control.balances()
    expect(basic!.available + basic!.pending).toBe(before)
  })
  await fc.assert(histories, { numRuns: 3 })
})
