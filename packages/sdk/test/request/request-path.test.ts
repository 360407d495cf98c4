import { createPrivateKey, createPublicKey } from 'node:crypto'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { crypto } from '../../src/crypto/index.ts'
import {
  ApiError,
  MalformedResponseError,
  NetworkError,
  NotFoundError,
  OutcomeUnknownError,
  RateLimitError,
  RequestError,
  ServerError,
  TimeoutError,
  Undecrypted,
  VerificationError,
  WechatPay,
  alreadyEncrypted,
  type Clock,
} from '../../src/index.ts'
import {
  SigningServer,
  answer,
  hangUp,
  isSignedByMerchant,
  mchid,
  merchantSerial,
  merchantSpki,
  platformPrivateKey,
  platformPublicKey,
  publicKeyId,
  refuse,
} from '../helpers/signing-server.ts'

const query = { query: { service_id: '500001', appid: 'wx1', out_order_no: 'PB1' } }
const create = {
  json: {
    appid: 'wx1',
    out_order_no: 'PB1',
    service_id: '500001',
    service_start_time: 'OnAccept',
    service_start_location: '深圳湾万象城A柜',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
  },
}
const cancel = { out_order_no: 'PB|1*', json: { appid: 'wx1', service_id: '500001', reason: '用户投诉' } }
const sync = {
  out_order_no: 'PB1',
  json: { appid: 'wx1', service_id: '5', type: 'Order_Paid' as const, detail: { paid_time: '20260301121500' } },
}

let server: SigningServer
let pauses: number[]
let wxpay: WechatPay

