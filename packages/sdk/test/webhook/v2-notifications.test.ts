import { createCipheriv, createHash } from 'node:crypto'
import { describe, expect, test, vi } from 'vitest'
import { signV2, toXml, type SignType } from '../../src/v2/index.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import {
  createReceiver,
  webhookResponse,
  type Expectations,
  type IncomingWebhook,
  type WebhookErrorReason,
} from '../../src/webhook/index.ts'
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
const combined = {
  combine_mch_id: '1900000109',
  combine_out_trade_no: 'CT1',
  result_code: 'SUCCESS',
  sub_order_list: JSON.stringify({ order_list: [{ total_fee: 50, time_end: '20260301090000' }, { total_fee: 1000 }] }),
}
const parked = {
  plate_number: '粤B888888',
  vehicle_event_type: 'NORMAL',
  vehicle_event_createtime: '20260301100000',
}
const refunded = { out_refund_no: 'R1', refund_id: '5000', refund_fee: '100', refund_status: 'SUCCESS' }

function orderList(time_end: string): string {
  return JSON.stringify({ order_list: [{ time_end: '20200101000000' }, { time_end }] })
}

const sealedRental = {
  event_nonce: 'Kj7QIyUiYx1q',
  event_associated_data: 'rent',
  event_ciphertext: sealRental({ out_order_no: 'RENT1', state: 'FINISHED' }),
}

