import { X509Certificate, createPrivateKey, createPublicKey, generateKeyPairSync } from 'node:crypto'
import 'reflect-metadata'
import { X509CertificateGenerator } from '@peculiar/x509'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import packageJson from '../../package.json' with { type: 'json' }
import { callerOf } from '../../src/chain/chain.ts'
import { crypto } from '../../src/crypto/index.ts'
import { ConfigError, WechatPay, type Transport, type WechatPayOptions } from '../../src/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'
import {
  SigningServer,
  answer,
  apiV3Key,
  isSignedByMerchant,
  mchid,
  merchantKey,
  merchantSerial,
  merchantSpki,
  platformPublicKey,
  publicKeyId,
} from '../helpers/signing-server.ts'

const query = { query: { service_id: '500001', appid: 'wx1', out_order_no: 'PB1' } }
const otherKey = generateKeyPairSync('rsa', { modulusLength: 2048 })
const merchantPublicKey = `-----BEGIN PUBLIC KEY-----\n${Buffer.from(merchantSpki).toString('base64')}\n-----END PUBLIC KEY-----`

let server: SigningServer
/** A certificate of the merchant's own key, and one of another key. */
let certificate: string
let otherCertificate: string
let thirdCertificate: string

beforeAll(async () => {
  server = await SigningServer.start()
  certificate = await certificateOf(
    Buffer.from(merchantKey.replaceAll(/-----.*-----|\s/g, ''), 'base64'),
    merchantSerial,
  )
  otherCertificate = await certificateOf(otherKey.privateKey.export({ type: 'pkcs8', format: 'der' }), '77BB')
  thirdCertificate = await certificateOf(
    generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ type: 'pkcs8', format: 'der' }),
    '88CC',
  )
})
afterAll(() => server[Symbol.asyncDispose]())

async function certificateOf(pkcs8: Uint8Array<ArrayBuffer>, serialNumber: string): Promise<string> {
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const privateKey = await globalThis.crypto.subtle.importKey('pkcs8', pkcs8, algorithm, true, ['sign'])
  const { kty, n, e } = await globalThis.crypto.subtle.exportKey('jwk', privateKey)
  const jwk = { ...(kty ? { kty } : {}), ...(n ? { n } : {}), ...(e ? { e } : {}) }
  const publicKey = await globalThis.crypto.subtle.importKey('jwk', jwk, algorithm, true, ['verify'])
  const made = await X509CertificateGenerator.createSelfSigned({
    serialNumber,
    name: 'CN=1900000109',
    notBefore: new Date('2026-01-01'),
    notAfter: new Date('2031-01-01'),
    signingAlgorithm: algorithm,
    keys: { privateKey, publicKey },
  })
  return made.toString('pem')
}

function refused(make: () => unknown): ConfigError {
  try {
    make()
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError)
    return error as ConfigError
  }
  return expect.fail('it was accepted')
}

