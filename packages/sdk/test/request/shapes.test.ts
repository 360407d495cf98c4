import { createHash, createPrivateKey, sign } from 'node:crypto'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WechatPay } from '../../src/index.ts'
import {
  answer,
  isSignedByMerchant,
  platformPrivateKey,
  publicKeyId,
  refuse,
  SigningServer,
  type Behaviour,
} from '../helpers/signing-server.ts'

let server: SigningServer
let wxpay: WechatPay

beforeAll(async () => {
  server = await SigningServer.start(answer({ ok: true }))
  wxpay = new WechatPay(server.options())
})
afterAll(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

const last = () => server.received.at(-1)!

describe('a raw body', () => {
  test.each([
    ['text', '<a>b</a>'],
    ['bytes', new TextEncoder().encode('<a>b</a>')],
  ])('of %s goes as it is, signed, with the type that the caller names', async (_, body) => {
    await wxpay.chain('v3/something/new').post({ body, headers: { 'content-type': 'text/xml' } })
    expect(last().body.toString()).toBe('<a>b</a>')
    expect(last().headers['content-type']).toBe('text/xml')
    expect(await isSignedByMerchant(last())).toBe(true)
  })

  test('beside json, or of another kind, is refused', async () => {
    const post = wxpay.chain('v3/something/new').post
    await expect(post({ body: '', json: {} })).rejects.toMatchObject({ field: 'body' })
    await expect(post({ body: { a: 1 } })).rejects.toMatchObject({ field: 'body' })
    await expect(post({ json: {}, headers: { 'content-type': 'text/xml' } })).rejects.toMatchObject({
      field: 'headers.content-type',
    })
  })
})

test('a body may name another merchant where it is not the one who takes the money', async () => {
  const { bindrecipient } = wxpay.v3.brand.partner.store.brandstores._store_id_
  await bindrecipient.post({ store_id: '1', json: { brand_id: '40001', mchid: '1900000111' } as never })
  expect(JSON.parse(last().body.toString())).toMatchObject({ mchid: '1900000111' })
})

test('a brand signs under its own scheme and number', async () => {
  const brand = new WechatPay(server.options({ brandId: '40001' }))
  await brand.chain('brand/something').post({ json: { a: 1 } })
  const { authorization } = last().headers
  expect(authorization).toMatch(/^WECHATPAY-BRAND-SHA256-RSA2048 brand_id="40001",nonce_str="/)
  expect(authorization).not.toContain('mchid')
  expect(await isSignedByMerchant(last())).toBe(true)
  brand.close()
  expect(() => new WechatPay(server.options({ brandId: 'x' }))).toThrow(
    'brandId: expected the digits of a brand number, received a text of 1 character',
  )
})

test('a brand’s operation is refused on a client without brandId, and nothing is sent', async () => {
  const sent = server.received.length
  const coupon = 'brand/marketing/product-coupon/product-coupons/{product_coupon_id}' as string
  const options = { product_coupon_id: '1' }
  for (const call of [
    wxpay.chain(coupon).get(options),
    wxpay.chain(coupon).get.prepare(options),
    wxpay.partner('1900000111').chain(coupon).get(options),
  ]) {
    await expect(call).rejects.toMatchObject({
      name: 'RequestError',
      field: 'brandId',
      message: expect.stringMatching(
        /^GET brand\/marketing\/product-coupon\/product-coupons\/\{product_coupon_id\}: brandId: expected a client made with new WechatPay\(\{ …, brandId \}\), received a client without brandId/,
      ) as string,
    })
  }
  expect(server.received).toHaveLength(sent)
})

test('a merchant’s operation is refused on a client with brandId, and nothing is sent', async () => {
  const sent = server.received.length
  const brand = new WechatPay(server.options({ brandId: '40001' }))
  const refusal = {
    name: 'RequestError',
    field: 'brandId',
    message: expect.stringContaining(
      'expected a client made without brandId, received a client with brandId',
    ) as string,
  }
  const refunds = brand.chain('v3/refund/domestic/refunds/{out_refund_no}' as string)
  await expect(refunds.get({ out_refund_no: 'R1' })).rejects.toMatchObject(refusal)
  await expect(refunds.get.prepare({ out_refund_no: 'R1' })).rejects.toMatchObject(refusal)
  const v2 = new WechatPay(server.options({ brandId: '40001', apiV2Key: 'k'.repeat(32) }))
  const query = v2.chain('v2/pay/orderquery' as string).post({ xml: { appid: 'wx1', out_trade_no: 'A1' } })
  await expect(query).rejects.toMatchObject(refusal)
  expect(server.received).toHaveLength(sent)
})

describe('an answer without a signature', () => {
  test('is taken where the operation documents none', async () => {
    server.next(answer('file', { unsigned: true }))
    expect((await wxpay.v3.billdownload.file.get({ query: { token: 't' } })).data).toBe('file')
  })

  test('is refused everywhere else', async () => {
    server.next(answer({ data: [] }, { unsigned: true }))
    await expect(wxpay.v3.certificates.get({ maxRetries: 0 })).rejects.toMatchObject({ reason: 'missing-header' })
  })

  test('that says no is still an error', async () => {
    server.next(refuse(404, { code: 'NO_STATEMENT_EXIST', message: '账单文件不存在' }))
    await expect(wxpay.v3.billdownload.file.get({ query: { token: 't' } })).rejects.toMatchObject({
      name: 'NotFoundError',
      code: 'NO_STATEMENT_EXIST',
    })
  })
})

test('a file that comes compressed is handed out as the text it is', async () => {
  server.next((_, response) => void response.end(gzipSync('交易时间,金额\n')))
  expect((await wxpay.v3.billdownload.file.get({ query: { token: 't', tartype: 'gzip' } })).data).toBe(
    '交易时间,金额\n',
  )
})

test('a file that unpacks without end is given up, not held', async () => {
  const file = wxpay.v3.billdownload.file.get
  server.next((_, response) => void response.end(gzipSync(Buffer.alloc(65 * 1024 * 1024))))
  await expect(file({ query: { token: 't', tartype: 'gzip' } })).rejects.toMatchObject({
    name: 'MalformedResponseError',
    message: expect.stringContaining('larger than this call can hold') as string,
  })
})

describe('a request that takes no signature', () => {
  test('has none', async () => {
    server.next(answer('%PDF', { unsigned: true }))
    const { data } = await wxpay.v3.newTaxControlFapiao.download.get({ query: { token: 't' } })
    expect(Buffer.from(data).toString()).toBe('%PDF')
    expect(last().headers.authorization).toBeUndefined()
  })
})

describe('a statement, whose signature covers its SHA-1', () => {
  const file = '对账单\n'
  /** A statement of the cross-border API, which signs `{"sha1":"…"}` and sends that digest in a header. */
  const statement =
    (body: string | Uint8Array, sha1 = createHash('sha1').update(file).digest('hex')): Behaviour =>
    (_, response) => {
      const timestamp = String(Math.floor(Date.now() / 1000))
      const message = `${timestamp}\nN\n{"sha1":"${sha1}"}\n`
      const key = createPrivateKey({ key: platformPrivateKey, format: 'der', type: 'pkcs8' })
      response.writeHead(200, {
        'Wechatpay-Timestamp': timestamp,
        'Wechatpay-Nonce': 'N',
        'Wechatpay-Serial': publicKeyId,
        'Wechatpay-Signature': sign('sha256', Buffer.from(message), key).toString('base64'),
        'Wechatpay-Statement-Sha1': sha1,
      })
      response.end(body)
    }
  const get = () => wxpay.chain('v3/statements').get({ query: { date: '20260301' }, maxRetries: 0 })

  test('is handed out when both fit', async () => {
    server.next(statement(file))
    expect((await get()).data).toBe(file)
  })

  test('compressed too', async () => {
    server.next(statement(gzipSync(file)))
    const headers = { 'Accept-Encoding': 'gzip' }
    expect((await wxpay.chain('v3/statements').get({ query: { date: '20260301' }, headers })).data).toBe(file)
    expect(server.received.at(-1)!.headers['accept-encoding']).toBe('gzip')
  })

  test.each([
    ['another file', statement('改过\n')],
    ['another digest', statement(file, createHash('sha1').update('x').digest('hex'))],
    ['a signature of the bytes, without the digest', answer(file)],
  ])('is refused with %s', async (_, behaviour) => {
    server.next(behaviour)
    await expect(get()).rejects.toMatchObject({ name: 'VerificationError', reason: 'bad-signature' })
  })
})

test.each([
  [204, undefined, undefined],
  [202, { state: 'ACCEPTED' }, { state: 'ACCEPTED' }],
])('%i is a success, with what body it has', async (status, body, data) => {
  server.next(answer(body, { status }))
  expect(await wxpay.chain('v3/something/new').post({ json: {} })).toMatchObject({ status, data })
})

test('an image is handed out as bytes', async () => {
  server.next((_, response) => void response.end(Buffer.from([0xff, 0xd8, 0xff])))
  const { data } = await wxpay.v3.merchantService.images._media_id_.get({ media_id: 'M/1=' })
  expect(data).toEqual(Buffer.from([0xff, 0xd8, 0xff]))
  expect(last().target).toBe('/v3/merchant-service/images/M%2F1%3D')
})
