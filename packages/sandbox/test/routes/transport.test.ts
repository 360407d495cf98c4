import { describe, expect, test } from 'vitest'
import { API_V3_KEY, MCHID, SERIAL, authorization } from './merchant.ts'
import { ORDERS, type CallOptions, creation, world } from './world.ts'

const CERTIFICATES = '/v3/certificates'

function error(code: string, message: string) {
  return { code, message }
}

describe('paths and methods', () => {
  test.each([
    ['GET', '/v3'],
    ['GET', '/v3/'],
    ['GET', '/v3/certificate'],
    ['GET', '/v3/certificates/'],
    ['GET', '/V3/certificates'],
    ['GET', '/v3//certificates'],
    ['GET', '/v3/certificates%2f'],
    ['GET', '/v3/%63ertificates'],
    ['GET', '/v3/payscore/payafter-orders/../../certificates/x'],
    ['POST', `${ORDERS}//complete`],
    ['POST', `${ORDERS}/PB1/complete/`],
    ['POST', `${ORDERS}/PB1/modify`],
    ['POST', `${ORDERS}/PB1/x/complete`],
    ['POST', '/v3/payscore/smartretail-order'],
  ])('%s %s is not known: 404 and nothing else', async (method, target) => {
    const { status, text, headers } = await world().send(method, target, method === 'POST' ? '{}' : undefined)
    expect([status, text]).toEqual([404, ''])
    expect(headers.get('request-id')).toBeNull()
  })

  test.each([
    ['DELETE', ORDERS],
    ['PUT', ORDERS],
    ['POST', CERTIFICATES],
    ['OPTIONS', CERTIFICATES],
    ['GET', `${ORDERS}/PB1/complete`],
    ['HEAD', CERTIFICATES],
  ])('%s %s is not allowed: 405 and nothing else', async (method, target) => {
    const { status, text, headers } = await world().send(method, target)
    expect([status, text, headers.get('content-length')]).toEqual([405, '', '0'])
  })

  test('the request line decides, not what a URL parser makes of it', async () => {
    const sandbox = world()
    const url = 'http://sandbox/v3/x/%2e%2e/certificates'
    const request = () => new Request(url, { headers: { accept: '*/*', 'user-agent': 'test' } })
    expect(new URL(url).pathname).toBe(CERTIFICATES)
    const env = { incoming: { url: '/v3/x/%2e%2e/certificates' } }
    expect((await sandbox.exchange(request(), env)).status).toBe(404)
    expect((await sandbox.exchange(request(), { incoming: { url: CERTIFICATES } })).status).toBe(401)
  })

  test.each([
    ['%2e%2e', '..'],
    ['..%2f..', '../..'],
    ['%252e', '%2e'],
    ['a%2fb', 'a/b'],
    ['a%00b', 'a\0b'],
    ['%zz', '%zz'],
    ["1'%20or%20'1'='1", "1' or '1'='1"],
    ['a%0d%0aX-Injected:%201', 'a\r\nX-Injected: 1'],
  ])('%s in a path is a value, and a bad one', async (segment, value) => {
    const sandbox = world()
    const target = `${ORDERS}/${segment}/cancel`
    const body = JSON.stringify({ appid: creation.appid, service_id: '500001', reason: 'x' })
    const timestamp = Math.floor(sandbox.clock.real / 1000)
    const headers = {
      accept: '*/*',
      'user-agent': 'test',
      'content-type': 'application/json',
      authorization: await authorization({ method: 'POST', target, body, timestamp }),
    }
    const request = new Request('http://sandbox/v3/', { method: 'POST', headers, body })
    const answer = await sandbox.exchange(request, { incoming: { url: target } })
    expect(answer.status).toBe(400)
    expect(answer.json).toMatchObject({ code: 'PARAM_ERROR', detail: { location: 'uri_template' } })
    expect(answer.json).toMatchObject({ message: expect.stringContaining('“/uri_template/out_order_no”') as string })
    if (!value.includes('\0')) expect(answer.json).toMatchObject({ detail: { value } })
    expect(answer.headers.get('x-injected')).toBeNull()
  })
})

