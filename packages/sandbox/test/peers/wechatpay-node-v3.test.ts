import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import Pay from 'wechatpay-node-v3'
import { crypto, nonce, utf8 } from 'wechatpay-ts/crypto'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { type Received, startEndpoint } from '../support/endpoint.ts'
import { type Exchange, PRODUCTION_HOST, startLoopback } from './support/loopback.ts'
import { rental, rent } from './support/rental.ts'

/**
 * The published `wechatpay-node-v3`. Its host is built in, so its requests are redirected to the sandbox on loopback.
 */
let sandbox: Sandbox
let loopback: Awaited<ReturnType<typeof startLoopback>>
let pay: PayscorePay

beforeAll(async () => {
  sandbox = await createSandbox({ port: false, clock: { frozen: true }, merchant: { mode: 'certificate' } })
  pay = new PayscorePay(sandbox.merchant)
})

beforeEach(async () => {
  loopback = await startLoopback(sandbox)
})

afterEach(() => loopback[Symbol.asyncDispose]())
afterAll(() => sandbox.close())

/** The client has no PayScore operation. Its README says to build others from its parts, as its own are built. */
class PayscorePay extends Pay {
  constructor({ appid, mchid, certificate, privateKey, apiV3Key }: Sandbox['merchant']) {
    // As in its README, without `serial_no`: it reads the serial from the certificate, in lower case.
    super({
      appid,
      mchid,
      publicKey: Buffer.from(certificate),
      privateKey: Buffer.from(privateKey),
      key: apiV3Key,
    })
  }

  send(method: 'GET' | 'POST', target: string, json?: object) {
    const url = `https://${PRODUCTION_HOST}${target}`
    const authorization = this.buildAuthorization(method, url, json)
    const headers = this.getHeaders(authorization, { 'Content-Type': 'application/json' })
    return method === 'GET' ? this.httpService.get(url, headers) : this.httpService.post(url, json ?? {}, headers)
  }
}

const ORDERS = '/v3/payscore/payafter-orders'

/** The arguments of `verifySign`. */
function signed(
  headerOf: (name: string) => string | string[] | null | undefined,
  body: string,
): Parameters<Pay['verifySign']>[0] {
  const header = (name: string): string => String(headerOf(`wechatpay-${name}`) ?? '')
  return {
    timestamp: header('timestamp'),
    nonce: header('nonce'),
    serial: header('serial'),
    signature: header('signature'),
    body,
  }
}

/** Takes the headers from the recorded exchange, since the client does not return them. */
function signatureOf({ answer }: Exchange) {
  return signed((name) => answer.headers.get(name), answer.body)
}

/** Verifies and decrypts with the client's own functions. */
async function openNotification({ headers, body }: Received) {
  expect(await pay.verifySign(signed((name) => headers[name], body.toString()))).toBe(true)
  const { event_type, resource } = JSON.parse(body.toString()) as {
    event_type: string
    resource: { ciphertext: string; nonce: string; associated_data: string }
  }
  return {
    event_type,
    resource: pay.decipher_gcm<object>(resource.ciphertext, resource.associated_data, resource.nonce),
  }
}

test('creates, queries and completes an order, and its check of an answer says yes', async () => {
  const bodies = rental(sandbox.merchant, 'PB20260301')
  const created = await pay.send('POST', ORDERS, bodies.create)
  expect(created).toMatchObject({ status: 200, data: { out_order_no: 'PB20260301', package: expect.any(String) } })

  const endedAt = await rent(sandbox, 'PB20260301')
  const query = `${ORDERS}?${new URLSearchParams(bodies.query)}`
  const accepted = await pay.send('GET', query)
  expect(accepted).toMatchObject({ status: 200, data: { state: 'USER_ACCEPTED' } })

  const body = bodies.complete(accepted.data.finish_ticket, endedAt)
  const completed = await pay.send('POST', `${ORDERS}/PB20260301/complete`, body)
  expect(completed).toMatchObject({ status: 200, data: { order_id: created.data.order_id } })
  const answered = loopback.exchanges.at(-1)!
  expect(await pay.verifySign(signatureOf(answered))).toBe(true)
  expect(loopback.exchanges.at(-1)?.request.target).toBe('/v3/certificates')

  await sandbox.control.pay('PB20260301')
  expect(await pay.send('GET', query)).toMatchObject({ data: { state: 'USER_PAID', total_amount: 600 } })
})

