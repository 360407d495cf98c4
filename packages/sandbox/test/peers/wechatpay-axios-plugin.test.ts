import { afterAll, beforeAll, expect, test } from 'vitest'
import { Aes, Formatter, Hash, Rsa, Transformer, Wechatpay } from 'wechatpay-axios-plugin'
import { type FaultKind, type MerchantCredentials, type Sandbox, createSandbox } from '../../src/index.ts'
import { type Endpoint, type Received, startEndpoint } from '../support/endpoint.ts'
import { rental, rent } from './support/rental.ts'

/** The published `wechatpay-axios-plugin`, with its `baseURL` set to the sandbox. */
let sandbox: Sandbox
let wxpay: Wechatpay
let endpoint: Endpoint

beforeAll(async () => {
  // The body that APIv2 expects; APIv3 reads the status alone.
  endpoint = await startEndpoint(() => 200, Transformer.toXml({ return_code: 'SUCCESS', return_msg: 'OK' }))
  sandbox = await createSandbox({ clock: { frozen: true } })
  wxpay = clientOf(sandbox)
})

afterAll(async () => {
  await sandbox.close()
  await endpoint[Symbol.asyncDispose]()
})

function clientOf(target: Sandbox): Wechatpay {
  return new Wechatpay(configOf(target))
}

function configOf({ merchant, url }: Pick<Sandbox, 'merchant' | 'url'>) {
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

// `|` and `*` are legal in the number, and their encoded form is part of the signed message.
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
  // Does what `await` does. The returned promise is dropped, so that its rejection ends the process.
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

/** Creates a new merchant with a client for both APIs. */
async function shop() {
  const joined = await sandbox.createMerchant()
  const { merchant } = joined
  const client = new Wechatpay({ ...configOf({ merchant, url: sandbox.url }), secret: merchant.apiV2Key })
  return { ...joined, v2: client.v2!, v3: client.v3! }
}

/** Returns the latest notification, once all are delivered. */
async function latest(): Promise<Received> {
  await sandbox.idle()
  return endpoint.received.at(-1)!
}

/** Verifies and decrypts with the plugin's own functions. */
function openV3({ headers, body }: Received, { publicKey, apiV3Key }: MerchantCredentials) {
  const header = (name: string): string => String(headers[`wechatpay-${name}`])
  const signed = Formatter.response(header('timestamp'), header('nonce'), body.toString())
  expect(Rsa.verify(signed, header('signature'), publicKey)).toBe(true)
  const { event_type, resource } = JSON.parse(body.toString()) as {
    event_type: string
    resource: { ciphertext: string; nonce: string; associated_data: string }
  }
  const { ciphertext, nonce, associated_data } = resource
  return {
    event_type,
    resource: JSON.parse(Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data)) as object,
  }
}

const DAY_OF_ORDER_AND_REFUND = [
  { 商户订单号: 'ORDER1', 交易状态: 'SUCCESS', 应结订单金额: '15.00', 退款金额: '0.00' },
  { 商户订单号: 'ORDER1', 交易状态: 'REFUND', 商户退款单号: 'R|1*1', 退款金额: '5.00' },
]