describe('secrets are taken', () => {
  const der = Buffer.from(merchantKey.replaceAll(/-----.*-----|\s/g, ''), 'base64')
  const pkcs1 = (): string => {
    // PKCS#8 wraps a PKCS#1 key: 26 octets of header come before the inner key.
    const inner = der.subarray(26)
    return `-----BEGIN RSA PRIVATE KEY-----\n${inner.toString('base64')}\n-----END RSA PRIVATE KEY-----`
  }
  const cryptoKey = (): ReturnType<typeof globalThis.crypto.subtle.importKey> =>
    globalThis.crypto.subtle.importKey('pkcs8', der, { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }, false, ['sign'])

  test.each<[string, () => Promise<WechatPayOptions['merchant']['privateKey']>]>([
    ['as PEM', async () => merchantKey],
    ['as PEM in one line', async () => merchantKey.replaceAll('\n', '\\n')],
    ['as Base64 DER', async () => der.toString('base64')],
    ['as DER', async () => der],
    ['as PKCS#1', async () => pkcs1()],
    ['as bytes of PEM after a byte-order mark', async () => Buffer.from(`\uFEFF${merchantKey}`)],
    ['as Base64 of a PEM file', async () => Buffer.from(merchantKey).toString('base64')],
    ['as a KeyObject', async () => createPrivateKey(merchantKey)],
    ['as a JWK', async () => createPrivateKey(merchantKey).export({ format: 'jwk' })],
    ['as CryptoKey', () => cryptoKey()],
    ['from a loader', async () => async () => merchantKey],
    ['from a loader of a CryptoKey', async () => () => cryptoKey()],
  ])('%s', async (_, make) => {
    const privateKey = await make()
    const wxpay = new WechatPay(
      server.options({ merchant: { ...(privateKey ? { privateKey } : {}), certificateSerial: merchantSerial } }),
    )
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(await isSignedByMerchant(server.received.at(-1)!)).toBe(true)
    wxpay.close()
  })

  test('as a signer, for a key that lives elsewhere', async () => {
    const signer = crypto.signer(der)
    const wxpay = new WechatPay(server.options({ merchant: { signer, certificate } }))
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(await isSignedByMerchant(server.received.at(-1)!)).toBe(true)
    expect(server.received.at(-1)!.headers.authorization).toContain(`serial_no="${merchantSerial}"`)
    wxpay.close()
  })

  test('as objects of node:crypto, and API keys as bytes', async () => {
    const wxpay = new WechatPay(
      server.options({
        merchant: { privateKey: createPrivateKey(merchantKey), certificate: new X509Certificate(certificate) },
        platform: { publicKeys: { [publicKeyId]: createPublicKey(platformPublicKey).export({ format: 'jwk' }) } },
        apiV3Key: Buffer.from(apiV3Key),
        apiV2Key: Buffer.from(apiV3Key),
      }),
    )
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(await isSignedByMerchant(server.received.at(-1)!)).toBe(true)
    wxpay.close()
  })

  test('from a loader once, and again after it failed', async () => {
    let asked = 0
    const privateKey = async (): Promise<string> => {
      if (++asked === 1) throw new Error('the vault is sealed')
      return merchantKey
    }
    const wxpay = new WechatPay(server.options({ merchant: { privateKey, certificateSerial: merchantSerial } }))
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toThrow('the vault is sealed')
    await wxpay.v3.payscore.payafterOrders.get(query)
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(asked).toBe(2)
    wxpay.close()
  })

  test('as certificates, whose serial is read', async () => {
    const wxpay = new WechatPay(
      server.options({
        platform: { publicKeys: { [publicKeyId]: platformPublicKey }, certificates: [otherCertificate] },
      }),
    )
    server.next(answer({ state: 'CREATED' }))
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(server.received.at(-1)!.headers['wechatpay-serial']).toBe(publicKeyId)
    wxpay.close()
  })
})

test('an RSA key below 2048 bits is refused at construction, as a CryptoKey too', async () => {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
  const der = privateKey.export({ type: 'pkcs8', format: 'der' })
  const cryptoKey = await globalThis.crypto.subtle.importKey('pkcs8', der, algorithm, false, ['sign'])
  for (const key of [privateKey, cryptoKey]) {
    const merchant = { privateKey: key, certificateSerial: merchantSerial }
    const error = refused(() => new WechatPay(server.options({ merchant })))
    expect(error.message).toMatch(/^merchant\.privateKey: .*at least 2048 bits, received one of 1024 bits/)
  }
  const platform = { publicKeys: { [publicKeyId]: publicKey } }
  expect(refused(() => new WechatPay(server.options({ platform }))).message).toContain('received one of 1024 bits')
})

test.each<[string, Parameters<typeof globalThis.crypto.subtle.generateKey>[0], KeyUsage[], string]>([
  [
    'of another purpose',
    rsa('RSA-OAEP', 'SHA-256'),
    ['encrypt', 'decrypt'],
    'private RSA-OAEP SHA-256 CryptoKey to decrypt',
  ],
  ['with another padding', rsa('RSA-PSS', 'SHA-256'), ['sign', 'verify'], 'private RSA-PSS SHA-256 CryptoKey to sign'],
  [
    'with another digest',
    rsa('RSASSA-PKCS1-v1_5', 'SHA-1'),
    ['sign', 'verify'],
    'private RSASSA-PKCS1-v1_5 SHA-1 CryptoKey to sign',
  ],
])('a CryptoKey %s is refused at construction', async (_, algorithm, usages, received) => {
  const { privateKey } = (await globalThis.crypto.subtle.generateKey(algorithm, true, usages)) as CryptoKeyPair
  const merchant = { privateKey, certificateSerial: merchantSerial }
  expect(refused(() => new WechatPay(server.options({ merchant }))).message).toBe(
    `merchant.privateKey: expected a private RSASSA-PKCS1-v1_5 SHA-256 CryptoKey to sign, received a ${received}.`,
  )
})

function rsa(name: string, hash: string) {
  return { name, hash, modulusLength: 2048, publicExponent: Uint8Array.of(1, 0, 1) }
}