beforeEach(async () => {
  server = await SigningServer.start()
  pauses = []
  const clock: Clock = { now: Date.now, sleep: async (ms) => void pauses.push(ms) }
  wxpay = new WechatPay(server.options({ clock, random: () => 1 }))
})
afterEach(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

describe('what leaves', () => {
  test('the bytes that were signed, with every header WeChat Pay asks for', async () => {
    await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post(cancel)
    const [request] = server.received
    expect(request).toMatchObject({ method: 'POST', target: '/v3/payscore/payafter-orders/PB%7C1%2A/cancel' })
    expect(request!.body.toString()).toBe(JSON.stringify(cancel.json))
    expect(request!.headers).toMatchObject({
      accept: 'application/json',
      'content-type': 'application/json',
      'wechatpay-serial': publicKeyId,
      'user-agent': expect.stringMatching(/^wechatpay-ts\//) as string,
      authorization: expect.stringMatching(
        new RegExp(
          `^WECHATPAY2-SHA256-RSA2048 mchid="${mchid}",nonce_str="[0-9A-F]{32}",signature="[^"]{344}",timestamp="\\d{10}",serial_no="${merchantSerial}"$`,
        ),
      ) as string,
    })
    expect(await isSignedByMerchant(request!)).toBe(true)
  })

  test('the query in the given order, encoded once', async () => {
    await wxpay.v3.payscore.payafterOrders.get({ query: { ...query.query, out_order_no: "a'(b)*! 深" } })
    expect(server.received[0]!.target).toBe(
      '/v3/payscore/payafter-orders?service_id=500001&appid=wx1&out_order_no=a%27%28b%29%2A%21%20%E6%B7%B1',
    )
    expect(await isSignedByMerchant(server.received[0]!)).toBe(true)
  })

  test('the same through all three addresses, by post and postAsync', async () => {
    const path = 'v3/payscore/payafter-orders/{out_order_no}/cancel'
    await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.postAsync(cancel)
    await wxpay.chain(path).post(cancel)
    await wxpay.chain(path).postAsync(cancel)
    await wxpay[path].post(cancel)
    await wxpay[path].postAsync(cancel)
    await wxpay.chain(`/${path}`).post(cancel)
    const shapes = server.received.map(({ method, target, body }) => `${method} ${target} ${body.toString()}`)
    expect(shapes).toHaveLength(6)
    expect(new Set(shapes).size).toBe(1)
  })

  test('sensitive fields encrypted, the caller’s object untouched', async () => {
    const json = { ...create.json, phone: '13800138000', name: '张三', address: '' }
    await wxpay.v3.payscore.payafterOrders.post({ json })
    const sent = JSON.parse(server.received[0]!.body.toString()) as typeof json
    const decrypter = crypto.fieldDecrypter(platformPrivateKey)
    expect(await decrypter.decrypt(sent.phone)).toBe('13800138000')
    expect(await decrypter.decrypt(sent.name)).toBe('张三')
    expect(sent.address).toBe('')
    expect(json.phone).toBe('13800138000')
  })

  test('ciphertext of the caller as it is, with the serial it was made for', async () => {
    await wxpay.v3.payscore.payafterOrders.post({
      json: { ...create.json, phone: alreadyEncrypted('Y2lwaGVy', 'PUB_KEY_ID_7') },
    })
    expect(JSON.parse(server.received[0]!.body.toString())).toMatchObject({ phone: 'Y2lwaGVy' })
    expect(server.received[0]!.headers['wechatpay-serial']).toBe('PUB_KEY_ID_7')
  })

  test('a segment that is encoded already as it stands', async () => {
    await wxpay.chain('v3/some/ChsyMDAw%2FMDAw%3D%3D/thing').get()
    await wxpay['v3/some/ChsyMDAw%2FMDAw%3D%3D/thing' as 'v3/certificates'].get()
    await wxpay.chain('v3/some/{media_id}/thing').get({ media_id: 'ChsyMDAw/MDAw==' })
    expect(new Set(server.received.map(({ target }) => target))).toEqual(
      new Set(['/v3/some/ChsyMDAw%2FMDAw%3D%3D/thing']),
    )
    expect(await isSignedByMerchant(server.received[0]!)).toBe(true)
  })

  test('one connection for any number of calls in a row', async () => {
    for (let i = 0; i < 20; i++) await wxpay.v3.payscore.payafterOrders.get(query)
    expect(new Set(server.received.map(({ connection }) => connection)).size).toBe(1)
  })

  test('can be looked at before: prepare() signs and sends nothing', async () => {
    const prepared = await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post.prepare(cancel)
    expect(server.received).toHaveLength(0)
    const [method, target, timestamp, nonce, body, end] = prepared.signingString.split('\n')
    expect([method, target, body, end]).toEqual([
      'POST',
      '/v3/payscore/payafter-orders/PB%7C1%2A/cancel',
      JSON.stringify(cancel.json),
      '',
    ])
    expect(prepared.headers['authorization']).toContain(`nonce_str="${nonce}"`)
    expect(prepared.headers['authorization']).toContain(`timestamp="${timestamp}"`)
    expect(prepared.url).toBe(`${server.url}${target}`)
    expect(JSON.stringify(prepared)).not.toContain('WECHATPAY2')
  })
})

describe('what does not leave', () => {
  test.each<[string, () => Promise<unknown>, string, string]>([
    ['a missing path parameter', () => wxpay.chain('v3/a/{b}').post({ json: {} }), 'b', 'received nothing'],
    ['an empty one', () => wxpay.chain('v3/a/{b}').get({ b: '' }), 'b', 'received an empty text'],
    ['a dotted one', () => wxpay.chain('v3/a/{b}').get({ b: '..' }), 'b', 'received ".."'],
    ['an object as one', () => wxpay.chain('v3/a/{b}').get({ b: {} }), 'b', 'received an object'],
    ['a lone surrogate', () => wxpay.chain('v3/a/{b}').get({ b: '\ud800' }), 'b', 'half of a surrogate pair'],
    ['an unknown option', () => wxpay.chain('v3/a').get({ timeout: 5 }), 'timeout', 'unknown option "timeout"'],
    ['a body on GET', () => wxpay.chain('v3/a').get({ json: {} }), 'json', 'has no body'],
    [
      'a text as body',
      () => wxpay.chain('v3/a').post({ json: 'x' as unknown as object }),
      'json',
      'received a text of 1 character',
    ],
    ['a cyclic body', () => wxpay.chain('v3/a').post({ json: cyclic() }), 'json', 'cannot be written as JSON'],
    [
      'a body that writes itself as nothing',
      () => wxpay.chain('v3/a').post({ json: { toJSON: () => undefined } }),
      'json',
      'its own toJSON returned nothing',
    ],
    ['a cyclic parameter', () => wxpay.chain('v3/a').get({ query: { b: cyclic() } }), 'query.b', 'it refers to itself'],
    [
      'a parameter with a bigint',
      () => wxpay.chain('v3/a').get({ query: { b: { c: 1n } } }),
      'query.b',
      'it holds a bigint',
    ],
    [
      'a moment as a parameter',
      () => wxpay.chain('v3/a').get({ query: { b: new Date() } }),
      'query.b',
      'received a Date',
    ],
    [
      'a parameter with half a name',
      () => wxpay.chain('v3/a').get({ query: { 'b\ud800': '1' } }),
      'query.…',
      'half of a surrogate pair in it',
    ],
    [
      'another merchant',
      () => wxpay.chain('v3/pay/transactions/jsapi').post({ json: { mchid: '1' } as never }),
      'json.mchid',
      `the client signs as ${mchid}`,
    ],
    [
      'a header we sign',
      () => wxpay.chain('v3/a').get({ headers: { Authorization: 'x' } }),
      'headers.Authorization',
      'sets Authorization itself',
    ],
    [
      'a header with a line break',
      () => wxpay.chain('v3/a').get({ headers: { a: 'b\r\nc: d' } }),
      'headers.a',
      'cannot be sent',
    ],
    [
      'a header that governs the connection',
      () => wxpay.chain('v3/a').post({ json: {}, headers: { Trailer: 'Expires' } }),
      'headers.Trailer',
      'is about the connection',
    ],
    [
      'a header that has answers compressed, whose signature would not fit',
      () => wxpay.chain('v3/a').post({ json: {}, headers: { 'Accept-Encoding': 'gzip' } }),
      'headers.Accept-Encoding',
      'signature of a compressed answer would not fit',
    ],
    ['a path that climbs', () => wxpay.chain('v3/../v2').get(), 'path', '".." segment'],
    ['a path that climbs encoded', () => wxpay.chain('v3/%2e%2E/v2').get(), 'path', '".." segment'],
    ['one that climbs in a segment', () => wxpay.chain('v3/a%2F..%5cb').get(), 'path', '".." segment'],
    ['a percent sign that encodes nothing', () => wxpay.chain('v3/a%2').get(), 'path', 'characters'],
    ['an encoded line break', () => wxpay.chain('v3/a%0Ab').get(), 'path', 'characters'],
    ['a path with a query', () => wxpay.chain('v3/a?b=1').get({}), 'path', 'characters'],
    [
      'a path with a line break',
      () => wxpay.chain('v3/a\r\nHost: b').get({}),
      'path',
      'the address "v3/…" has characters',
    ],
    ['a lone brace', () => wxpay.chain('v3/{a').get({}), 'path', 'characters'],
    ['a negative limit', () => wxpay.chain('v3/a').get({ timeoutMs: -1 }), 'timeoutMs', '1 to 2147483647, received -1'],
    [
      'a limit beyond timers',
      () => wxpay.chain('v3/a').get({ timeoutMs: 2 ** 31 }),
      'timeoutMs',
      'received a whole number of 10 digits',
    ],
    [
      'another host that is none',
      () => wxpay.chain('v3/a').get({ baseUrl: 'localhost' }),
      'baseUrl',
      'an http(s) address',
    ],
    ['a signal that is none', () => wxpay.chain('v3/a').get({ signal: {} as AbortSignal }), 'signal', 'an AbortSignal'],
    ['headers that are none', () => wxpay.chain('v3/a').get({ headers: 'a' as never }), 'headers', 'an object'],
    [
      'fields encrypted for two keys',
      () =>
        wxpay.v3.payscore.payafterOrders.post({
          json: { ...create.json, name: '张三', phone: alreadyEncrypted('AAAA', 'PUB_KEY_ID_2') },
        }),
      'phone',
      `a field for PUB_KEY_ID_2 beside one for ${publicKeyId}`,
    ],
    [
      'a secret that is too long',
      () => wxpay.v3.payscore.payafterOrders.post({ json: { ...create.json, phone: '1'.repeat(215) } }),
      'phone',
      '215 bytes',
    ],
  ])('%s', async (_, call, field, message) => {
    const error = await call().then(
      () => expect.fail('it was sent'),
      (thrown: unknown) => thrown,
    )
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ code: 'REQUEST_INVALID', field })
    expect(String(error)).toContain(message)
    expect(server.received).toHaveLength(0)
  })

  test('a completion that does not add up; checks: false sends it', async () => {
    const json = {
      appid: 'wx1',
      service_id: '5',
      finish_type: 2 as const,
      fees: [{ fee_name: '费', fee_amount: 2 }],
      total_amount: 3,
      finish_ticket: 't',
    }
    const complete = wxpay.v3.payscore.payafterOrders._out_order_no_.complete
    await expect(complete.post({ out_order_no: 'PB1', json })).rejects.toMatchObject({ code: 'COMPLETION_RULE_BROKEN' })
    expect(server.received).toHaveLength(0)
    await complete.post({ out_order_no: 'PB1', json, checks: false })
    expect(server.received).toHaveLength(1)
  })
})