test('orders, is told, refunds, is told, and finds both in the bill', async () => {
  const { control, merchant, v3 } = await shop()
  const { mchid, appid } = merchant
  const order = { mchid, appid, description: '图书', out_trade_no: 'ORDER1', notify_url: endpoint.url }
  await v3.pay!.transactions!.native!.post({ ...order, amount: { total: 1_500, currency: 'CNY' } })
  const { transaction_id } = await control.payments.pay('ORDER1')
  expect(openV3(await latest(), merchant)).toMatchObject({
    event_type: 'TRANSACTION.SUCCESS',
    resource: { out_trade_no: 'ORDER1', transaction_id, amount: { total: 1_500 } },
  })

  const refunds = v3.refund!.domestic!.refunds!
  const asked = await refunds.post({
    out_trade_no: 'ORDER1',
    out_refund_no: 'R|1*1',
    notify_url: endpoint.url,
    amount: { refund: 500, total: 1_500, currency: 'CNY' },
  })
  expect(asked).toMatchObject({ status: 200, data: { status: 'PROCESSING', out_refund_no: 'R|1*1' } })
  await control.refunds.decide('R|1*1', { outcome: 'success' })
  expect(openV3(await latest(), merchant)).toMatchObject({
    event_type: 'REFUND.SUCCESS',
    resource: { out_refund_no: 'R|1*1', refund_status: 'SUCCESS', amount: { refund: 500 } },
  })
  const found = await refunds._out_refund_no_!.get({ out_refund_no: 'R|1*1' })
  expect(found.data).toMatchObject({ status: 'SUCCESS', amount: { refund: 500, total: 1_500 } })

  const { date } = await control.bills.make()
  const applied = await v3.bill!.tradebill!.get({ params: { bill_date: date, bill_type: 'ALL' } })
  const { hash_value, download_url } = applied.data as { hash_value: string; download_url: string }
  const params = Object.fromEntries(new URL(download_url).searchParams)
  const file = await v3.billdownload!.file!.get({ params, responseType: 'arraybuffer' })
  expect(Hash.sha1(file.data as Buffer)).toBe(hash_value)
  const bill = Formatter.castCsvBill(file.data as Buffer) as { rows: object[]; summary: object }
  expect(bill.rows).toMatchObject(DAY_OF_ORDER_AND_REFUND)
  expect(bill.summary).toMatchObject({ 总交易单数: '2.0', 应结订单总金额: '15.00', 退款总金额: '5.00' })
})

test('does the same through APIv2', async () => {
  const { control, merchant, v2, v3 } = await shop()
  const { appid, mchid, apiV2Key } = merchant
  const common = { appid, mch_id: mchid, out_trade_no: 'ORDER1' }
  const ordered = await v2.pay!.unifiedorder!.post({
    ...common,
    body: '图书',
    total_fee: 1_500,
    spbill_create_ip: '127.0.0.1',
    notify_url: endpoint.url,
    trade_type: 'NATIVE',
    product_id: 'G1',
  })
  expect(ordered.data).toMatchObject({ result_code: 'SUCCESS', code_url: expect.stringMatching(/^weixin:/) })
  const { transaction_id } = await control.payments.pay('ORDER1')
  const paid = Transformer.toObject((await latest()).body.toString()) as { sign: string }
  expect(paid).toMatchObject({ result_code: 'SUCCESS', out_trade_no: 'ORDER1', transaction_id, total_fee: '1500' })
  const type = paid.sign.length === 64 ? 'HMAC-SHA256' : 'MD5'
  expect(Hash.sign(type, paid, apiV2Key)).toBe(paid.sign)
  expect((await v2.pay!.orderquery!.post(common)).data).toMatchObject({ trade_state: 'SUCCESS', transaction_id })

  const refund = { ...common, out_refund_no: 'R|1*1', total_fee: 1_500, refund_fee: 500, notify_url: endpoint.url }
  const asked = await v2.secapi!.pay!.refund!.post(refund, { security: true })
  expect(asked.data).toMatchObject({ result_code: 'SUCCESS', out_refund_no: 'R|1*1', refund_fee: '500' })
  await control.refunds.decide('R|1*1', { outcome: 'success' })
  const told = Transformer.toObject((await latest()).body.toString()) as { req_info: string }
  const info = Transformer.toObject(Aes.AesEcb.decrypt(told.req_info, Hash.md5(apiV2Key)))
  expect(info).toMatchObject({ out_refund_no: 'R|1*1', refund_status: 'SUCCESS', refund_fee: '500' })
  expect((await v2.pay!.refundquery!.post(common)).data).toMatchObject({ refund_status_0: 'SUCCESS' })
  // Both APIs find the same order and the same refund.
  const found = await v3.refund!.domestic!.refunds!._out_refund_no_!.get({ out_refund_no: 'R|1*1' })
  expect(found.data).toMatchObject({ status: 'SUCCESS', transaction_id })

  const { date } = await control.bills.make()
  const query = { appid, mch_id: mchid, bill_date: date.replaceAll('-', ''), bill_type: 'ALL' }
  const file = await v2.pay!.downloadbill!.post(query, { responseType: 'arraybuffer', transformResponse: [] })
  const bill = Formatter.castCsvBill(file.data as unknown as Buffer) as { rows: object[] }
  expect(bill.rows).toMatchObject(DAY_OF_ORDER_AND_REFUND)
})
