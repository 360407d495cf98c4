import { Readable } from 'node:stream'
import { inspect } from 'node:util'
import { runInNewContext } from 'node:vm'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createReceiver, type IncomingWebhook, type WebhookErrorReason } from '../../src/webhook/index.ts'
import { callback, publicKeys } from '../vectors/signatures.ts'
import {
  apiV3Key,
  bodyOf,
  clock,
  delivery,
  headersOf,
  order,
  publicKeyId,
  publicKeyPem,
  sentAt,
  streamed,
} from './delivery.ts'

const platform = { publicKeys: { [publicKeyId]: publicKeyPem } }
const receiver = createReceiver({ platform, apiV3Key, clock })

function refused(reason: WebhookErrorReason, message?: string | RegExp) {
  return expect.objectContaining({
    name: 'WebhookError',
    reason,
    code: `WEBHOOK_${reason.replaceAll('-', '_').toUpperCase()}`,
    ...(message === undefined ? {} : { message: expect.stringMatching(message) }),
  })
}

describe('a genuine notification', () => {
  test('becomes a typed event', async () => {
    const body = bodyOf()
    expect(await receiver.receive(delivery(body))).toEqual({
      known: true,
      version: 'v3',
      id: 'EV-2026030110000300001',
      createTime: '2026-03-01T10:00:03+08:00',
      eventType: 'PAYSCORE.USER_ACCEPTED',
      originalType: 'payscore',
      resourceType: 'encrypt-resource',
      summary: '用户确认订单成功',
      resource: order,
      raw: new TextEncoder().encode(body),
    })
  })

  test.each([
    ['text', (body: string) => body],
    ['a Buffer', (body: string) => Buffer.from(body)],
    ['bytes', (body: string) => new TextEncoder().encode(body)],
    ['an ArrayBuffer', (body: string) => new TextEncoder().encode(body).buffer],
    [
      'an ArrayBuffer of another realm',
      (body: string): ArrayBuffer => runInNewContext(`Uint8Array.from([${Buffer.from(body).join()}]).buffer`),
    ],
    ['a stream of bytes', (body: string) => new Blob([body]).stream()],
    ['a stream that gives text', (body: string) => Readable.from([Buffer.from(body)]).setEncoding('utf8')],
  ])('is read from %s', async (_, as) => {
    const body = bodyOf()
    const event = await receiver.receive({ headers: headersOf(body), rawBody: as(body) })
    expect(event.resource).toEqual(order)
  })

  test.each([
    ['Headers', (entries: [string, string][]) => new Headers(entries)],
    ['a Map', (entries: [string, string][]) => new Map(entries)],
    [
      'other case',
      (entries: [string, string][]) => Object.fromEntries(entries.map(([name, value]) => [name.toUpperCase(), value])),
    ],
    [
      'lists of one',
      (entries: [string, string][]) => Object.fromEntries(entries.map(([name, value]) => [name, [value]])),
    ],
    ['a record with gaps', (entries: [string, string][]) => ({ ...Object.fromEntries(entries), cookie: undefined })],
    [
      'a record that somebody has parsed',
      (entries: [string, string][]) => ({
        ...Object.fromEntries(entries),
        'wechatpay-timestamp': sentAt as never,
        cookie: null as never,
      }),
    ],
  ])('is read with headers as %s', async (_, as) => {
    const { headers, rawBody } = delivery()
    expect(await receiver.receive({ headers: as(Object.entries(headers)), rawBody })).toHaveProperty('known', true)
  })

  test('is read from a Request, even one that comes in pieces', async () => {
    const body = new TextEncoder().encode(bodyOf())
    const pieces = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let i = 0; i < body.length; i += 100) controller.enqueue(body.subarray(i, i + 100))
        controller.close()
      },
    })
    const request = streamed(pieces, headersOf(body))
    expect((await receiver.receive(request)).resource).toEqual(order)
  })

  test('of a text that has no bytes of its own is what was signed, not what the text says', async () => {
    const text = bodyOf().replace('用户', '\ud800')
    const signed = text.replace('\ud800', '\ufffd')
    const event = await receiver.receive({ headers: headersOf(signed), rawBody: text })
    expect(event.summary).toBe('\ufffd确认订单成功')
    expect(event.raw).toEqual(new TextEncoder().encode(signed))
  })

  test('of a type that is new here is delivered all the same', async () => {
    const event = await receiver.receive(delivery(bodyOf({ event_type: 'PAYSCORE.OF_TOMORROW' }, '{"a":1}')))
    expect(event).toMatchObject({ known: false, eventType: 'PAYSCORE.OF_TOMORROW', resource: { a: 1 } })
  })

  test.each([
    ['transaction', '支付成功', 'TRANSACTION.SUCCESS'],
    ['profitsharing', '分账', 'PROFITSHARING.SUCCESS'],
    ['profitsharing', '分账回退', 'PROFITSHARING.RETURN'],
  ])('about %s (%s) is what it is about, whatever its type says: %s', async (original_type, summary, documented) => {
    const body = bodyOf({ event_type: 'TRANSACTION.SUCCESS', summary }, '{}', { resource: { original_type } })
    expect(await receiver.receive(delivery(body))).toMatchObject({ known: true, eventType: documented })
  })

  test('of a type named like what every object has is new too', async () => {
    const event = await receiver.receive(delivery(bodyOf({ event_type: 'constructor' })))
    expect(event.known).toBe(false)
  })

  test.each([undefined, null, ''])('may have associated data of %j', async (associated_data) => {
    const body = bodyOf({}, JSON.stringify(order), { aad: '', resource: { associated_data } })
    expect((await receiver.receive(delivery(body))).resource).toEqual(order)
  })

  test('may lack what tells people about it', async () => {
    const body = bodyOf({ summary: null }, JSON.stringify(order), { resource: { original_type: undefined } })
    expect(await receiver.receive(delivery(body))).toMatchObject({ summary: '', originalType: '' })
  })

  test('may come with either kind of key while a merchant moves from one to the other', async () => {
    const both = createReceiver({
      platform: {
        publicKeys: { [publicKeyId]: publicKeyPem, PUB_KEY_ID_0000000000000000000000000000000009: publicKeys.payscore },
      },
      apiV3Key,
      clock,
    })
    expect((await both.receive(delivery())).known).toBe(true)
  })

  test('F6 of the test vectors', async () => {
    const { body, timestamp, nonce, signature } = callback('F6')
    const at = (seconds: number) =>
      createReceiver({
        platform: { publicKeys: { [publicKeyId]: publicKeys.payscore } },
        apiV3Key,
        clock: { now: () => seconds * 1000 },
      })
    const headers = {
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': nonce,
      'Wechatpay-Serial': publicKeyId,
      'Wechatpay-Signature': signature,
    }
    const event = await at(1_772_330_400).receive({ headers, rawBody: body })
    expect(event.resource).toMatchObject({ out_order_no: 'PB20260301000001', finish_ticket: 'VElDS0VULTAwMDE=' })

    const reserialised = JSON.stringify(JSON.parse(body), null, 1)
    for (const [reason, change] of [
      ['bad-signature', { rawBody: body.replace('用户', '商户') }],
      ['bad-signature', { rawBody: reserialised }],
      ['bad-signature', { headers: { ...headers, 'Wechatpay-Timestamp': '1772330401' } }],
      ['bad-signature', { headers: { ...headers, 'Wechatpay-Nonce': 'x' } }],
      ['bad-signature', { headers: { ...headers, 'Wechatpay-Signature': `WECHATPAY/SIGNTEST/${signature}` } }],
      ['unknown-serial', { headers: { ...headers, 'Wechatpay-Serial': 'PUB_KEY_ID_1' } }],
    ] as const) {
      await expect(at(1_772_330_400).receive({ headers, rawBody: body, ...change })).rejects.toThrow(refused(reason))
    }
    await expect(at(1_772_330_701).receive({ headers, rawBody: body })).rejects.toThrow(refused('stale'))
  })
})

