import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crypto, parseCertificate, responseSigningString, parsePublicKey, utf8 } from 'wechatpay-ts/crypto'
import { parseXml, verifyV2 } from 'wechatpay-ts/v2'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import type { Trial } from '../../src/control/trial/route.ts'

const DOCS = 'https://docs.example'
type Numbers = Readonly<Record<'mchid' | 'appid' | 'sub_mchid' | 'sub_appid', string>>
let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ docsOrigins: [DOCS] })
})
afterAll(() => sandbox.close())

async function call(
  path: string,
  { origin, method = 'POST', body }: { origin?: string; method?: string; body?: object } = {},
) {
  return fetch(`${sandbox.url}/_sandbox/api${path}`, {
    method,
    headers: { 'Content-Type': 'application/json', ...(origin !== undefined && { Origin: origin }) },
    ...(body && { body: JSON.stringify(body) }),
  })
}

async function attempt(body: object): Promise<Trial> {
  const response = await call('/try', { origin: DOCS, body })
  expect(response.status).toBe(200)
  return (await response.json()) as Trial
}

const native = () => ({
  appid: sandbox.merchant.appid,
  mchid: sandbox.merchant.mchid,
  description: '图书',
  out_trade_no: 'T20260301000001',
  notify_url: 'https://shop.example.com/wechatpay',
  amount: { total: 100, currency: 'CNY' },
})

