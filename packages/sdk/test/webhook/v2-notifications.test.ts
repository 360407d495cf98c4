import { createCipheriv, createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { signV2, toXml, type SignType } from '../../src/v2/index.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import { createReceiver, webhookResponse, type WebhookErrorReason } from '../../src/webhook/index.ts'
import { apiV3Key, clock, delivery, publicKeyId, publicKeyPem } from './delivery.ts'

const apiV2Key = '8934e7d15453e97507ef794cf7b0519d'
const keys = { platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key, apiV2Key, clock }
const receiver = createReceiver(keys)
const base = { appid: 'wxd678efh567hg6787', mch_id: '1900000109', nonce_str: 'NONCE' }

function xml(rawBody: string) {
  return { headers: { 'content-type': 'text/xml' }, rawBody }
}

async function signed(fields: Readonly<Record<string, string>>, type: SignType = 'MD5', key = apiV2Key) {
  const all = { ...base, ...fields, ...(type === 'HMAC-SHA256' && { sign_type: type }) }
  return xml(toXml({ ...all, sign: await signV2(all, key, type) }))
}

function refund(fields: Readonly<Record<string, string>>, key = apiV2Key) {
  const aes = createCipheriv('aes-256-ecb', createHash('md5').update(key).digest('hex'), null)
  const req_info = Buffer.concat([aes.update(toXml(fields, 'root')), aes.final()]).toString('base64')
  return xml(toXml({ return_code: 'SUCCESS', ...base, req_info }))
}

const paid = {
  return_code: 'SUCCESS',
  result_code: 'SUCCESS',
  transaction_id: '4200000001',
  out_trade_no: 'T20260301',
  total_fee: '1050',
  attach: '<a> & "b" 中文',
}
const refunded = { out_refund_no: 'R1', refund_id: '5000', refund_fee: '100', refund_status: 'SUCCESS' }

function refused(reason: WebhookErrorReason) {
  return expect.objectContaining({ name: 'WebhookError', reason })
}

describe('XML is told by its content type, and what it is about by its content', () => {
  test.each(['MD5', 'HMAC-SHA256'] as const)('a payment, signed with %s', async (type) => {
    const event = await receiver.receive(await signed(paid, type))
    expect(event).toMatchObject({
      known: true,
      version: 'v2',
      eventType: 'v2/transaction-success',
      id: 'transaction-success 1900000109 T20260301 SUCCESS',
      resource: { ...base, ...paid },
    })
  })

  test('a refund, which nothing but its key proves', async () => {
    const event = await receiver.receive(refund(refunded))
    expect(event).toMatchObject({
      eventType: 'v2/refund-processed',
      id: 'refund-processed 5000 SUCCESS',
      resource: refunded,
    })
    expect(event.resource).toMatchObject({ mch_id: '1900000109' })
    expect(event.resource).not.toHaveProperty('req_info')
  })

  test.each([
    ['v2/pap-contract-state-changed', { change_type: 'ADD', contract_id: 'C1' }],
    ['v2/combined-transactions-success', { combine_out_trade_no: 'CT1', sub_order_list: '[]' }],
    ['v2/vehicle-state-changed-for-parking', { plate_number: '粤B888888', vehicle_event_type: 'NORMAL' }],
    ['v2/transactions-risk-occurred', { risk_level: '1', transaction_id_list: '{}' }],
  ])('%s', async (eventType, fields: Record<string, string>) => {
    expect(await receiver.receive(await signed(fields))).toMatchObject({ eventType, resource: fields })
  })

  test('a rental, encrypted under the APIv3 key', async () => {
    const plain = JSON.stringify({ out_order_no: 'RENT1', state: 'FINISHED' })
    const cipher = createCipheriv('aes-256-gcm', apiV3Key, 'Kj7QIyUiYx1q')
    cipher.setAAD(Buffer.from('rent'))
    const event_ciphertext = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString(
      'base64',
    )
    const fields = {
      event_id: 'E1',
      event_type: 'TRANSACTION.SUCCESS',
      event_nonce: 'Kj7QIyUiYx1q',
      event_associated_data: 'rent',
      event_ciphertext,
    }
    expect(await receiver.receive(await signed(fields, 'HMAC-SHA256'))).toMatchObject({
      eventType: 'v2/TRANSACTION.SUCCESS',
      id: 'TRANSACTION.SUCCESS E1',
      resource: { out_order_no: 'RENT1', mch_id: '1900000109' },
    })
    const altered = { ...fields, event_ciphertext: event_ciphertext.replace(/^./, (c) => (c === 'A' ? 'B' : 'A')) }
    await expect(receiver.receive(await signed(altered))).rejects.toEqual(refused('undecryptable'))
  })
})

describe('XML that must not be believed', () => {
  test('altered', async () => {
    const { rawBody } = await signed(paid)
    await expect(receiver.receive(xml(rawBody.replace('1050', '9950')))).rejects.toEqual(refused('bad-signature'))
  })

  test('without a signature', async () => {
    await expect(receiver.receive(xml(toXml(paid)))).rejects.toEqual(refused('bad-signature'))
  })

  test('signed with another key', async () => {
    await expect(receiver.receive(await signed(paid, 'MD5', 'x'.repeat(32)))).rejects.toEqual(refused('bad-signature'))
    await expect(receiver.receive(refund(refunded, 'x'.repeat(32)))).rejects.toEqual(refused('undecryptable'))
  })

  test.each([
    ['entities', '<!DOCTYPE x [<!ENTITY a "a">]><xml><sign>&a;</sign></xml>'],
    ['no XML', '{"id":"1"}'],
    ['half of it', '<xml><sign>'],
    ['a field twice', '<xml><sign>1</sign><sign>2</sign></xml>'],
    ['nothing', ''],
  ])('%s', async (_, body) => {
    await expect(receiver.receive(xml(body))).rejects.toEqual(refused('malformed'))
  })

  test('genuine, but of no documented kind', async () => {
    await expect(receiver.receive(await signed({ something: 'new' }))).rejects.toEqual(refused('unknown-event'))
  })

  test('where no APIv2 key was given, which the refusal asks for', async () => {
    const { apiV2Key: _, ...v3Only } = keys
    await expect(createReceiver(v3Only).receive(await signed(paid))).rejects.toMatchObject({
      reason: 'missing-header',
      hint: { en: expect.stringContaining('give apiV2Key too') },
    })
  })
})

test('a key that is no key is told at construction', () => {
  expect(() => createReceiver({ ...keys, apiV2Key: 'too short' })).toThrow(/^apiV2Key: expected 32 ASCII characters/)
})

describe('a handler answers XML with XML', () => {
  function setUp(fails = false) {
    const seen: string[] = []
    const handler = createWebhookHandler({
      keys,
      store: memoryClaims(clock),
      on: {
        'v2/transaction-success': ({ resource }) => {
          if (fails) throw new Error('database down')
          seen.push(String(resource.out_trade_no))
        },
        'PAYSCORE.USER_ACCEPTED': ({ resource }) => void seen.push(resource.out_order_no),
      },
    })
    return { handler, seen }
  }

  test('and JSON with its own, at the same address', async () => {
    const { handler, seen } = setUp()
    const reply = await handler.handle(await signed(paid))
    expect(reply).toMatchObject({
      status: 200,
      headers: { 'content-type': 'text/xml; charset=utf-8' },
      body: '<xml><return_code>SUCCESS</return_code><return_msg>OK</return_msg></xml>',
    })
    expect((await handler.handle(delivery())).status).toBe(204)
    expect(seen).toEqual(['T20260301', 'PB20260301000001'])
  })

  test('once', async () => {
    const { handler, seen } = setUp()
    for (let at = 0; at < 3; at++) expect((await handler.handle(await signed(paid))).body).toContain('SUCCESS')
    expect(seen).toEqual(['T20260301'])
  })

  test('of a number that another merchant has used too', async () => {
    const { handler, seen } = setUp()
    await handler.handle(await signed(paid))
    await handler.handle(await signed({ ...paid, mch_id: '1900000110' }))
    await handler.handle(await signed({ ...paid, sub_mch_id: '1900000111' }))
    expect(seen).toEqual(['T20260301', 'T20260301', 'T20260301'])
  })

  test('of a refund that failed first and was made good later', async () => {
    const seen: unknown[] = []
    const handler = createWebhookHandler({
      keys,
      store: memoryClaims(clock),
      on: { 'v2/refund-processed': ({ resource }) => void seen.push(resource.refund_status) },
    })
    for (const refund_status of ['CHANGE', 'CHANGE', 'SUCCESS', 'SUCCESS'])
      await handler.handle(refund({ ...refunded, refund_status }))
    expect(seen).toEqual(['CHANGE', 'SUCCESS'])
  })

  test('whose amount is compared, though it is written in digits', async () => {
    const handler = createWebhookHandler({
      keys,
      store: memoryClaims(clock),
      on: { 'v2/transaction-success': () => undefined, 'v2/refund-processed': () => undefined },
      expect: { mchid: '1900000109', amount: ({ eventType }) => (eventType === 'v2/refund-processed' ? 100 : 1050) },
    })
    expect((await handler.handle(await signed(paid))).status).toBe(200)
    expect((await handler.handle(refund(refunded))).status).toBe(200)
    expect((await handler.handle(await signed({ ...paid, out_trade_no: 'T2', total_fee: '1' }))).status).toBe(400)
  })

  test('and says FAIL to what it refuses or could not do', async () => {
    const failing = await setUp(true).handler.handle(await signed(paid))
    expect(failing).toMatchObject({ status: 500, body: expect.stringContaining('<return_code>FAIL</return_code>') })
    const { rawBody } = await signed(paid)
    const forged = await setUp().handler.handle(xml(rawBody.replace('1050', '1')))
    expect(forged).toMatchObject({ status: 401, body: expect.stringContaining('<return_code>FAIL</return_code>') })
  })
})

test('a response to XML is XML, without the handler too', async () => {
  const { headers, rawBody } = await signed(paid)
  const post = (body: string) => new Request('https://shop.example/wechatpay', { method: 'POST', headers, body })
  const paidFor = await webhookResponse(receiver, post(rawBody), () => undefined)
  expect([paidFor.status, await paidFor.text()]).toEqual([200, expect.stringContaining('<return_code>SUCCESS<')])
  const forged = await webhookResponse(
    receiver,
    post(rawBody.replace('1050', '1')),
    () => expect.unreachable(),
    () => undefined,
  )
  expect([forged.status, await forged.text()]).toEqual([401, expect.stringContaining('<return_code>FAIL<')])
})

test('many merchants: the XML is tried with the key of each, and must name the one that opens it', async () => {
  const merchant = (mchid: string, key: string) => ({ mchid, platform: keys.platform, apiV3Key, apiV2Key: key })
  const merchants = [merchant('1900000110', 'y'.repeat(32)), merchant('1900000109', apiV2Key)]
  const many = createReceiver({ merchants: () => merchants, clock })
  expect((await many.receive(await signed(paid))).resource).toMatchObject({ mch_id: '1900000109' })
  await expect(many.receive(await signed({ ...paid, mch_id: '1900000111' }))).rejects.toEqual(refused('not-yours'))
  merchants.reverse()
  await expect(many.receive(await signed({ ...paid, mch_id: '1900000111' }))).rejects.toEqual(refused('not-yours'))
})