test('orders, is told, refunds, is told, and finds both in the bill', async () => {
  await using endpoint = await startEndpoint()
  const { appid, mchid } = sandbox.merchant
  const order = { appid, mchid, description: '图书', out_trade_no: 'ORDER1', notify_url: endpoint.url }
  const ordered = await pay.transactions_native({ ...order, amount: { total: 1_500 } })
  expect(ordered).toMatchObject({ status: 200, data: { code_url: expect.stringMatching(/^weixin:/) } })
  const { transaction_id } = await sandbox.control.payments.pay('ORDER1')
  await sandbox.idle()
  expect(await openNotification(endpoint.received.at(-1)!)).toMatchObject({
    event_type: 'TRANSACTION.SUCCESS',
    resource: { out_trade_no: 'ORDER1', transaction_id, amount: { total: 1_500 } },
  })

  const amount = { refund: 500, total: 1_500, currency: 'CNY' }
  const asked = await pay.refunds({
    out_trade_no: 'ORDER1',
    out_refund_no: 'R1',
    notify_url: endpoint.url,
    amount,
  })
  expect(asked).toMatchObject({ status: 200, data: { status: 'PROCESSING' } })
  await sandbox.control.refunds.decide('R1', { outcome: 'success' })
  await sandbox.idle()
  expect(await openNotification(endpoint.received.at(-1)!)).toMatchObject({
    event_type: 'REFUND.SUCCESS',
    resource: { out_refund_no: 'R1', refund_status: 'SUCCESS', amount: { refund: 500 } },
  })
  const found = await pay.find_refunds('R1')
  expect(found).toMatchObject({ status: 200, data: { status: 'SUCCESS', out_trade_no: 'ORDER1' } })
  expect(endpoint.received).toHaveLength(2)

  const { date } = await sandbox.control.bills.make()
  const applied = await pay.tradebill({ bill_date: date, bill_type: 'ALL' })
  expect(applied).toMatchObject({ status: 200, data: { hash_type: 'SHA1' } })
  const { download_url } = applied.data as { download_url: string }
  const bill = String((await pay.downloadBill(download_url)).data)
  const own = bill.split('\r\n').filter((line) => line.includes(',`ORDER1,'))
  expect(own.map((line) => /,`(SUCCESS|REFUND),/.exec(line)?.[1])).toEqual(['SUCCESS', 'REFUND'])
  expect(own[1]).toContain(',`R1,`5.00,')
})

test('shows the refusals of WeChat Pay as results, not as errors', async () => {
  const query = new URLSearchParams(rental(sandbox.merchant, 'PB404').query)
  const { status, error } = await pay.send('GET', `${ORDERS}?${query}`)
  expect(status).toBe(404)
  expect(JSON.parse(String(error))).toMatchObject({ code: 'ORDER_NOT_EXIST' })
})

test('fact: answers are not verified, and without their headers no caller can', async () => {
  await sandbox.control.addFault({ target: 'api', kind: 'tamper', remaining: 1 })
  const result = await pay.send('POST', ORDERS, rental(sandbox.merchant, 'PB1').create)
  expect(result.status).toBe(200)
  expect(Object.keys(result).sort()).toEqual(['data', 'status'])
  expect(await pay.verifySign(signatureOf(loopback.exchanges[0]!))).toBe(false)
})

test('fact: a lost answer is a result without a status', async () => {
  loopback.fail()
  const result = await pay.send('POST', ORDERS, rental(sandbox.merchant, 'PB2').create)
  expect(result).toMatchObject({ status: undefined, errRaw: { code: 'ECONNRESET' } })
})

test('fact: what it signs of a POST without a body lacks the fifth line', () => {
  const signed: string[] = []
  class Recorder extends PayscorePay {
    override sha256WithRsa(text: string): string {
      signed.push(text)
      return super.sha256WithRsa(text)
    }
  }
  new Recorder(sandbox.merchant).getSignature('POST', 'NONCE', '1772330400', '/v3/some/operation')
  expect(signed).toEqual(['POST\n/v3/some/operation\n1772330400\nNONCE\n'])
})

test('fact: it decrypts without checking the tag, so an altered notification goes unnoticed', async () => {
  const once = nonce().slice(0, 12)
  const cipher = crypto.resourceCipher(utf8(sandbox.merchant.apiV3Key))
  const sealed = Buffer.from(await cipher.seal(utf8('{"total_amount":600}'), once, 'payscore'), 'base64')
  const digit = '{"total_amount":'.length
  sealed[digit] = sealed[digit]! ^ ('6'.charCodeAt(0) ^ '9'.charCodeAt(0))
  const ciphertext = sealed.toString('base64')
  await expect(cipher.open({ ciphertext, nonce: once, associated_data: 'payscore' })).rejects.toThrow()
  expect(pay.decipher_gcm(ciphertext, 'payscore', once)).toEqual({ total_amount: 900 })
})

test('fact: without serial_no it takes the number from the certificate, in lower case', () => {
  const { certificate, certificateSerial } = sandbox.merchant
  expect(pay.getSN(certificate)).toBe(certificateSerial.toLowerCase())
})

test('fact: it knows platform certificates only, so answers signed with the public key cannot be checked', async () => {
  const { publicKeyId } = sandbox.merchant
  const answer = { timestamp: '1772330400', nonce: 'NONCE', serial: publicKeyId, signature: '', body: '' }
  await expect(pay.verifySign(answer)).rejects.toThrow('未找到平台序列号')
})

test('fact: it opens a connection for every call', async () => {
  for (const outOrderNo of ['PB3', 'PB4']) await pay.send('POST', ORDERS, rental(sandbox.merchant, outOrderNo).create)
  expect(loopback.exchanges.map(({ request }) => request.headers.connection)).toEqual(['close', 'close'])
})