describe('is refused', () => {
  test.each(['wechatpay-timestamp', 'wechatpay-nonce', 'wechatpay-serial', 'wechatpay-signature'] as const)(
    'without, or with two, or with an empty %s',
    async (name) => {
      const { headers, rawBody } = delivery()
      const { [name]: value, ...rest } = headers
      await expect(receiver.receive({ headers: rest, rawBody })).rejects.toThrow(refused('missing-header', name))
      await expect(receiver.receive({ headers: { ...rest, [name]: ' ' }, rawBody })).rejects.toThrow(
        refused('missing-header', name),
      )
      await expect(receiver.receive({ headers: { ...rest, [name]: [value, value] }, rawBody })).rejects.toThrow(
        refused('duplicate-header', name),
      )
      await expect(receiver.receive({ headers: { ...headers, [name.toUpperCase()]: value }, rawBody })).rejects.toThrow(
        refused('duplicate-header', name),
      )
      const joined = new Headers(headers)
      joined.append(name, value)
      await expect(receiver.receive({ headers: joined, rawBody })).rejects.toThrow(refused('duplicate-header', name))
    },
  )

  test('as XML, with a hint to APIv2', async () => {
    const headers = { 'content-type': 'text/xml' }
    await expect(receiver.receive({ headers, rawBody: '<xml/>' })).rejects.toThrow(
      expect.objectContaining({
        reason: 'missing-header',
        hint: { zh: expect.stringContaining('APIv2'), en: expect.stringContaining('APIv2') },
      }),
    )
  })

  test.each([
    ['-300', 300],
    ['-301', 301],
    ['+300', -300],
    ['+100000', -100_000],
  ])('when its time is %s s from ours', async (_, age) => {
    await expect(receiver.receive(delivery(bodyOf(), { timestamp: String(sentAt - age) }))).rejects.toThrow(
      refused('stale', `${Math.abs(age)} s ${age > 0 ? 'before' : 'after'} this machine's ${sentAt}`),
    )
  })

  test.each([299, -299, 0])('but not when it is %i s from ours', async (age) => {
    expect((await receiver.receive(delivery(bodyOf(), { timestamp: String(sentAt - age) }))).known).toBe(true)
  })

  test('by the tolerance that was asked for', async () => {
    const strict = createReceiver({ platform, apiV3Key, clock, toleranceSeconds: 10 })
    await expect(strict.receive(delivery(bodyOf(), { timestamp: String(sentAt - 10) }))).rejects.toThrow(
      refused('stale', 'less than 10 s'),
    )
  })

  test.each(['1772330403000000', '1772330403.5', '-1', 'now', '0x10', '１７７２３３０４０３'])(
    'when its time is %j',
    async (timestamp) => {
      await expect(receiver.receive(delivery(bodyOf(), { timestamp }))).rejects.toThrow(
        refused('malformed-header', 'expected Unix seconds'),
      )
    },
  )

  test('when nobody knows its key, naming those that are known', async () => {
    await expect(
      receiver.receive(delivery(bodyOf(), { serial: '7132D72A03E93CDDF8C03BBD1F37EEDF60BB3B5A' })),
    ).rejects.toThrow(refused('unknown-serial', publicKeyId))
    await expect(receiver.receive(delivery(bodyOf(), { serial: '__proto__' }))).rejects.toThrow(
      refused('unknown-serial'),
    )
  })

  test.each([
    ['a probe', 'WECHATPAY/SIGNTEST/p3q8'],
    ['not Base64', '%%%'],
    ['cut', 'AAA'],
    ['of another length', 'AAAA'],
  ])('when its signature is %s', async (_, signature) => {
    const { headers, rawBody } = delivery()
    await expect(
      receiver.receive({ headers: { ...headers, 'wechatpay-signature': signature }, rawBody }),
    ).rejects.toThrow(refused('bad-signature'))
  })

  test('when it is right but for one flipped bit, wherever that is', async () => {
    const { headers, rawBody } = delivery(Buffer.from(bodyOf()))
    const bytes = rawBody as Uint8Array
    await fc.assert(
      fc.asyncProperty(fc.nat(bytes.length - 1), fc.nat(7), async (at, bit) => {
        const altered = bytes.slice()
        altered[at]! ^= 1 << bit
        await expect(receiver.receive({ headers, rawBody: altered })).rejects.toThrow(refused('bad-signature'))
      }),
      { numRuns: 200 },
    )
  })

  test('when any header that is signed, or signs, was changed', async () => {
    const { headers, rawBody } = delivery()
    const name = fc.constantFrom(
      'wechatpay-timestamp',
      'wechatpay-nonce',
      'wechatpay-serial',
      'wechatpay-signature',
    ) as fc.Arbitrary<keyof typeof headers>
    await fc.assert(
      fc.asyncProperty(
        name,
        fc.nat(),
        fc.string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 1 }),
        async (name, at, character) => {
          const value = headers[name]
          const index = at % value.length
          const altered = value.slice(0, index) + character + value.slice(index + 1)
          fc.pre(altered.trim() !== value)
          await expect(receiver.receive({ headers: { ...headers, [name]: altered }, rawBody })).rejects.toThrow(
            expect.objectContaining({ name: 'WebhookError' }),
          )
        },
      ),
      { numRuns: 200 },
    )
  })

  test.each<[string, unknown, RegExp]>([
    ['an object', { id: 'EV-1' }, /received a value of type object/],
    ['nothing', undefined, /received undefined/],
    ['null', null, /received null/],
    ['a number', 7, /received a value of type number/],
  ])(
    'when the handler passes %s for the raw body; the message shows the way in each framework',
    async (_, rawBody, message) => {
      const incoming = { headers: headersOf(bodyOf()), rawBody } as IncomingWebhook
      await expect(receiver.receive(incoming)).rejects.toThrow(refused('body-not-raw', message))
      await expect(receiver.receive(incoming)).rejects.toThrow(
        /express\.raw[^]*addContentTypeParser[^]*Koa[^]*rawBody: true[^]*request\.text\(\)[^]*bodyParser: false[^]*c\.req\.raw/,
      )
    },
  )

  test('when a Request was read before', async () => {
    const body = bodyOf()
    const request = new Request('https://shop.example/', { method: 'POST', headers: headersOf(body), body })
    const [locked, stream] = [request.clone(), new Blob([body]).stream()]
    await request.json()
    locked.body?.getReader()
    stream.getReader()
    for (const read of [request, locked, { headers: headersOf(body), rawBody: stream }])
      await expect(receiver.receive(read)).rejects.toThrow(refused('body-not-raw', 'has been read already'))
  })

  test('when it is too large, without reading on', async () => {
    const small = createReceiver({ platform, apiV3Key, clock, maxBodyBytes: 1000 })
    const body = 'x'.repeat(1001)
    await expect(small.receive(delivery(body))).rejects.toThrow(refused('too-large', '1000 bytes'))
    let pulled = 0
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        pulled++
        controller.enqueue(new Uint8Array(400))
      },
    })
    const request = streamed(endless, headersOf(body))
    await expect(small.receive(request)).rejects.toThrow(refused('too-large'))
    expect(pulled).toBeLessThan(6)
  })

  test('but not when it is as large as allowed', async () => {
    const body = bodyOf()
    const length = Buffer.byteLength(body)
    const exact = createReceiver({ platform, apiV3Key, clock, maxBodyBytes: length })
    const stream = new Response(body).body!
    expect((await exact.receive(delivery(body))).known).toBe(true)
    expect((await exact.receive(streamed(stream, headersOf(body)))).known).toBe(true)
    const short = createReceiver({ platform, apiV3Key, clock, maxBodyBytes: length - 1 })
    await expect(short.receive(delivery(body))).rejects.toThrow(refused('too-large'))
    await expect(short.receive(streamed(new Response(body).body!, headersOf(body)))).rejects.toThrow(
      refused('too-large'),
    )
  })

  test('a Request without a body is a wrong signature, or a genuine nothing', async () => {
    const request = (headers: Record<string, string>) =>
      new Request('https://shop.example/', { method: 'POST', headers })
    await expect(receiver.receive(request(headersOf(bodyOf())))).rejects.toThrow(refused('bad-signature'))
    await expect(receiver.receive(request(headersOf('')))).rejects.toThrow(refused('malformed'))
  })
})