describe('a mistake is named at construction', () => {
  const make = (more: Partial<WechatPayOptions>) => () => new WechatPay({ ...server.options(), ...more })
  const merchant = (more: WechatPayOptions['merchant']): Partial<WechatPayOptions> => ({ merchant: more })

  test.each<[string, () => Partial<WechatPayOptions>, string, string]>([
    ['an option that does not exist', () => ({ timeout: 3 }) as never, 'options', 'no option "timeout"'],
    ['a nested one', () => merchant({ serial: 'x' } as never), 'merchant', 'no option "serial"'],
    ['no merchant', () => ({ merchant: null as never }), 'merchant', 'received null'],
    ['a number as mchid', () => ({ mchid: 1900000109 }) as never, 'mchid', 'received a whole number of 10 digits'],
    [
      'a certificate as private key',
      () => merchant({ privateKey: certificate, certificateSerial: merchantSerial }),
      'merchant.privateKey',
      'received a certificate',
    ],
    [
      'a path as private key',
      () => merchant({ privateKey: '/etc/apiclient_key.pem', certificateSerial: merchantSerial }),
      'merchant.privateKey',
      'a file path',
    ],
    ['no private key', () => merchant({ certificateSerial: merchantSerial }), 'merchant.privateKey', 'neither'],
    ['no serial', () => merchant({ privateKey: merchantKey }), 'merchant.certificateSerial', 'received nothing'],
    [
      'a key id as serial',
      () => merchant({ privateKey: merchantKey, certificateSerial: publicKeyId }),
      'merchant.certificateSerial',
      'the id of a WeChat Pay public key',
    ],
    [
      'the serial of a platform certificate',
      () => ({
        ...merchant({ privateKey: merchantKey, certificateSerial: '00000000000077BB' }),
        platform: { publicKeys: { '00000000000077BB': platformPublicKey } },
      }),
      'merchant.certificateSerial',
      "one of WeChat Pay's certificates",
    ],
    [
      'a certificate of another key',
      () => merchant({ privateKey: merchantKey, certificate: otherCertificate }),
      'merchant.certificate',
      'do not belong together',
    ],
    [
      'a serial of another certificate',
      () => merchant({ privateKey: merchantKey, certificate, certificateSerial: 'AB'.repeat(20) }),
      'merchant.certificate',
      'says ABAB',
    ],
    ['no platform key', () => ({ platform: {} }), 'platform.publicKeys', 'received neither'],
    [
      'a private key as platform key',
      () => ({ platform: { publicKeys: { [publicKeyId]: merchantKey } } }),
      `platform.publicKeys['${publicKeyId}']`,
      'received a private key',
    ],
    [
      'a name that is no key id',
      () => ({ platform: { publicKeys: { production: platformPublicKey } } }),
      `platform.publicKeys['production']`,
      'expected a key id',
    ],
    [
      'a key id without its beginning',
      () => ({ platform: { publicKeys: { '0119000001092026030100000000000001': platformPublicKey } } }),
      `platform.publicKeys['…']`,
      'expected a key id such as PUB_KEY_ID_',
    ],
    [
      'the merchant’s own key as platform key',
      () => ({ platform: { publicKeys: { [publicKeyId]: merchantPublicKey } } }),
      'platform.publicKeys',
      "the merchant's own public key",
    ],
    ['a longer APIv3 key', () => ({ apiV3Key: `${apiV3Key}\n\n` }), 'apiV3Key', '34 bytes. Remove the white space'],
    [
      'an address without a scheme',
      () => ({ baseUrl: 'localhost:8420' }),
      'baseUrl',
      'received a text of 14 characters',
    ],
    ['no time at all', () => ({ timeoutMs: 0 }), 'timeoutMs', 'received 0'],
    ['a transport that cannot send', () => ({ transport: {} as never }), 'transport.send', 'expected a function'],
    ['half a clock', () => ({ clock: { now: Date.now } as never }), 'clock.sleep', 'expected a function'],
    ['a product with a line break', () => ({ userAgent: 'a\r\nb: c' }), 'userAgent', 'one line of ASCII'],
    ['half a retry', () => ({ maxRetries: 0.5 }), 'maxRetries', 'received 0.5'],
  ])('%s', (_, more, field, message) => {
    const error = refused(make(more()))
    expect(error.field).toBe(field)
    expect(error.message).toContain(message)
    expect(error.code).toBe('CONFIG_INVALID')
  })

  test('that of a loader at the first call', async () => {
    const privateKey = async (): Promise<string> => certificate
    const wxpay = new WechatPay(server.options({ merchant: { privateKey, certificateSerial: merchantSerial } }))
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toMatchObject({
      name: 'ConfigError',
      field: 'merchant.privateKey',
    })
  })
})