describe('answers', () => {
  test.each([
    [-300, 'VERIFICATION_STALE'],
    [-299, undefined],
    [299, undefined],
    [300, 'VERIFICATION_STALE'],
  ])('signed %i seconds from here are believed below five minutes', async (seconds, code) => {
    const now = Date.parse('2026-03-01T12:00:00+08:00')
    const still = new WechatPay(server.options({ clock: { now: () => now, sleep: async () => {} }, maxRetries: 0 }))
    server.next(answer({}, { timestamp: now / 1000 + seconds }))
    const result = await still.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect((result as { code?: string }).code).toBe(code)
    still.close()
  })

  test('are decoded when they verify', async () => {
    server.next(answer({ state: 'CREATED', amount: 1 }))
    const result = await wxpay.v3.payscore.payafterOrders.get(query)
    expect(result).toMatchObject({
      status: 200,
      data: { state: 'CREATED' },
      requestId: expect.stringMatching(/-0$/) as string,
    })
  })

  test('of many are delivered although one of their fields does not open, which is marked', async () => {
    const encrypt = (key: Uint8Array) => crypto.fieldEncrypter(key).encrypt('13800138000')
    const foreign = await encrypt(createPublicKey(platformPublicKey).export({ type: 'spki', format: 'der' }))
    const phones = [await encrypt(merchantSpki), foreign, 'not even Base64', '', undefined]
    server.next(answer({ data: phones.map((payer_phone, at) => ({ complaint_id: String(at), payer_phone })) }))
    const { data } = await wxpay.v3.merchantService.complaintsV2.get({
      query: { begin_date: '2026-03-01', end_date: '2026-03-02' },
    })
    const [opened, closed, odd, ...others] = data.data!.map(({ payer_phone }) => payer_phone)
    expect(opened).toBe('13800138000')
    expect(closed).toBeInstanceOf(Undecrypted)
    expect((closed as Undecrypted).ciphertext).toBe(foreign)
    expect(`${String(closed)} ${JSON.stringify(closed)}`).toBe(`[undecrypted] {"ciphertext":"${foreign}"}`)
    expect(odd).toEqual(new Undecrypted('not even Base64'))
    expect(others).toEqual(['', undefined])
    expect(server.received).toHaveLength(1)
  })

  test('to who only signs have their sensitive fields marked, never ciphertext in the place of a text', async () => {
    const { merchant, ...options } = server.options()
    const signer = crypto.signer(
      createPrivateKey(merchant.privateKey as string).export({ type: 'pkcs8', format: 'der' }),
    )
    const signing = new WechatPay({ ...options, merchant: { signer, certificateSerial: merchantSerial } })
    server.next(answer({ payer_phone: 'Y2lwaGVy' }))
    const { data } = await signing.v3.merchantService.complaintsV2._complaint_id_.get({ complaint_id: '1' })
    expect(data.payer_phone).toEqual(new Undecrypted('Y2lwaGVy'))
    signing.close()
  })

  test('to who signs and decrypts elsewhere have their sensitive fields opened there', async () => {
    const { merchant, ...options } = server.options()
    const pkcs8 = createPrivateKey(merchant.privateKey as string).export({ type: 'pkcs8', format: 'der' })
    const asked: string[] = []
    const decrypter = {
      decrypt(ciphertext: string) {
        asked.push(ciphertext)
        return crypto.fieldDecrypter(pkcs8).decrypt(ciphertext)
      },
    }
    const elsewhere = new WechatPay({
      ...options,
      merchant: { signer: crypto.signer(pkcs8), decrypter, certificateSerial: merchantSerial },
    })
    const ciphertext = await crypto.fieldEncrypter(merchantSpki).encrypt('13800138000')
    server.next(answer({ payer_phone: ciphertext }))
    const { data } = await elsewhere.v3.merchantService.complaintsV2._complaint_id_.get({ complaint_id: '1' })
    expect(data.payer_phone).toBe('13800138000')
    expect(asked).toEqual([ciphertext])
    elsewhere.close()
  })

  test('are opened with the private key or a decrypter, not with both, and a decrypter can decrypt', () => {
    const { merchant, ...options } = server.options()
    const decrypter = { decrypt: async () => '' }
    expect(() => new WechatPay({ ...options, merchant: { ...merchant, decrypter } })).toThrow(
      'merchant.privateKey: expected a private key or a signer with its decrypter, received both',
    )
    const signer = { scheme: 'RSA', sign: async () => '' }
    const half = { signer, decrypter: {} as typeof decrypter, certificateSerial: merchantSerial }
    expect(() => new WechatPay({ ...options, merchant: half })).toThrow(
      'merchant.decrypter.decrypt: expected a function, received nothing',
    )
  })

  test('may be empty', async () => {
    server.next(answer(undefined, { status: 204 }))
    expect(await wxpay.chain('v3/a').post({ json: {} })).toMatchObject({ status: 204, data: undefined })
  })

  test.each([-300, 300])('signed %i s from ours are too old or too new, a second less is not', async (away) => {
    const now = 1_772_330_400_000
    const fixed = new WechatPay(server.options({ clock: { now: () => now, sleep: async () => {} }, maxRetries: 0 }))
    server.next(
      answer({}, { timestamp: now / 1000 + away }),
      answer({}, { timestamp: now / 1000 + away - Math.sign(away) }),
    )
    await expect(fixed.v3.payscore.payafterOrders.get(query)).rejects.toMatchObject({ reason: 'stale' })
    await expect(fixed.v3.payscore.payafterOrders.get(query)).resolves.toMatchObject({ status: 200 })
    fixed.close()
  })

  test.each([
    ['without headers', { unsigned: true }, 'missing-header'],
    ['ten minutes old', { timestamp: Math.floor(Date.now() / 1000) - 600 }, 'stale'],
    ['of a future', { timestamp: Math.floor(Date.now() / 1000) + 600 }, 'stale'],
    ['of an unknown key', { serial: 'PUB_KEY_ID_9' }, 'unknown-serial'],
    ['with another signature', { signature: 'AAAA' }, 'bad-signature'],
    ['with a probe', { signature: 'WECHATPAY/SIGNTEST/abc' }, 'bad-signature'],
    ['changed on the way', { sentInstead: '{"paid":true}' }, 'bad-signature'],
  ])('%s are thrown away, and asked for once more', async (_, wrong, reason) => {
    server.next(answer({}, wrong), answer({}, wrong))
    const error = await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(VerificationError)
    expect(error).toMatchObject({ reason })
    expect(server.received).toHaveLength(2)
    server.next(answer({}, wrong), answer({ state: 'FINISHED' }))
    expect((await wxpay.v3.payscore.payafterOrders.get(query)).data.state).toBe('FINISHED')
  })

  test('that are not JSON say so', async () => {
    server.next(answer('<html>'))
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toThrow(MalformedResponseError)
  })

  test('of refusal keep code, status, detail and cause, and are not verified first', async () => {
    server.next(
      refuse(
        404,
        { code: 'ORDER_NOT_EXIST', message: '查询单据不存在', detail: { a: 1 } },
        { 'Request-ID': '08AB-271317510' },
      ),
    )
    const error = await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toMatchObject({
      // The row of the operation's own error table.
      hint: {
        zh: '没有这笔订单，或创建尚未成功：核对商户服务订单号与服务 ID；创建结果不明时先以原参数重试创建',
        en: expect.stringMatching(/^There is no such order/) as string,
      },
      code: 'ORDER_NOT_EXIST',
      status: 404,
      apiMessage: '查询单据不存在',
      causeCode: 271317510,
      detail: { a: 1 },
    })
    expect(server.received).toHaveLength(1)
  })

  test('from a gateway become errors all the same', async () => {
    const page = refuse(502, '<html>bad gateway</html>')
    server.next(page, page, page)
    const error = await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(ServerError)
    expect(error).toMatchObject({ code: 'HTTP_502', status: 502 })
  })

  test.each<[string, number, Record<string, string>, string]>([
    [
      'a page of a gateway',
      403,
      { 'content-type': 'text/html; charset=utf-8' },
      'The answer (text/html) is not WeChat Pay',
    ],
    ['a redirection to a login page', 302, {}, 'The answer (of no known type) is not WeChat Pay'],
    ['a proxy that asks who calls', 407, {}, 'check the proxy of your network and baseUrl.'],
    ['a page in the place of an error', 502, { 'content-type': 'text/html' }, 'then repeat with identical parameters.'],
    ['a content type that may be anything', 404, { 'content-type': 'a"b' }, 'The answer (of no known type)'],
    ['one in capitals', 404, { 'content-type': 'Text/HTML ; charset=gbk' }, 'The answer (Text/HTML)'],
  ])('%s is told from WeChat Pay', async (_, status, headers, words) => {
    const page: Parameters<typeof server.next>[0] = (_request, response) =>
      void response.writeHead(status, headers).end(status === 302 || status === 407 ? '' : '<html>')
    server.next(page, page, page)
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toMatchObject({
      hint: { en: expect.stringContaining(words) as string },
    })
  })

  test('of refusal that go on and on are neither read nor repeated in full', async () => {
    const text = '很'.repeat(5_000)
    const page = '<html>'.repeat(1_000_000)
    server.next(
      refuse(400, { code: 'C'.repeat(100), message: text, detail: {} }),
      refuse(400, { code: 'PARAM_ERROR', message: page }),
    )
    const [long, endless] = [await refusal(), await refusal()]
    expect(long.message.length).toBeLessThan(800)
    expect([long.code.length, long.apiMessage]).toEqual([65, `${'很'.repeat(500)}…`])
    expect(endless).toMatchObject({ code: 'HTTP_400', status: 400, apiMessage: '' })

    async function refusal(): Promise<ApiError> {
      return (await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)) as ApiError
    }
  })

  test.each([
    [404, 'baseUrl'],
    [405, 'get、post'],
  ])('of %i without a word are about the address', async (status, hint) => {
    server.next(refuse(status, ''))
    const error = await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: `HTTP_${status}`, hint: { zh: expect.stringContaining(hint) as string } })
  })

  test('of 401 name the first line that differs', async () => {
    server.next(async (request, response) => {
      const truncated = `POST\n${request.target}/\n1\n2\n{"appid"\n`
      const detail = {
        detail: { issue: 'sign not match' },
        sign_information: { truncated_sign_message: truncated, sign_message_length: 9 },
      }
      await refuse(401, { code: 'SIGN_ERROR', message: '错误的签名，验签失败', detail })(
        request,
        response,
        response.socket!,
      )
    })
    const error = await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel
      .post(cancel)
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'SignatureRefusedError', code: 'SIGN_ERROR' })
    expect((error as ApiError).hint!.en).toContain('Line 2 of the signing string (path and query) differs')
  })
})

