import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { RequestError, WechatPay } from '../../../src/index.ts'
import { WechatPay as BlockingWechatPay } from '../../../src/sync/index.ts'
import { answer, apiV3Key, SigningServer } from '../../helpers/signing-server.ts'

let server: SigningServer
let wxpay: WechatPay
let blocking: BlockingWechatPay

beforeAll(async () => {
  server = await SigningServer.start(answer({ prepay_id: 'wx1' }))
  const options = server.options({ apiV2Key: apiV3Key })
  wxpay = new WechatPay(options)
  blocking = new BlockingWechatPay(options)
})
beforeEach(() => {
  server.received.length = 0
})
afterAll(async () => {
  wxpay.close()
  blocking.close()
  await server[Symbol.asyncDispose]()
})

const order = (total: unknown) => ({ json: { appid: 'wx1', out_trade_no: 'T1', amount: { total, currency: 'CNY' } } })
const NOT_FEN = [
  ['a fraction', 19.9 * 100, 'a number with a fraction'],
  ['a fraction above the safe integers', 2 ** 53, 'a number too large to be exact'],
  ['a negative number', -1, 'a negative number'],
  ['minus zero', -0, 'a negative number'],
  ['NaN', NaN, 'NaN'],
  ['Infinity', Infinity, 'Infinity'],
  ['a text', '100', 'a text'],
] as const

async function refused(call: () => unknown): Promise<RequestError> {
  try {
    await call()
  } catch (error) {
    expect(error).toBeInstanceOf(RequestError)
    expect(server.received).toHaveLength(0)
    return error as RequestError
  }
  return expect.fail('it was sent')
}

describe('an amount in fen', () => {
  test.each(NOT_FEN)('is refused as %s, and the value is not shown', async (_, total, kind) => {
    const error = await refused(() => wxpay.v3.pay.transactions.native.post(order(total) as never))
    expect(error).toMatchObject({ name: 'RequestError', code: 'REQUEST_INVALID', field: 'json.amount.total' })
    expect(error.message).toMatch(
      new RegExp(`^POST v3/pay/transactions/native: json\\.amount\\.total: expected a.* received ${kind}$`),
    )
    expect(error.message).not.toContain('1989')
  })

  test.each(NOT_FEN)('is refused by the blocking client as %s', (_, total) => {
    // The server runs in this thread, so a request that is sent in spite of the check would never be answered.
    const once = { timeoutMs: 2000, maxRetries: 0 }
    expect(() => blocking.v3.pay.transactions.native.post({ ...order(total), ...once } as never)).toThrow(
      expect.objectContaining({ name: 'RequestError', field: 'json.amount.total' }),
    )
    expect(server.received).toHaveLength(0)
  })

  test.each([0, 1, 100, Number.MAX_SAFE_INTEGER])('goes as %d', async (total) => {
    await wxpay.v3.pay.transactions.native.post(order(total) as never)
    expect(JSON.parse(server.received.at(-1)!.body.toString())).toMatchObject({ amount: { total } })
  })

  test.each([
    [
      'v3/combine-transactions/jsapi',
      { sub_orders: [{ amount: { total_amount: 1 } }, { amount: { total_amount: 1.5 } }] },
      'json.sub_orders[1].amount.total_amount',
    ],
    ['v3/refund/domestic/refunds', { amount: { refund: 0.1, total: 1 } }, 'json.amount.refund'],
    ['v3/refund/domestic/refunds', { goods_detail: [{ unit_price: -5 }] }, 'json.goods_detail[0].unit_price'],
    [
      'v3/refund/domestic/refunds',
      { amount: { from: [{ account: 'AVAILABLE', amount: 1.01 }] } },
      'json.amount.from[0].amount',
    ],
    ['v3/profitsharing/orders', { receivers: [{ amount: 10.5 }] }, 'json.receivers[0].amount'],
    ['v3/fund-app/mch-transfer/transfer-bills', { transfer_amount: -100 }, 'json.transfer_amount'],
    ['v3/papay/pay/transactions/apply', { amount: { total: 9.9 } }, 'json.amount.total'],
    ['v3/payscore/serviceorder', { post_payments: [{ amount: 2.5 }] }, 'json.post_payments[0].amount'],
    ['v3/payscore/serviceorder', { risk_fund: { amount: NaN } }, 'json.risk_fund.amount'],
    ['v3/pay/transactions/jsapi', { detail: { cost_price: 1.5 } }, 'json.detail.cost_price'],
  ])('is found in %s', async (path, json, field) => {
    expect((await refused(() => wxpay.chain(path).post({ json }))).field).toBe(field)
  })
})