describe('a client', () => {
  test('does not follow later changes of the options', async () => {
    const publicKeys: Record<string, string> = { [publicKeyId]: platformPublicKey }
    const options = { ...server.options(), platform: { publicKeys } }
    const wxpay = new WechatPay(options)
    options.mchid = '1900000110'
    delete publicKeys[publicKeyId]
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(server.received.at(-1)!.headers.authorization).toContain(`mchid="${mchid}"`)
    wxpay.close()
  })

  test('lives beside others', async () => {
    const clients = ['1900000110', '1900000111'].map((number) => new WechatPay(server.options({ mchid: number })))
    await Promise.all(clients.map((wxpay) => wxpay.v3.payscore.payafterOrders.get(query)))
    const seen = server.received.slice(-2).map(({ headers }) => /mchid="(\d+)"/.exec(headers.authorization!)![1])
    expect(new Set(seen)).toEqual(new Set(['1900000110', '1900000111']))
    for (const wxpay of clients) wxpay.close()
  })

  test('names itself and its product', async () => {
    const wxpay = new WechatPay(server.options({ userAgent: 'power-bank/1.4' }))
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(server.received.at(-1)!.headers['user-agent']).toBe(
      `power-bank/1.4 wechatpay-ts/${packageJson.version} (node)`,
    )
    wxpay.close()
  })

  test('without a host of its own talks to WeChat Pay, and to its second host when there is no connection', async () => {
    const urls: string[] = []
    const { baseUrl: _, ...options } = server.options()
    const wxpay = new WechatPay({
      ...options,
      clock: { now: Date.now, sleep: async () => {} },
      fetch: async (url) => {
        urls.push(new URL(url).host)
        throw Object.assign(new TypeError('fetch failed'), { cause: { code: 'ECONNREFUSED' } })
      },
    })
    await expect(wxpay.v3.payscore.payafterOrders.get(query)).rejects.toMatchObject({ phase: 'connect' })
    expect(urls).toEqual(['api.mch.weixin.qq.com', 'api2.mch.weixin.qq.com', 'api.mch.weixin.qq.com'])
  })
})

