import { afterAll, beforeAll, expect, test } from 'vitest'
import { Wechatpay } from 'wechatpay-axios-plugin'
import { type FaultKind, type Sandbox, createSandbox } from '../../src/index.ts'
import { rental, rent } from './support/rental.ts'

/** `wechatpay-axios-plugin` as it is published, pointed at the sandbox by its own `baseURL`. */
let sandbox: Sandbox
let wxpay: Wechatpay

beforeAll(async () => {
  sandbox = await createSandbox({ clock: { frozen: true } })
  wxpay = clientOf(sandbox)
})

afterAll(() => sandbox.close())

function clientOf(target: Sandbox): Wechatpay {
  return new Wechatpay(configOf(target))
}

function configOf({ merchant, url }: Sandbox) {
  return {
    mchid: merchant.mchid,
    serial: merchant.certificateSerial,
    privateKey: merchant.privateKey,
    certs: { [merchant.publicKeyId]: merchant.publicKey },
    baseURL: url,
  }
}

const ORDERS = 'v3/payscore/payafter-orders'
const COMPLETE = `${ORDERS}/{out_order_no}/complete`

// `|` and `*` are legal in the number, and what encoding makes of them is part of what is signed.
test.each(['PB20260301', 'PB|2026*03-01'])('creates, queries and completes order %s', async (out_order_no) => {
  const bodies = rental(sandbox.merchant, out_order_no)
  const created = await wxpay.v3!.payscore!.payafterOrders!.post(bodies.create)
  expect(created).toMatchObject({ status: 200, data: { out_order_no, package: expect.any(String) } })

  const endedAt = await rent(sandbox, out_order_no)
  const accepted = await wxpay.chain(ORDERS).get({ params: bodies.query })
  expect(accepted.data).toMatchObject({ state: 'USER_ACCEPTED' })

  const body = bodies.complete(accepted.data.finish_ticket, endedAt)
  const completed = await wxpay.chain(COMPLETE).post(body, { out_order_no })
  expect(completed).toMatchObject({ status: 200, data: { out_order_no, order_id: expect.any(String) } })
  expect((await wxpay.chain(COMPLETE).post(body, { out_order_no })).data).toEqual(completed.data)

  await sandbox.control.pay(out_order_no)
  const paid = await wxpay.chain(ORDERS).get({ params: bodies.query })
  expect(paid.data).toMatchObject({ state: 'USER_PAID', total_amount: 600 })
})

test('shows the refusals of WeChat Pay', async () => {
  const { query } = rental(sandbox.merchant, 'PB404')
  await expect(wxpay.chain(ORDERS).get({ params: query })).rejects.toMatchObject({
    response: { status: 404, data: { code: 'ORDER_NOT_EXIST' } },
  })
})

test.each<FaultKind>(['tamper', 'signtest', 'wrong_serial', 'stale_timestamp'])(
  'does not trust an answer spoilt by %s, which shows that it verified the others',
  async (kind) => {
    await sandbox.control.addFault({ target: 'api', kind, remaining: 1 })
    const { create } = rental(sandbox.merchant, 'PB1')
    await expect(wxpay.chain(ORDERS).post(create)).rejects.toThrow(/verify|offset|serial/i)
  },
)

test('fact: it sends no Wechatpay-Serial, so while keys are switched it is answered with the platform certificate', async () => {
  await using switching = await createSandbox({ merchant: { mode: 'switching' } })
  const { create } = rental(switching.merchant, 'PB1')
  await expect(clientOf(switching).chain(ORDERS).post(create)).rejects.toThrow(/Cannot found the serial/)
})

test('fact: a chain that is awaited by mistake sends a signed POST to …/then, and the await never ends', async () => {
  const settled: unknown[] = []
  const settle = (value: unknown): unknown => settled.push(value)
  // What `await` does with it; the promise it gets back is dropped, so that the refusal ends the process.
  const sent = (wxpay.v3!.payscore as unknown as PromiseLike<unknown>).then(settle, settle)
  await expect(sent).rejects.toMatchObject({
    config: {
      method: 'post',
      url: 'v3/payscore/then',
      headers: { Authorization: expect.stringContaining('signature="') },
    },
    response: { status: 404 },
  })
  expect(settled).toEqual([])
})

test('orders, refunds, and finds the refund by either API', async () => {
  const { mchid, appid, apiV2Key } = sandbox.merchant
  const order = { mchid, appid, description: '图书', out_trade_no: 'ORDER1', notify_url: 'https://shop.example/notify' }
  await wxpay.v3!.pay!.transactions!.native!.post({ ...order, amount: { total: 1_500, currency: 'CNY' } })
  await sandbox.control.payments.pay('ORDER1')
  const refunds = wxpay.v3!.refund!.domestic!.refunds!
  const asked = await refunds.post({
    out_trade_no: 'ORDER1',
    out_refund_no: 'R|1*1',
    amount: { refund: 500, total: 1_500, currency: 'CNY' },
  })
  expect(asked).toMatchObject({ status: 200, data: { status: 'PROCESSING', out_refund_no: 'R|1*1' } })
  await sandbox.control.refunds.decide('R|1*1', { outcome: 'success' })
  const found = await refunds._out_refund_no_!.get({ out_refund_no: 'R|1*1' })
  expect(found.data).toMatchObject({ status: 'SUCCESS', amount: { refund: 500, total: 1_500 } })

  const v2 = new Wechatpay({ ...configOf(sandbox), secret: apiV2Key })
  const { data } = await v2.v2!.pay!.refundquery!.post({
    appid,
    mch_id: mchid,
    nonce_str: 'n1',
    out_trade_no: 'ORDER1',
  })
  expect(data).toMatchObject({ result_code: 'SUCCESS', out_refund_no_0: 'R|1*1', refund_status_0: 'SUCCESS' })
})