describe('a trial', () => {
  test('signs what it shows, and shows what came back', async () => {
    const { request, answer } = await attempt({ method: 'POST', path: '/v3/pay/transactions/native', json: native() })
    expect(JSON.parse(request.body)).toEqual(native())
    const { Authorization = '' } = request.headers
    const [, signature = ''] = /signature="([^"]+)"/.exec(Authorization) ?? []
    expect(request.signingString).toBe(
      `POST\n/v3/pay/transactions/native\n${/timestamp="(\d+)"/.exec(Authorization)?.[1]}\n${/nonce_str="(\w+)"/.exec(Authorization)?.[1]}\n${request.body}\n`,
    )
    const own = crypto.verifier(parseCertificate('certificate', sandbox.merchant.certificate).spki)
    expect(await own.verify(utf8(request.signingString), signature)).toBe(true)

    expect(answer.status).toBe(200)
    expect(JSON.parse(answer.body)).toEqual({ code_url: expect.stringMatching(/^weixin:/) })
    const header = (name: string): string => answer.headers[`wechatpay-${name}`] ?? ''
    const platform = crypto.verifier(parsePublicKey('publicKey', sandbox.merchant.publicKey).spki)
    const message = responseSigningString(header('timestamp'), header('nonce'), utf8(answer.body))
    expect(await platform.verify(message, header('signature'))).toBe(true)
  })

  test('shows a refusal as it came', async () => {
    const { answer } = await attempt({
      method: 'GET',
      path: '/v3/pay/transactions/out-trade-no/T404404',
      query: { mchid: sandbox.merchant.mchid },
    })
    expect(answer.status).toBe(404)
    expect(JSON.parse(answer.body)).toMatchObject({ code: 'ORDER_NOT_EXIST' })
  })

  test('encrypts what is sensitive', async () => {
    const json = {
      appid: sandbox.merchant.appid,
      openid: 'oUser',
      out_bill_no: 'TRANSFER20260301',
      transfer_scene_id: '1000',
      transfer_amount: 200_000,
      transfer_remark: '新会员开通有礼',
      user_name: '张三',
      transfer_scene_report_infos: [
        { info_type: '活动名称', info_content: '新会员有礼' },
        { info_type: '奖励说明', info_content: '注册会员抽奖一等奖' },
      ],
    }
    const { request, answer } = await attempt({
      method: 'POST',
      path: '/v3/fund-app/mch-transfer/transfer-bills',
      json,
    })
    expect(request.body).not.toContain('张三')
    expect(request.headers['Wechatpay-Serial']).toBe(sandbox.merchant.publicKeyId)
    expect(answer).toMatchObject({ status: 200 })
  })

  test('signs APIv2 as XML, and shows the text without the key', async () => {
    const xml = { appid: sandbox.merchant.appid, out_trade_no: 'T404404', sign_type: 'HMAC-SHA256' }
    const { request, answer } = await attempt({ method: 'POST', path: '/pay/orderquery', xml })
    const fields = parseXml(utf8(request.body))
    expect(fields).toMatchObject({ ...xml, mch_id: sandbox.merchant.mchid })
    expect(await verifyV2(fields, sandbox.merchant.apiV2Key)).toBe(true)
    expect(request.signingString).toBe(
      `appid=${xml.appid}&mch_id=${sandbox.merchant.mchid}&nonce_str=${fields['nonce_str']}&out_trade_no=T404404&sign_type=HMAC-SHA256&key=APIv2 密钥`,
    )
    expect(parseXml(utf8(answer.body))).toMatchObject({ return_code: 'SUCCESS', err_code: 'ORDERNOTEXIST' })
  })

  test('signs a page of APIv2 in its query', async () => {
    const { request, answer } = await attempt({
      method: 'GET',
      path: '/papay/entrustweb',
      query: { appid: sandbox.merchant.appid, plan_id: '12535', contract_code: 'C1' },
    })
    expect(request.target).toMatch(/^\/papay\/entrustweb\?.*&mch_id=1900000109&sign=[\dA-F]{32}$/)
    expect(answer.status).toBeLessThan(400)
  })

  test('sends a file beside the fields that say what it is', async () => {
    const { request, answer } = await attempt({
      method: 'POST',
      path: '/v3/merchant/media/upload',
      meta: { filename: 'shop.png' },
      file: { filename: 'shop.png', base64: '4oCm' },
    })
    expect(request.headers['Content-Type']).toMatch(/^multipart\/form-data; boundary=/)
    expect(request.signingString).toContain('"sha256":"')
    expect(request.body).toMatch(/^meta: \{.*\}\nfile: shop\.png \(3 bytes\)$/)
    expect(answer.status).toBe(200)
  })

  test('refuses a body where a request cannot have one', async () => {
    const body = { method: 'GET', path: '/v3/pay/transactions/out-trade-no/T404404', json: {} }
    const response = await call('/try', { origin: DOCS, body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { field: 'method', received: '"GET"' } })
  })

  test('signs for a brand as brands do', async () => {
    const path = '/brand/marketing/product-coupon/product-coupons/1002323'
    const { request, answer } = await attempt({ method: 'GET', path })
    expect(request.headers['Authorization']).toMatch(/^WECHATPAY-BRAND-SHA256-RSA2048 brand_id="1900000109",/)
    expect(answer.status).toBe(200)
  })

  test('calls as a partner, whom the sandbox has or creates', async () => {
    const partner = async () => (await (await call('/try/partner', { origin: DOCS, body: {} })).json()) as Numbers
    const [numbers, again] = await Promise.all([partner(), partner()])
    expect(again).toEqual(numbers)
    const { mchid, appid, sub_mchid } = numbers
    expect(await partner()).toMatchObject({ mchid, sub_mchid })
    expect(Object.keys(await partner())).toEqual(['mchid', 'appid', 'sub_mchid', 'sub_appid'])
    const json = { ...native(), appid: undefined, mchid: undefined, sp_appid: appid, sp_mchid: mchid, sub_mchid }
    const body = { method: 'POST', path: '/v3/pay/partner/transactions/native', json }
    const response = await call(`/try?mchid=${mchid}`, { origin: DOCS, body })
    expect(((await response.json()) as Trial).answer.status).toBe(200)
  })

  test.each([
    [{ method: 'POST', path: '/v3/merchant/media/upload', meta: { filename: 'shop.png' } }, 'file'],
    [
      { method: 'POST', path: '/v3/merchant/media/upload', file: { filename: '../a.png', base64: '' } },
      'file.filename',
    ],
    [{ method: 'POST', path: '/v3/merchant/media/upload', file: { filename: 'a.png', base64: '%' } }, 'file.base64'],
    [{ method: 'POST', path: '/pay/orderquery', xml: { sign_type: 'SM3' } }, 'xml.sign_type'],
    [{ method: 'POST', path: '/pay/orderquery', xml: { detail: {} } }, 'xml.detail'],
  ])('refuses %j: %s', async (body, field) => {
    const response = await call('/try', { origin: DOCS, body })
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ error: { field } })
  })

  test('never says a key', async () => {
    const said = JSON.stringify([
      await attempt({ method: 'POST', path: '/v3/pay/transactions/native', json: native() }),
      await attempt({ method: 'POST', path: '/pay/orderquery', xml: { out_trade_no: 'T404404' } }),
      await (await call('/try/partner', { origin: DOCS, body: {} })).json(),
    ])
    const { privateKey, apiV3Key, apiV2Key } = sandbox.merchant
    for (const secret of [privateKey.split('\n')[1]!, apiV3Key, apiV2Key]) expect(said).not.toContain(secret)
  })

  test.each([
    { method: 'POST', path: '/_sandbox/api/reset' },
    { method: 'POST', path: '/v3/../_sandbox/api/reset' },
    { method: 'POST', path: '//evil.example/v3/pay' },
    { method: 'POST', path: 'http://evil.example/v3/pay' },
    { method: 'TRACE', path: '/v3/certificates' },
    { method: 'POST', path: '/v3/certificates', json: [] },
    { method: 'GET', path: '/v3/certificates', query: { a: {} } },
    { method: 'GET', path: '/v3/certificates', headers: {} },
  ])('reaches nothing but the payment API: $path', async (body) => {
    await attempt({ method: 'POST', path: '/v3/pay/transactions/native', json: native() })
    const response = await call('/try', { origin: DOCS, body })
    const reached = response.status === 200 ? ((await response.json()) as Trial).answer.status : response.status
    expect([400, 404]).toContain(reached)
    expect(await sandbox.control.payments.get('T20260301000001')).toMatchObject({ state: 'NOTPAY' })
  })
})