describe('fromEnv()', () => {
  const env = {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_MERCHANT_PRIVATE_KEY: merchantKey.replaceAll('\n', '\\n'),
    WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: merchantSerial,
    WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
    WECHATPAY_PUBLIC_KEY: platformPublicKey,
    WECHATPAY_APIV3_KEY: apiV3Key,
  }

  test.each([
    undefined,
    '',
    'https://api.mch.weixin.qq.com',
    'https://pay.wechatpay.cn',
    'https://API2.mch.weixin.qq.com/',
  ])('sends no keys that are marked as the sandbox’s to WeChat Pay: WECHATPAY_BASE_URL is %s', (WECHATPAY_BASE_URL) => {
    const marked = { ...env, WECHATPAY_SANDBOX: '1', WECHATPAY_BASE_URL }
    expect(() => WechatPay.fromEnv(marked)).toThrow('WECHATPAY_BASE_URL: expected the address of the sandbox')
    expect(() => BlockingWechatPay.fromEnv(marked)).toThrow('WECHATPAY_BASE_URL: expected the address of the sandbox')
    // Given beside the environment, another address will do.
    WechatPay.fromEnv(marked, { baseUrl: 'http://127.0.0.1:8420' }).close()
    WechatPay.fromEnv({ ...marked, WECHATPAY_SANDBOX: '' }).close()
  })

  describe('keys that have a serial of the sandbox', () => {
    const sandbox = 'http://127.0.0.1:8420'
    const certificateSerial = '53414E44424F58'.padEnd(40, '0')
    const lost = (): WechatPayOptions => {
      const { baseUrl: _, ...options } = server.options()
      return { ...options, merchant: { privateKey: merchantKey, certificateSerial } }
    }

    test.each([
      ['baseUrl', {}],
      ['baseUrl', { baseUrl: 'https://api.mch.weixin.qq.com' }],
      ['baseUrl', { baseUrl: 'https://pay.wechatpay.cn' }],
      ['backupBaseUrl', { baseUrl: sandbox, backupBaseUrl: 'https://api2.mch.weixin.qq.com' }],
    ])('go to no client of WeChat Pay: %s of %j', (name, addresses) => {
      expect(() => new WechatPay({ ...lost(), ...addresses })).toThrow(
        `${name}: expected the address of the sandbox, whose keys these are`,
      )
      new WechatPay({ ...lost(), baseUrl: sandbox }).close()
    })

    test('go to WeChat Pay in no single call, either', async () => {
      const send = vi.fn<Transport['send']>()
      const wxpay = new WechatPay({ ...lost(), baseUrl: sandbox, apiV2Key: apiV3Key, transport: { send } })
      const baseUrl = 'https://API.mch.weixin.qq.com/'
      const calls = [
        wxpay.v3.payscore.payafterOrders.get({ ...query, baseUrl }),
        wxpay.v3.payscore.payafterOrders.get.prepare({ ...query, baseUrl }),
        wxpay.v2.pay.orderquery.post({ xml: { appid: 'wx1', out_trade_no: 'T1' }, baseUrl }),
        wxpay.download('https://api.mch.weixin.qq.com/v3/billdownload/file?token=1', { baseUrl }),
      ]
      for (const outcome of await Promise.allSettled(calls))
        expect(outcome).toMatchObject({
          reason: {
            name: 'RequestError',
            field: 'baseUrl',
            message: expect.stringMatching(/: baseUrl: expected an address of the sandbox.* received one of/) as string,
          },
        })
      expect(send).not.toHaveBeenCalled()
    })
  })

  test('an address of WeChat Pay that is given beside a sandbox’s environment is refused', () => {
    const marked = { ...env, WECHATPAY_SANDBOX: '1', WECHATPAY_BASE_URL: 'http://127.0.0.1:8420' }
    WechatPay.fromEnv(marked).close()
    expect(() => WechatPay.fromEnv(marked, { baseUrl: 'https://api.mch.weixin.qq.com' })).toThrow(ConfigError)
  })

  test('reads the variables the sandbox writes', async () => {
    const wxpay = WechatPay.fromEnv({ ...env, WECHATPAY_BASE_URL: server.url })
    expect(wxpay).toBeInstanceOf(WechatPay)
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(await isSignedByMerchant(server.received.at(-1)!)).toBe(true)
    wxpay.close()
  })

  test('reads Base64 of whole files, several certificates among them', async () => {
    const base64 = (text: string): string => Buffer.from(text).toString('base64')
    const wxpay = WechatPay.fromEnv({
      ...env,
      WECHATPAY_BASE_URL: server.url,
      WECHATPAY_MERCHANT_PRIVATE_KEY: base64(merchantKey),
      WECHATPAY_PUBLIC_KEY: base64(`\uFEFF${platformPublicKey}`),
      WECHATPAY_PLATFORM_CERTIFICATES: base64(otherCertificate + thirdCertificate),
    })
    await wxpay.v3.payscore.payafterOrders.get(query)
    expect(callerOf(wxpay)).toMatchObject({ config: { platform: { serials: [publicKeyId, '77BB', '88CC'] } } })
    wxpay.close()
  })

  test.each([
    ['localhost:8420', 'an address without http://'],
    ['pay.example/notify', 'an address without http://'],
    ['https://pay.example?a=1', 'an address with a query'],
    ['http://localhost:1/n?a=1', 'an address with a query'],
    ['ftp://pay.example', 'an address of another scheme'],
  ])('says what is wrong with the address %s', (address, what) => {
    const error = refused(() => WechatPay.fromEnv(env, { baseUrl: address }))
    expect(error.field).toBe('WECHATPAY_BASE_URL')
    expect(error.message.endsWith(what)).toBe(true)
    const wxpay = WechatPay.fromEnv(env)
    expect(refused(() => wxpay.with({ notify_url: address })).message.endsWith(what)).toBe(true)
    wxpay.close()
  })

  test('takes options beside them', async () => {
    const wxpay = WechatPay.fromEnv(env, { baseUrl: server.url })
    await wxpay.v3.payscore.payafterOrders.get(query)
    wxpay.close()
  })

  test.each([
    ['WECHATPAY_MCHID', undefined],
    ['WECHATPAY_MCHID', ''],
    ['WECHATPAY_MERCHANT_PRIVATE_KEY', undefined],
    ['WECHATPAY_MERCHANT_PRIVATE_KEY', 'sk_live_123'],
    ['WECHATPAY_MERCHANT_CERTIFICATE_SERIAL', ''],
    ['WECHATPAY_PUBLIC_KEY_ID', undefined],
    ['WECHATPAY_PUBLIC_KEY', undefined],
    ['WECHATPAY_PUBLIC_KEY', merchantKey],
    ['WECHATPAY_APIV3_KEY', 'short'],
    ['WECHATPAY_BASE_URL', 'localhost'],
  ])('names %s when it is %o', (variable, value) => {
    const error = refused(() => WechatPay.fromEnv({ ...env, [variable]: value }))
    expect(error.field).toBe(variable)
    expect(error.message).toContain(variable)
  })
})