describe('genuine, but of no use', () => {
  test.each<[string, string | Uint8Array, RegExp]>([
    ['no JSON', 'not json', /the body is not JSON in UTF-8/],
    ['broken UTF-8', Uint8Array.of(0x7b, 0xff, 0x7d), /the body is not JSON in UTF-8/],
    ['a list', '[]', /the body is not a JSON object/],
    ['null', 'null', /the body is not a JSON object/],
    ['no resource', bodyOf({ resource: undefined }), /resource is not an object/],
    ['a list for a resource', bodyOf({ resource: [] }), /resource is not an object/],
    [
      'another algorithm',
      bodyOf({}, '{}', { resource: { algorithm: 'SM4-GCM' } }),
      /resource\.algorithm is not AEAD_AES_256_GCM/,
    ],
    ['no ciphertext', bodyOf({}, '{}', { resource: { ciphertext: null } }), /ciphertext is not a text/],
    ['a number for a nonce', bodyOf({}, '{}', { resource: { nonce: 7 } }), /nonce is not a text/],
    [
      'an object for associated data',
      bodyOf({}, '{}', { resource: { associated_data: {} } }),
      /associated_data is not a text/,
    ],
    ['a number for a summary', bodyOf({ summary: 0 }), /summary is not a text/],
    ['no id', bodyOf({ id: '' }), /id is not a text/],
    ['no type', bodyOf({ event_type: undefined }), /event_type is not a text/],
    ['a resource that is no JSON', bodyOf({}, 'secret of a user'), /the decrypted resource is not JSON/],
    ['a resource that is a text', bodyOf({}, '"text"'), /the decrypted resource is not a JSON object/],
  ])('%s', async (_, body, message) => {
    await expect(receiver.receive(delivery(body))).rejects.toThrow(refused('malformed', message))
  })

  test.each<[string, string]>([
    ['another APIv3 key', bodyOf({}, '{}', { key: 'another key of thirty-two bytes!' })],
    ['other associated data', bodyOf({}, '{}', { resource: { associated_data: 'transaction' } })],
    ['another nonce', bodyOf({}, '{}', { resource: { nonce: 'Kj7QIyUiYx1r' } })],
    ['ciphertext that is not Base64', bodyOf({}, '{}', { resource: { ciphertext: '%%%' } })],
    ['ciphertext shorter than its tag', bodyOf({}, '{}', { resource: { ciphertext: 'AAAA' } })],
  ])('encrypted with %s', async (_, body) => {
    await expect(receiver.receive(delivery(body))).rejects.toThrow(refused('undecryptable', 'apiV3Key'))
  })

  test('whatever is thrown, no secret is in it', async () => {
    const failures = [
      delivery(bodyOf({}, 'secret of a user')),
      delivery(bodyOf({}, '{}', { key: 'another key of thirty-two bytes!' })),
      { headers: {}, rawBody: '' },
    ]
    for (const failure of failures) {
      const error: unknown = await receiver.receive(failure).catch((error: unknown) => error)
      const shown = `${inspect(error, { depth: 9, showHidden: true })}${JSON.stringify(error)}`
      expect(shown).not.toContain('secret of')
      expect(shown).not.toContain(apiV3Key)
    }
  })
})

