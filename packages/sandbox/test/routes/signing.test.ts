import { describe, expect, test } from 'vitest'
import { crypto, utf8Decode } from 'wechatpay-ts/crypto'
import type { PlatformCertificate } from '../../src/kernel/merchant/merchant-view.ts'
import { API_V3_KEY, CERTIFICATE_SERIAL, PUBLIC_KEY_ID, SUCCESSOR_SERIAL, keys } from './merchant.ts'
import { T0, encrypted, world } from './world.ts'

const DAY = 86_400_000

const certificate: PlatformCertificate = {
  serial: CERTIFICATE_SERIAL,
  pem: '-----BEGIN CERTIFICATE-----\nfirst\n-----END CERTIFICATE-----\n',
  privateKey: keys.certificate.privateKey,
  effectiveAt: T0 - DAY,
  expiresAt: T0 + DAY,
}

const successor: PlatformCertificate = {
  ...certificate,
  serial: SUCCESSOR_SERIAL,
  pem: '-----BEGIN CERTIFICATE-----\nsecond\n-----END CERTIFICATE-----\n',
  privateKey: keys.successor.privateKey,
  effectiveAt: T0,
  expiresAt: T0 + 5 * DAY,
}

const later: PlatformCertificate = { ...successor, serial: 'D'.repeat(40), effectiveAt: T0 + DAY }

describe('an answer', () => {
  test('is signed over the bytes that arrive', async () => {
    const sandbox = world()
    const { status, headers, signed } = await sandbox.create()
    expect([status, signed]).toEqual([200, true])
    expect(headers.get('wechatpay-serial')).toBe(PUBLIC_KEY_ID)
    expect(headers.get('wechatpay-timestamp')).toBe(String(sandbox.clock.real / 1000))
    expect(headers.get('wechatpay-signature-type')).toBe('WECHATPAY2-SHA256-RSA2048')
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8')
    expect(headers.get('cache-control')).toContain('no-cache')
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('request-id')).toMatch(/^08[0-9A-F]+-0$/)
  })

  test('that refuses is not signed, unless the policy says so and the caller is known', async () => {
    const plain = await world().query()
    expect([plain.status, plain.signed, plain.headers.get('wechatpay-serial')]).toEqual([404, false, null])
    const strict = world({ policy: { signErrors: true } })
    expect(await strict.query()).toMatchObject({ status: 404, signed: true })
    expect(await strict.query({ headers: { authorization: null } })).toMatchObject({ status: 401, signed: false })
  })

  test.each([
    ['publicKey', PUBLIC_KEY_ID, [certificate], PUBLIC_KEY_ID],
    ['publicKey', null, [certificate], PUBLIC_KEY_ID],
    ['certificate', PUBLIC_KEY_ID, [certificate], CERTIFICATE_SERIAL],
    ['certificate', null, [certificate], CERTIFICATE_SERIAL],
    ['certificate', null, [certificate, later, successor], SUCCESSOR_SERIAL],
    ['certificate', CERTIFICATE_SERIAL, [certificate, successor], SUCCESSOR_SERIAL],
    ['certificate', null, [{ ...successor, expiresAt: T0 }, certificate], CERTIFICATE_SERIAL],
    ['switching', PUBLIC_KEY_ID, [certificate], PUBLIC_KEY_ID],
    ['switching', CERTIFICATE_SERIAL, [certificate], CERTIFICATE_SERIAL],
    ['switching', null, [certificate], CERTIFICATE_SERIAL],
  ] as const)('in mode %s, asked for %s', async (mode, requested, platformCertificates, serial) => {
    const sandbox = world({ merchant: { mode, platformCertificates } })
    const answer = await sandbox.create({}, { headers: { 'wechatpay-serial': requested } })
    expect([answer.headers.get('wechatpay-serial'), answer.signed]).toEqual([serial, true])
  })
})

describe('certificates', () => {
  test('are sealed with the APIv3 key', async () => {
    const { status, json } = await world({
      merchant: { mode: 'certificate', platformCertificates: [certificate, later, { ...successor, expiresAt: T0 }] },
    }).send('GET', '/v3/certificates')
    expect(status).toBe(200)
    const { data } = json as {
      data: { serial_no: string; encrypt_certificate: { ciphertext: string; nonce: string; associated_data: string } }[]
    }
    expect(data).toMatchObject([
      {
        serial_no: CERTIFICATE_SERIAL,
        effective_time: '2026-02-28T10:00:00+08:00',
        expire_time: '2026-03-02T10:00:00+08:00',
        encrypt_certificate: { algorithm: 'AEAD_AES_256_GCM', associated_data: 'certificate' },
      },
      { serial_no: later.serial },
    ])
    const [first] = data
    const pem = await crypto.resourceCipher(API_V3_KEY).open(first!.encrypt_certificate)
    expect(utf8Decode(pem)).toBe(certificate.pem)
  })

  test.each([
    ['a merchant of the public key', 'publicKey', ''],
    ['national crypto', 'certificate', '?algorithm_type=SM2'],
  ] as const)('do not exist for %s', async (_name, mode, query) => {
    const sandbox = world({ merchant: { mode, platformCertificates: [certificate] } })
    const { status, json } = await sandbox.send('GET', `/v3/certificates${query}`)
    expect([status, json]).toEqual([
      404,
      {
        code: 'RESOURCE_NOT_EXISTS',
        message: '无可用的平台证书，请在商户平台-API安全申请使用微信支付公钥。可查看指引',
      },
    ])
  })
})