describe('before the signature', () => {
  test.each(['accept', 'user-agent'])('a request without %s', async (name) => {
    const missing = { [name]: null }
    const { status, json } = await world().query({ headers: missing })
    expect([status, json]).toEqual([400, error('INVALID_REQUEST', 'Http头缺少Accept或User-Agent')])
    expect((await world({ policy: { requireAcceptAndUserAgent: false } }).query({ headers: missing })).status).toBe(404)
  })

  const MALFORMED = 'Http头Authorization值格式错误，请参考《微信支付商户REST API签名规则》'
  const five = 'mchid="1",nonce_str="2",signature="3",timestamp="1772366400",serial_no="5"'
  test.each([
    ['no header', null, MALFORMED],
    ['an empty header', '', MALFORMED],
    ['a bearer token', 'Bearer abc', MALFORMED],
    ['the scheme alone', 'WECHATPAY2-SHA256-RSA2048', MALFORMED],
    ['four pairs', `WECHATPAY2-SHA256-RSA2048 ${five.replace(',serial_no="5"', '')}`, MALFORMED],
    ['a pair twice', `WECHATPAY2-SHA256-RSA2048 ${five},mchid="1"`, MALFORMED],
    ['one pair twice for another', `WECHATPAY2-SHA256-RSA2048 ${five.replace('serial_no', 'mchid')}`, MALFORMED],
    ['an empty value', `WECHATPAY2-SHA256-RSA2048 ${five.replace('"5"', '""')}`, MALFORMED],
    ['blanks', `WECHATPAY2-SHA256-RSA2048 ${five.replaceAll(',', ', ')}`, MALFORMED],
    ['no quotes', `WECHATPAY2-SHA256-RSA2048 ${five.replaceAll('"', '')}`, MALFORMED],
    ['no number for a time', `WECHATPAY2-SHA256-RSA2048 ${five.replace('1772366400', 'now')}`, MALFORMED],
    ['two headers in one', `WECHATPAY2-SHA256-RSA2048 ${five}, WECHATPAY2-SHA256-RSA2048 ${five}`, MALFORMED],
    ['another scheme', `WECHATPAY2-SM2-WITH-SM3 ${five}`, 'Http头Authorization认证类型不正确'],
  ])('%s', async (_name, header, message) => {
    const { status, json, headers, signed } = await world().query({ headers: { authorization: header } })
    expect([status, json, signed]).toEqual([401, error('SIGN_ERROR', message), false])
    expect(headers.get('request-id')).toMatch(/^08[0-9A-F]+-270924332$/)
  })

  test.each([
    ['no header', null],
    ['another scheme', `WECHATPAY2-SM2-WITH-SM3 ${five}`],
  ])('a payment with %s', async (_name, header) => {
    const target = '/v3/pay/transactions/jsapi'
    const answer = await world().send('POST', target, '{}', {
      headers: { authorization: header, accept: null, 'user-agent': null },
    })
    expect([answer.status, answer.json]).toEqual([401, error('SIGN_ERROR', '签名信息错误，验签失败')])
    expect(answer.headers.has('request-id')).toBe(false)
  })

  test('pairs in another order are as good', async () => {
    const sandbox = world()
    const target = '/v3/certificates'
    const timestamp = Math.floor(sandbox.clock.real / 1000)
    const header = await authorization({ method: 'GET', target, timestamp })
    const [scheme = '', pairs = ''] = header.split(' ')
    const reversed = `${scheme} ${pairs.split(',').reverse().join(',')}`
    expect((await sandbox.send('GET', target, undefined, { headers: { authorization: reversed } })).status).toBe(404)
  })

  test.each([
    [-301, 401],
    [-300, 404],
    [300, 404],
    [301, 401],
    // A timestamp in milliseconds.
    [1_772_366_400_000, 401],
  ])('a clock %i s off', async (secondsOff, status) => {
    // Clock checks come before the signature check, so a wrong signature does not matter here.
    const answer = await world().query({ signed: { secondsOff, ...(status === 401 && { body: 'x' }) } })
    expect(answer.status).toBe(status)
    if (status === 401) {
      expect(answer.json).toEqual(error('SIGN_ERROR', 'Http头Authorization中的timestamp与发起请求的时间不得超过5分钟'))
    }
  })

  test.each([
    ['an unknown merchant', { mchid: '1900000110' }, '商户未申请过证书'],
    ['an unknown certificate', { serial: 'C'.repeat(40) }, '商户证书序列号有误'],
    ['an expired certificate', { serial: 'A'.repeat(40) }, '商户证书已过期'],
    ['a revoked certificate', { serial: 'B'.repeat(40) }, '商户证书已作废'],
    ['the platform’s serial', { serial: 'PUB_KEY_ID_0119000001092026030100000000000001' }, '商户证书序列号有误'],
  ])('%s', async (_name, signed, message) => {
    const { status, json } = await world().query({ signed })
    expect([status, json]).toEqual([401, error('SIGN_ERROR', message)])
  })

  test('the serial in lower case, as some clients read it from the certificate', async () => {
    const { status } = await world().query({ signed: { serial: SERIAL.toLowerCase() } })
    expect(status).toBe(404)
  })

  test('a merchant without certificate or APIv3 key', async () => {
    const bare = await world({ merchant: { certificates: [] } }).query()
    expect(bare.json).toEqual(error('SIGN_ERROR', '商户未申请过证书'))
    const keyless = await world({ merchant: { apiV3Key: new Uint8Array() } }).query()
    expect(keyless.json).toEqual(error('SIGN_ERROR', '商户未设置APIv3密钥'))
    expect(API_V3_KEY).toHaveLength(32)
  })
})