test('a 401 without an echo points at the clock when that is far off', async () => {
  const date = new Date(Date.now() - 600_000).toUTCString()
  server.next(refuse(401, { code: 'SIGN_ERROR' }, { Date: date }))
  const error = (await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)) as ApiError
  expect(error.hint!.en).toMatch(/^The clock here says .*NTP/)
})

describe('again', () => {
  test('an idempotent call after a lost answer: new nonce, same bytes', async () => {
    server.next(hangUp)
    await wxpay.v3.payscore.payafterOrders.post(create)
    const [first, second] = server.received
    expect(second!.body).toEqual(first!.body)
    expect(second!.headers.authorization).not.toBe(first!.headers.authorization)
    expect(await isSignedByMerchant(second!)).toBe(true)
    expect(pauses).toEqual([200])
  })

  test('until the retries are used up: then the outcome is unknown, and the query that tells is at hand', async () => {
    server.next(hangUp, hangUp, hangUp)
    const error = await wxpay.v3.payscore.payafterOrders.post(create).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    const unknown = error as OutcomeUnknownError
    expect(unknown.cause).toBeInstanceOf(NetworkError)
    expect(unknown.resolve).toEqual({ operation: 'GET v3/payscore/payafter-orders', options: query })
    expect(pauses).toEqual([200, 400])
    server.next(answer({ state: 'CREATED' }))
    expect((await unknown.query<{ state: string }>()).data.state).toBe('CREATED')
    expect(server.received.at(-1)!.target).toContain('out_order_no=PB1')
  })

  test('never a call that could act twice', async () => {
    server.next(hangUp)
    await expect(wxpay.v3.payscore.payafterOrders._out_order_no_.sync.post(sync)).rejects.toThrow(OutcomeUnknownError)
    server.next(refuse(500, { code: 'SYSTEM_ERROR' }))
    await expect(wxpay.chain('v3/some/new-api').post({ json: {} })).rejects.toThrow(OutcomeUnknownError)
    expect(server.received).toHaveLength(2)
  })

  test('never one without the number that a repeat is recognised by', async () => {
    server.next(hangUp)
    // A call as it may come from untyped code.
    const unnumbered = { json: { appid: 'wx1' } } as unknown as typeof create
    await expect(wxpay.v3.payscore.payafterOrders.post(unnumbered)).rejects.toThrow(OutcomeUnknownError)
    expect(server.received).toHaveLength(1)
  })

  test('any call when no connection came about, on the backup host', async () => {
    await using closed = await SigningServer.start()
    const dead = closed.url
    await closed[Symbol.asyncDispose]()
    const failing = new WechatPay(
      server.options({ baseUrl: dead, backupBaseUrl: server.url, clock: { now: Date.now, sleep: async () => {} } }),
    )
    await failing.v3.payscore.payafterOrders._out_order_no_.sync.post(sync)
    expect(server.received).toHaveLength(1)
    failing.close()
  })

  test('a kept-alive connection that the server has closed costs nothing', async () => {
    await wxpay.v3.payscore.payafterOrders.get(query)
    server.next((_, __, socket) => void socket.resetAndDestroy())
    const patient = wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({ ...cancel, maxRetries: 0 })
    await expect(patient).resolves.toMatchObject({ status: 200 })
    expect(pauses).toEqual([])
  })

  test('not when the server asks for more time than a call can wait', async () => {
    server.next(refuse(429, { code: 'FREQUENCY_LIMITED' }, { 'Retry-After': '3600' }))
    const error = await wxpay.v3.payscore.payafterOrders.get(query).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'RateLimitError', retryAfterMs: 3_600_000 })
    expect(server.received).toHaveLength(1)
  })

  test('after 429, as long as the server asks', async () => {
    const slow = refuse(429, { code: 'FREQUENCY_LIMITED' }, { 'Retry-After': '2' })
    server.next(slow, slow, slow)
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toThrow(RateLimitError)
    expect(pauses).toEqual([2000, 2000])
  })

  test('no other 4xx', async () => {
    server.next(refuse(400, { code: 'PARAM_ERROR' }))
    await expect(wxpay.v3.payscore.payafterOrders.post(create)).rejects.toThrow(ApiError)
    expect(server.received).toHaveLength(1)
  })
})