function sealRental(content: object): string {
  const cipher = createCipheriv('aes-256-gcm', apiV3Key, 'Kj7QIyUiYx1q')
  cipher.setAAD(Buffer.from('rent'))
  return Buffer.concat([cipher.update(JSON.stringify(content)), cipher.final(), cipher.getAuthTag()]).toString('base64')
}

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
    })
    expect(event.resource).toEqual(refunded)
    expect(event).toMatchObject({ unsignedFields: { return_code: 'SUCCESS', ...base } })
    expect(event).not.toHaveProperty('unsignedFields.req_info')
  })

  test.each([
    ['v2/pap-contract-state-changed', { change_type: 'ADD', contract_id: 'C1' }],
    ['v2/combined-transactions-success', combined],
    ['v2/combined-transactions-failed', { ...combined, result_code: 'FAIL' }],
    ['v2/vehicle-state-changed-for-parking', parked],
    ['v2/transactions-risk-occurred', { risk_level: '1', event_code: 'RISK1', transaction_id_list: '{}' }],
    ['v2/transaction-failed', { ...paid, result_code: 'FAIL' }],
    ['v2/transaction-failed', { ...paid, trade_state: 'PAY_FAIL' }],
    ['v2/transaction-success', { ...paid, trade_state: 'ACCEPT' }],
  ])('%s', async (eventType, fields: Record<string, string>) => {
    expect(await receiver.receive(await signed(fields))).toMatchObject({ eventType, resource: fields })
  })

  test('a rental, encrypted under the APIv3 key', async () => {
    const fields = { event_id: 'E1', event_type: 'TRANSACTION.SUCCESS', ...sealedRental }
    expect(await receiver.receive(await signed(fields, 'HMAC-SHA256'))).toMatchObject({
      eventType: 'v2/TRANSACTION.SUCCESS',
      id: 'TRANSACTION.SUCCESS E1',
      resource: { out_order_no: 'RENT1', mch_id: '1900000109' },
    })
    const { event_ciphertext } = fields
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

describe('one body, its fields put together in other ways under the same sign', () => {
  const full = { ...paid, bank_type: 'CFT', is_subscribe: 'N', time_end: '20260301095900', trade_type: 'JSAPI' }
  const sign = () => signV2({ ...base, ...full }, apiV2Key, 'MD5')

  async function without(...folds: readonly (readonly [name: string, into: string])[]) {
    const fields: Record<string, string> = { ...base, ...full }
    for (const [name, into] of folds) {
      fields[into] = `${fields[into]}&${name}=${fields[name]}`
      delete fields[name]
    }
    return xml(toXml({ ...fields, sign: await sign() }))
  }

  const variants: readonly (readonly (readonly [string, string])[])[] = [
    [['mch_id', 'is_subscribe']],
    [['result_code', 'out_trade_no']],
    [['time_end', 'return_code']],
    [['total_fee', 'time_end']],
    [['bank_type', 'attach']],
    [
      ['mch_id', 'is_subscribe'],
      ['nonce_str', 'is_subscribe'],
    ],
  ]

  test('is acted on once, as it was signed', async () => {
    const seen: unknown[] = []
    const handler = createWebhookHandler({
      onDelivery: () => {},
      keys,
      store: memoryClaims(clock),
      on: { 'v2/transaction-success': ({ resource }) => void seen.push(resource.mch_id) },
      otherwise: () => void seen.push('otherwise'),
      expect: { mchid: '1900000109', appid: base.appid, amount: () => 1050 },
    })
    for (const folds of variants) expect((await handler.handle(await without(...folds))).status).toBe(401)
    for (let at = 0; at < 3; at++) expect((await handler.handle(await without())).status).toBe(200)
    expect(seen).toEqual(['1900000109'])
  })

  test('says which field may hold another, and nothing of what it holds', async () => {
    const refusal = receiver.receive(await without(['mch_id', 'is_subscribe']))
    await expect(refusal).rejects.toMatchObject({
      reason: 'bad-signature',
      message: 'the sign of the XML fits, but is_subscribe may hold another field',
      hint: { en: expect.stringContaining('&mch_id=') },
    })
  })

  test.each(['a=1&b=2', 'from=app&out_trade_no=7'])('a merchant’s own attach %s comes through', async (attach) => {
    expect(await receiver.receive(await signed({ ...paid, bank_type: 'CFT', attach }))).toMatchObject({
      resource: { attach },
    })
  })
})

test('the amounts of a combined payment are compared together', async () => {
  const handler = (amount: number) =>
    createWebhookHandler({
      onDelivery: () => {},
      keys,
      store: memoryClaims(clock),
      on: { 'v2/combined-transactions-success': () => undefined },
      expect: { mchid: '1900000109', amount: () => amount },
    })
  expect((await handler(1050).handle(await signed(combined))).status).toBe(200)
  expect((await handler(1000).handle(await signed(combined))).status).toBe(400)
})

describe('what identifies a notification has to be in it', () => {
  test.each([
    ['mch_id', { ...paid, mch_id: '' }],
    ['transaction result_code', { ...paid, result_code: '' }],
    ['combine_mch_id', { ...combined, combine_mch_id: '' }],
    ['event_code', { risk_level: '1' }],
    ['contract_id', { change_type: 'ADD' }],
    ['vehicle_event_createtime', { ...parked, vehicle_event_createtime: '' }],
  ])('%s', async (name, fields: Record<string, string>) => {
    await expect(receiver.receive(await signed(fields))).rejects.toMatchObject({
      reason: 'malformed',
      message: expect.stringContaining(name.split(' ').at(-1)!),
    })
  })

  test('of a refund, in what was encrypted', async () => {
    const { refund_id: _, ...anonymous } = refunded
    const { rawBody } = refund(anonymous)
    const beside = xml(rawBody.replace('</xml>', '<refund_id>5000</refund_id></xml>'))
    await expect(receiver.receive(beside)).rejects.toEqual(refused('malformed'))
  })
})

describe('the age of what it tells', () => {
  const days = (count: number): Date => new Date(clock.now() - count * 86_400_000 + 8 * 3_600_000)
  const digits = (at: Date): string => at.toISOString().replaceAll(/\D/g, '').slice(0, 14)
  const plain = (at: Date): string => at.toISOString().slice(0, 19).replace('T', ' ')
  const rent = (time: string) => ({ event_type: 'CHECK.FAIL', event_id: 'E1', event_create_time: time })

  const kinds: readonly (readonly [string, (at: Date) => IncomingWebhook | Promise<IncomingWebhook>])[] = [
    ['a payment', (at) => signed({ ...paid, time_end: digits(at) })],
    ['a combined payment', (at) => signed({ ...combined, sub_order_list: orderList(digits(at)) })],
    ['a contract', (at) => signed({ change_type: 'ADD', contract_id: 'C1', operate_time: plain(at) })],
    ['a car', (at) => signed({ ...parked, vehicle_event_createtime: digits(at) })],
    ['a refund', (at) => refund({ ...refunded, success_time: plain(at) })],
    ['a rental', (at) => signed({ ...rent(digits(at)), ...sealedRental }, 'HMAC-SHA256')],
  ]

  test.each(kinds)('%s', async (_, at) => {
    expect((await receiver.receive(await at(days(6.99)))).createTime).toBe('2026-02-22T10:14:27+08:00')
    await expect(receiver.receive(await at(days(7.01)))).rejects.toMatchObject({
      reason: 'stale',
      message: expect.stringMatching(/^it tells of 2026-02-22T09:45:39\+08:00, 7.1 days before .*; at most 7 days/),
    })
    const strict = createReceiver({ ...keys, v2MaxAgeSeconds: 86_400 })
    await expect(strict.receive(await at(days(1.1)))).rejects.toEqual(refused('stale'))
    expect((await strict.receive(await at(days(0.9)))).known).toBe(true)
  })

  test.each([undefined, 'yesterday', '20261301999999'])('of none that says %j', async (time_end) => {
    const event = await receiver.receive(await signed({ ...paid, ...(time_end !== undefined && { time_end }) }))
    expect(event.createTime).toBe('')
  })

  test('is not switched off', () => {
    expect(() => createReceiver({ ...keys, v2MaxAgeSeconds: 0 })).toThrow('v2MaxAgeSeconds: expected a finite number')
    expect(() => createReceiver({ ...keys, v2MaxAgeSeconds: Infinity })).toThrow('v2MaxAgeSeconds')
  })

  test('what is accepted that long is remembered longer', async () => {
    let now = clock.now()
    const ticking = { now: () => now }
    const seen: unknown[] = []
    const handler = createWebhookHandler({
      onDelivery: () => {},
      keys: { ...keys, clock: ticking },
      store: memoryClaims(ticking),
      on: { 'v2/transaction-success': ({ resource }) => void seen.push(resource.out_trade_no) },
    })
    const delivery = await signed({ ...paid, time_end: digits(days(0)) })
    const statuses: number[] = []
    for (let day = 0; day < 10; day++) {
      statuses.push((await handler.handle(delivery)).status)
      now += 86_399_000
    }
    expect(statuses).toEqual([...Array<number>(8).fill(200), 401, 401])
    expect(seen).toEqual(['T20260301'])
  })
})

describe('a refund is what was encrypted', () => {
  const forged = () => {
    const { rawBody } = refund({ out_refund_no: 'R1', refund_id: '5000', refund_status: 'SUCCESS' })
    return xml(rawBody.replace('</xml>', '<refund_fee>100</refund_fee><sub_mch_id>1900000111</sub_mch_id></xml>'))
  }

  test('and nothing that stands beside it', async () => {
    const event = await receiver.receive(forged())
    expect(event.resource).toEqual({ out_refund_no: 'R1', refund_id: '5000', refund_status: 'SUCCESS' })
    expect(event).toMatchObject({ unsignedFields: { refund_fee: '100', mch_id: '1900000109' } })
  })

  test('nor is that compared', async () => {
    const run = vi.fn<() => void>()
    const expecting = (expected: Expectations) =>
      createWebhookHandler({
        onDelivery: () => {},
        keys,
        store: memoryClaims(clock),
        on: {},
        otherwise: run,
        expect: expected,
      })
    for (const expected of [{ mchid: '1900000109' }, { appid: base.appid }, { amount: () => 100 }])
      expect((await expecting(expected).handle(forged())).status).toBe(400)
    expect(run).not.toHaveBeenCalled()
  })

  test('so a comparison that can never hold is told at construction', () => {
    const on = { 'v2/refund-processed': () => undefined, 'v2/transaction-success': () => undefined }
    const make = (expected: Expectations) =>
      createWebhookHandler({ onDelivery: () => {}, keys, store: memoryClaims(clock), on, expect: expected })
    expect(() => make({ mchid: '1900000109' })).toThrow(
      'expect.mchid: v2/refund-processed names no mchid, so every one would be refused',
    )
    expect(() => make({ mchid: () => '1900000109' })).not.toThrow()
  })
})

describe('a handler answers XML with XML', () => {
  function setUp(fails = false) {
    const seen: string[] = []
    const handler = createWebhookHandler({
      onDelivery: () => {},
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
      onDelivery: () => {},
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
      onDelivery: () => {},
      keys,
      store: memoryClaims(clock),
      on: { 'v2/transaction-success': () => undefined, 'v2/refund-processed': () => undefined },
      expect: {
        mchid: ({ eventType }) => (eventType === 'v2/refund-processed' ? undefined : '1900000109'),
        amount: ({ eventType }) => (eventType === 'v2/refund-processed' ? 100 : 1050),
      },
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