describe('sensitive fields', () => {
  test('are kept in plaintext, and compared so', async () => {
    const sandbox = world()
    const fields = async () => ({ name: await encrypted('张三'), phone: await encrypted('13800000000') })
    expect((await sandbox.create(await fields())).status).toBe(200)
    expect((await sandbox.order())?.create).toMatchObject({ name: '张三', phone: '13800000000' })
    expect((await sandbox.create(await fields())).status).toBe(200)
    const other = { ...(await fields()), name: await encrypted('李四') }
    expect((await sandbox.create(other)).json).toMatchObject({ message: '订单重入参数校验失败' })
  })

  const expired = { ...certificate, expiresAt: T0 }
  const WRONG = '平台证书序列号Wechatpay-Serial错误'

  test.each([
    ['publicKey', PUBLIC_KEY_ID, certificate, undefined],
    ['publicKey', CERTIFICATE_SERIAL, certificate, WRONG],
    ['certificate', CERTIFICATE_SERIAL, certificate, undefined],
    ['certificate', CERTIFICATE_SERIAL, expired, WRONG],
    ['certificate', PUBLIC_KEY_ID, certificate, undefined],
    ['switching', CERTIFICATE_SERIAL, certificate, undefined],
    ['switching', PUBLIC_KEY_ID, certificate, undefined],
  ] as const)('in mode %s, encrypted to %s', async (mode, serial, known, message) => {
    const sandbox = world({ merchant: { mode, platformCertificates: [known] } })
    const key = serial === PUBLIC_KEY_ID ? keys.platform.publicKey : keys.certificate.publicKey
    const headers = { 'wechatpay-serial': serial }
    const { status, json } = await sandbox.create({ name: await encrypted('张三', key) }, { headers })
    expect([status, (json as { message?: string }).message]).toEqual([message === undefined ? 200 : 400, message])
  })

  test.each([
    ['no serial', null, 'HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)'],
    ['a wrong serial', CERTIFICATE_SERIAL, '平台证书序列号Wechatpay-Serial错误'],
    ['two serials', `${PUBLIC_KEY_ID}, ${PUBLIC_KEY_ID}`, '平台证书序列号Wechatpay-Serial错误'],
  ])('with %s', async (_name, serial, message) => {
    const sandbox = world()
    const { status, json } = await sandbox.create(
      { name: await encrypted('张三') },
      { headers: { 'wechatpay-serial': serial } },
    )
    expect([status, json]).toEqual([400, { code: 'PARAM_ERROR', message }])
    expect(sandbox.orders.size).toBe(0)
    expect((await sandbox.create({}, { headers: { 'wechatpay-serial': serial } })).status).toBe(200)
  })

  test('need no serial when there are none, unless the policy says so', async () => {
    const strict = world({ policy: { requireSerialOnCreate: true } })
    const { json } = await strict.create({}, { headers: { 'wechatpay-serial': null } })
    expect(json).toMatchObject({ message: 'HTTP header缺少微信支付平台证书序列号(Wechatpay-Serial)' })
  })

  test.each([
    ['in plaintext', () => '张三'],
    ['encrypted to another key', () => encrypted('张三', keys.certificate.publicKey)],
    ['cut short', async () => (await encrypted('张三')).slice(4)],
  ])('%s', async (_name, make) => {
    const sandbox = world()
    const { status, json, text } = await sandbox.create({ name: await make() })
    expect([status, json]).toEqual([400, { code: 'PARAM_ERROR', message: '平台私钥解密失败' }])
    expect(text).not.toContain('张三')
    expect(sandbox.journal[0]?.reason).toContain(`/name was not encrypted`)
  })

  test('that are no text at all', async () => {
    const { json } = await world().create({ name: 7 })
    expect(json).toMatchObject({
      message: expect.stringContaining('“用户姓名”中，此字段需要一个 string 类型的 Json 值') as string,
    })
  })
})