describe('APIv2, where everything is a text,', () => {
  test.each([19.9 * 100, -1, NaN, '19.9', '-1', '1e3', ' 1'])('refuses %o as an amount', async (total_fee) => {
    const xml = { out_trade_no: 'T1', total_fee, openid: 'o1' }
    const error = await refused(() => wxpay.v2.pay.unifiedorder.post({ xml: xml as never }))
    expect(error).toMatchObject({ field: 'xml.total_fee' })
  })

  test.each([1990, '1990'])('takes %o, and numbers for texts', async (total_fee) => {
    const prepared = await wxpay.v2.pay.unifiedorder.post.prepare({
      xml: { out_trade_no: 20260301, total_fee, openid: 'o1' } as never,
    })
    expect(new TextDecoder().decode(prepared.body)).toContain('<total_fee>1990</total_fee>')
  })
})

describe('types', () => {
  test('a number in the place of a text is named, and not shown', async () => {
    const json = { ...order(1).json, mchid: 1900000109 }
    const error = await refused(() => wxpay.v3.pay.transactions.native.post({ json } as never))
    expect(error.message).toBe('POST v3/pay/transactions/native: json.mchid: expected a text, received a number')
    expect(error.hint?.zh).toContain('"1900000109"')
  })

  test('a whole number that is none, and a text in the place of a number', async () => {
    const goods = (quantity: unknown) => ({ json: { goods_detail: [{ refund_quantity: quantity }] } })
    const refund = wxpay.chain('v3/refund/domestic/refunds' as string).post
    expect((await refused(() => refund(goods(1.5)))).message).toContain(
      'expected a whole number, received a number with',
    )
    expect((await refused(() => refund(goods('1')))).message).toContain('expected a whole number, received a text')
  })

  test('a query has no types: numbers may stand for texts there', async () => {
    await wxpay.v3.payscore.payafterOrders.get({
      query: { service_id: 500001, appid: 'wx1', out_order_no: 1 } as never,
    })
    expect(server.received).toHaveLength(1)
  })

  test('fields that are not documented pass, and so does everything with checks: false', async () => {
    const post = wxpay.v3.pay.transactions.native.post
    await post({ json: { ...order(1).json, new_field: 1.5, new_object: { new_id: 7 } } } as never)
    await post({ ...order(-1.5), checks: false } as never)
    await wxpay.chain('v3/something/new').post({ json: { amount: -1.5 } })
    expect(server.received).toHaveLength(3)
  })

  test('what JSON would write as null is refused anywhere, with checks: false too', async () => {
    const post = wxpay.chain('v3/something/new').post
    expect((await refused(() => post({ json: { a: [{ b: NaN }] }, checks: false }))).field).toBe('json.a[0].b')
  })

  test('what refers to itself is left for JSON to name, and a name that is a value is not shown', async () => {
    const json: Record<string, unknown> = {}
    json['self'] = json
    const post = wxpay.chain('v3/something/new').post
    expect((await refused(() => post({ json }))).message).toContain('it refers to itself')
    expect((await refused(() => post({ json: { '13800138000': NaN } }))).message).not.toContain('13800138000')
  })
})