describe('createReceiver', () => {
  test.each([
    ['31 characters', apiV3Key.slice(1), /apiV3Key: expected 32 ASCII characters, received 31 bytes/],
    ['33 characters', `${apiV3Key}\n`, /received 33 bytes\. Remove the white space/],
  ])('names an APIv3 key of %s', (_, key, message) => {
    expect(() => createReceiver({ platform, apiV3Key: key })).toThrow(message)
  })

  test('names the platform key that is wrong', () => {
    expect(() => createReceiver({ platform: { publicKeys: { PUB_KEY_ID_1: '' } }, apiV3Key })).toThrow(
      expect.objectContaining({ name: 'ConfigError', field: "platform.publicKeys['PUB_KEY_ID_1']" }),
    )
    expect(() => createReceiver({ platform: { publicKeys: { PUB_KEY_ID_1: 'nonsense!' } }, apiV3Key })).toThrow(
      "platform.publicKeys['PUB_KEY_ID_1']: expected an RSA public key",
    )
    expect(() => createReceiver({ platform: { certificates: [publicKeyPem] }, apiV3Key })).toThrow(
      'platform.certificates[0]: expected an X.509 certificate',
    )
    expect(() => createReceiver({ platform: {}, apiV3Key })).toThrow(
      'platform.publicKeys: expected a WeChat Pay public key or a platform certificate, received neither',
    )
  })

  test.each([0, -1, Infinity, NaN])('takes no %d for a limit: nothing turns a check off', (value) => {
    expect(() => createReceiver({ platform, apiV3Key, toleranceSeconds: value })).toThrow(
      expect.objectContaining({ code: 'CONFIG_INVALID', field: 'toleranceSeconds' }),
    )
    expect(() => createReceiver({ platform, apiV3Key, maxBodyBytes: value })).toThrow(
      expect.objectContaining({ field: 'maxBodyBytes' }),
    )
  })

  test('reads the serial from a certificate', async () => {
    await import('reflect-metadata')
    const x509 = await import('@peculiar/x509')
    const keys = await crypto.subtle.generateKey(
      { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256', publicExponent: Uint8Array.of(1, 0, 1), modulusLength: 2048 },
      true,
      ['sign', 'verify'],
    )
    const serialNumber = '7132D72A03E93CDDF8C03BBD1F37EEDF60BB3B5A'
    const certificate = await x509.X509CertificateGenerator.createSelfSigned({ serialNumber, keys, name: 'CN=Test' })
    const mixed = createReceiver({ platform: { certificates: [certificate.toString('pem')] }, apiV3Key, clock })
    const { headers, rawBody } = delivery(bodyOf(), { serial: serialNumber })
    const message = Buffer.from(
      `${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n${String(rawBody)}\n`,
    )
    const signature = Buffer.from(await crypto.subtle.sign('RSASSA-PKCS1-v1_5', keys.privateKey, message)).toString(
      'base64',
    )
    expect((await mixed.receive({ headers: { ...headers, 'wechatpay-signature': signature }, rawBody })).known).toBe(
      true,
    )
    await expect(mixed.receive({ headers, rawBody })).rejects.toThrow(refused('bad-signature'))
  })
})