describe('limits', () => {
  test('an answer that does not come ends with a timeout, and the call may have been acted on', async () => {
    // Advances the limit's timers once the request has arrived, however long that took.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      server.next(() => void vi.advanceTimersByTime(50))
      const error = await wxpay.v3.payscore.payafterOrders
        .post({ ...create, timeoutMs: 50, maxRetries: 0 })
        .catch((thrown: unknown) => thrown)
      expect(error).toBeInstanceOf(OutcomeUnknownError)
      expect((error as Error).cause).toBeInstanceOf(TimeoutError)
    } finally {
      vi.useRealTimers()
    }
  })

  test('a signal gives up, with its reason', async () => {
    const controller = new AbortController()
    server.next(() => controller.abort(new Error('the user left')))
    const error = await wxpay.v3.payscore.payafterOrders
      .get({ ...query, signal: controller.signal })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'AbortedError', code: 'REQUEST_ABORTED', cause: { message: 'the user left' } })
    const isQuery = { zh: expect.stringContaining('查询不改变任何东西') as string }
    expect(error).toMatchObject({ phase: 'exchange', hint: isQuery })
    await expect(wxpay.v3.payscore.payafterOrders.get({ ...query, signal: AbortSignal.abort() })).rejects.toMatchObject(
      {
        name: 'AbortedError',
        phase: 'connect',
        hint: isQuery,
        message: /given up by the caller before anything was sent$/,
      },
    )
    expect(server.received).toHaveLength(1)
  })

  test('a signal that has aborted before anything was sent leaves no doubt', async () => {
    const { post } = wxpay.v3.payscore.payafterOrders._out_order_no_.cancel
    const json = { appid: 'wx1', service_id: '500001', reason: '用户取消' }
    const call = post({ out_order_no: 'PB1', json, signal: AbortSignal.abort() })
    await expect(call).rejects.toMatchObject({
      name: 'AbortedError',
      phase: 'connect',
      hint: { en: /^Nothing was sent/ },
    })
    expect(server.received).toEqual([])
    const controller = new AbortController()
    server.next(() => controller.abort())
    await expect(post({ out_order_no: 'PB1', json, signal: controller.signal })).rejects.toMatchObject({
      name: 'AbortedError',
      phase: 'exchange',
      message: expect.stringMatching(/given up by the caller$/) as string,
      hint: { en: expect.stringContaining('may have been acted on') as string },
    })
  })
})

test.each([
  ['an answer', refuse(400, { code: 'PARAM_ERROR' }), 'ApiError'],
  ['the network', hangUp, 'OutcomeUnknownError'],
])('an error of %s shows where the call stands in the caller’s program', async (_, behaviour, name) => {
  async function awaiting(): Promise<unknown> {
    return await wxpay.v3.payscore.payafterOrders.post({ ...create, maxRetries: 0 })
  }
  async function chaining(): Promise<unknown> {
    return await wxpay.v3.payscore.payafterOrders.postAsync({ ...create, maxRetries: 0 }).then(({ data }) => data)
  }
  for (const rent of [awaiting, chaining]) {
    server.next(behaviour)
    const error = (await rent().catch((thrown: unknown) => thrown)) as Error
    expect(error.name).toBe(name)
    expect(error.stack).toContain(rent.name)
  }
})

function cyclic(): object {
  const value: { self?: object } = {}
  value.self = value
  return value
}