describe('pages of the documentation', () => {
  const allowed = [DOCS, 'http://localhost:5173', 'http://127.0.0.1:4173', 'http://[::1]:5173']
  const refused = [
    'https://evil.example',
    'http://localhost.evil.example',
    'https://docs.example.evil',
    'null',
    'http://10.0.0.1',
  ]

  test.each(allowed)('%s may try a call, and is told so beforehand', async (origin) => {
    const asked = await fetch(`${sandbox.url}/_sandbox/api/try`, {
      method: 'OPTIONS',
      headers: {
        Origin: origin,
        'Access-Control-Request-Method': 'POST',
        'Access-Control-Request-Private-Network': 'true',
      },
    })
    expect(asked.status).toBe(204)
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': origin,
      'access-control-allow-private-network': 'true',
      vary: 'Origin',
    })
    const read = await call('/clock', { origin, method: 'GET' })
    expect(read.headers.get('access-control-allow-origin')).toBe(origin)
  })

  test.each(refused)('%s may not', async (origin) => {
    const response = await call('/try', { origin, body: { method: 'GET', path: '/v3/certificates' } })
    expect(response.status).toBe(403)
    expect(response.headers.get('access-control-allow-origin')).toBeNull()
    expect((await call('/try', { origin, method: 'OPTIONS' })).status).toBe(403)
  })

  test.each([
    ['GET', '/merchant/env'],
    ['GET', '/merchants'],
    ['POST', '/reset'],
    ['POST', '/clock/advance'],
    ['POST', '/notices'],
    ['GET', '/stream'],
  ])('reach no keys and no clock: %s %s', async (method, path) => {
    for (const origin of allowed) expect((await call(path, { origin, method })).status).toBe(403)
  })

  test('confirm and pay as the user', async () => {
    await attempt({
      method: 'POST',
      path: '/v3/pay/transactions/native',
      json: { ...native(), out_trade_no: 'T20260301000002' },
    })
    expect((await call('/payments/T20260301000002/pay', { origin: DOCS, body: {} })).status).toBe(200)
  })

  test("top up the merchant's balance, and set none", async () => {
    const status = async (path: string, method: string) => (await call(path, { origin: DOCS, method, body: {} })).status
    const topUp = await call('/balances/top-up', { origin: DOCS, body: { amount: 100_000 } })
    expect(topUp.status).toBe(200)
    expect(await status('/balances', 'PUT')).toBe(403)
  })

  test('need the token where there is one', async () => {
    await using guarded = await createSandbox({ token: 'k3-a_token.of~16+bytes/=' })
    const url = `${guarded.url}/_sandbox/api/clock`
    const origin = 'http://localhost:5173'
    const asked = { Origin: origin, 'Access-Control-Request-Method': 'GET' }
    expect((await fetch(url, { method: 'OPTIONS', headers: asked })).status).toBe(204)
    const without = await fetch(url, { headers: { Origin: origin } })
    expect([without.status, without.headers.get('access-control-allow-origin')]).toEqual([401, origin])
    const headers = { Origin: origin, Authorization: 'Bearer k3-a_token.of~16+bytes/=' }
    expect((await fetch(url, { headers })).status).toBe(200)
  })

  test.each(['docs.example', 'https://docs.example/', 'https://docs.example/guide', '*', 'file:///docs', 'null'])(
    'stand at an origin: %s is none',
    async (origin) => {
      await expect(createSandbox({ docsOrigins: [origin] })).rejects.toThrow('docsOrigins')
    },
  )
})