describe('the signature', () => {
  const body = JSON.stringify(creation)
  const wrong: [string, CallOptions['signed']][] = [
    ['another method', { method: 'post' }],
    ['a trailing slash', { target: `${ORDERS}/` }],
    ['a query', { target: `${ORDERS}?` }],
    ['the body serialised anew', { body: JSON.stringify(creation, null, 1) }],
    ['a line feed after the body', { body: `${body}\n` }],
    ['no body', { body: '' }],
  ]
  test.each(wrong)('over %s', async (_name, signed) => {
    const sandbox = world()
    const { status, json, signed: answerSigned } = await sandbox.create({}, { ...(signed && { signed }) })
    expect(status).toBe(401)
    expect(answerSigned).toBe(false)
    expect(json).toMatchObject({ code: 'SIGN_ERROR', message: '错误的签名，验签失败' })
    expect(sandbox.orders.size).toBe(0)
  })

  test('shows what the server signed', async () => {
    const sandbox = world()
    const nonce = 'N'.repeat(32)
    const { json } = await sandbox.create({}, { signed: { nonce, body: 'another' } })
    const timestamp = sandbox.clock.real / 1000
    const head = `POST\n${ORDERS}\n${timestamp}\n${nonce}\n`
    expect(json).toEqual({
      code: 'SIGN_ERROR',
      message: '错误的签名，验签失败',
      detail: {
        detail: { issue: 'sign not match' },
        field: 'signature',
        location: 'authorization',
        sign_information: {
          method: 'POST',
          url: ORDERS,
          truncated_sign_message: `${head}{"appid"\n`,
          sign_message_length: Buffer.byteLength(`${head}${body}\n`),
        },
      },
    })
  })

  test('shows a body shorter than eight bytes whole', async () => {
    const sandbox = world()
    const nonce = 'N'.repeat(32)
    const { json } = await sandbox.send('POST', ORDERS, '{}', { signed: { nonce, body: 'x' } })
    const signMessage = `POST\n${ORDERS}\n${sandbox.clock.real / 1000}\n${nonce}\n{}\n`
    const sign_information = { truncated_sign_message: signMessage, sign_message_length: signMessage.length }
    expect(json).toMatchObject({ detail: { sign_information } })
  })

  test.each(['', 'not base64!', 'WECHATPAY/SIGNTEST/x', 'AAAA', `${'A'.repeat(343)}=`])(
    'that is “%s”',
    async (text) => {
      const sandbox = world()
      const timestamp = Math.floor(sandbox.clock.real / 1000)
      const header = await authorization({ method: 'GET', target: '/v3/certificates', timestamp })
      const forged = header.replace(/signature="[^"]*"/, `signature="${text}"`)
      const { status } = await sandbox.send('GET', '/v3/certificates', undefined, {
        headers: { authorization: forged },
      })
      expect(status).toBe(401)
    },
  )

  test('may be seen twice, unless the policy rejects replays', async () => {
    const signed = { nonce: 'A'.repeat(32) }
    const lenient = world()
    expect([(await lenient.query({ signed })).status, (await lenient.query({ signed })).status]).toEqual([404, 404])
    const strict = world({ policy: { rejectNonceReplay: true } })
    expect([(await strict.query({ signed })).status, (await strict.query({ signed })).status]).toEqual([404, 401])
  })
})

describe('the body', () => {
  async function refuse(body: string | Uint8Array, message: string, headers: Record<string, string | null> = {}) {
    const sandbox = world()
    const answer = await sandbox.send('POST', ORDERS, body, { headers })
    expect([answer.status, answer.json]).toMatchObject([400, { code: 'PARAM_ERROR', message }])
    expect(sandbox.orders.size).toBe(0)
    expect(sandbox.errors).toEqual([])
  }

  test('that is too large, announced or not', async () => {
    await refuse(' '.repeat(1024 * 1024 + 1), '请求体过大')
    await refuse('{}', '请求体过大', { 'content-length': '9999999' })
  })
  test('that is not JSON', () => refuse('appid=wx', '请求体不是合法的 JSON'))
  test('that is empty', () => refuse('', '请求体不是合法的 JSON'))
  test('that is a list', () =>
    refuse(
      '[]',
      '无法将 JSON 输入源“/body”映射到目标字段“创建先享后付订单的请求”中，此字段需要一个 object 类型的 Json 值',
    ))
  test('that is not UTF-8', () => refuse(Uint8Array.of(0x7b, 0xff, 0x7d), '请求体不是合法的 UTF-8 文本'))
  test('that repeats a name', () => refuse('{"appid":"a","appid":"b"}', '请求体 JSON 中的字段“appid”重复'))
  test('that is deep', () => refuse('['.repeat(10_000) + ']'.repeat(10_000), '请求体 JSON 的嵌套超过 32 层'))

  const TYPE = 'Http头Content-Type不正确，请使用application/json'
  test.each([
    null,
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/json, application/json',
    'application/json; charset=gbk',
    'application/jsonx',
  ])('of type %s', (type) => refuse(JSON.stringify(creation), TYPE, { 'content-type': type }))
  test.each(['application/json', 'application/json; charset=utf-8', 'Application/JSON;charset="UTF-8"'])(
    'of type %s is JSON',
    async (type) => {
      expect((await world().create({}, { headers: { 'content-type': type } })).status).toBe(200)
    },
  )
})

describe('limits of a merchant', () => {
  test('too many requests', async () => {
    const { status, json, headers } = await world({
      deps: { rateLimit: { allow: (mchid) => mchid !== MCHID } },
    }).query()
    expect([status, json]).toEqual([429, error('FREQUENCY_LIMITED', '请求过于频繁')])
    expect(headers.get('request-id')).toMatch(/-268435472$/)
  })

  test('another merchant’s number in the body', async () => {
    const close = (mchid: string) => world().post('/v3/pay/transactions/out-trade-no/ORDER1/close', { mchid })
    const { status, json } = await close('1900000110')
    expect([status, json]).toEqual([400, error('PARAM_ERROR', 'http header中的mchid与post payload中的mchid不匹配')])
    expect((await close(MCHID)).status).toBe(404)
  })
})

describe('messages', () => {
  test('in English for who asks', async () => {
    const { json, headers } = await world().query({ headers: { 'accept-language': 'en-US,en;q=0.9' } })
    expect(json).toEqual(error('ORDER_NOT_EXIST', 'The order does not exist'))
    expect(headers.get('content-language')).toBe('en')
  })
  test('in Chinese for all others', async () => {
    const { json, headers } = await world().query({ headers: { 'accept-language': 'fr, en' } })
    expect(json).toEqual(error('ORDER_NOT_EXIST', '查询单据不存在'))
    expect(headers.get('content-language')).toBe('zh-CN')
  })
})

test('what breaks inside is a 500 that says nothing, and is told to the engine', async () => {
  const failure = new Error('password=hunter2')
  const sandbox = world({ deps: { users: { find: () => Promise.reject(failure) } } })
  const { status, json, text } = await sandbox.create({ need_user_confirm: false, openid: 'oUser' })
  expect([status, json]).toEqual([500, error('SYSTEM_ERROR', '系统异常，请稍后重试')])
  expect(text).not.toContain('hunter2')
  expect(sandbox.errors).toEqual([failure])
})

test('the control room hears of every request, without secrets', async () => {
  const sandbox = world()
  await sandbox.create()
  await sandbox.query({ headers: { authorization: 'x' } })
  await sandbox.send('GET', '/v3/unknown')
  expect(sandbox.journal).toEqual([
    {
      at: sandbox.clock.virtual,
      method: 'POST',
      target: ORDERS,
      status: 200,
      requestId: expect.any(String),
      durationMs: expect.any(Number),
    },
    expect.objectContaining({ status: 401, code: 'SIGN_ERROR' }),
    { at: sandbox.clock.virtual, method: 'GET', target: '/v3/unknown', status: 404, durationMs: expect.any(Number) },
  ])
  expect(JSON.stringify(sandbox.journal)).not.toContain('signature')
})
