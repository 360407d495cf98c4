import { generateKeyPairSync } from 'node:crypto'
import { inspect } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import * as bills from '../../src/bills/index.ts'
import * as crypto from '../../src/crypto/index.ts'
import * as main from '../../src/index.ts'
import * as launch from '../../src/launch/index.ts'
import * as merchants from '../../src/merchants/index.ts'
import * as payments from '../../src/payments/index.ts'
import * as payscore from '../../src/payscore/index.ts'
import * as blocking from '../../src/sync/index.ts'
import * as testing from '../../src/testing/index.ts'
import * as v2 from '../../src/v2/index.ts'
import * as webhook from '../../src/webhook/index.ts'
import { SigningServer, apiV3Key as serverKey, publicKeyId } from '../helpers/signing-server.ts'

/**
 * Passes secrets to every public function and every option of the client: in each position, alone, in an object under
 * every option's name, in a list, and in every order of two arguments. No error may show a secret.
 */
const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const SECRETS: Readonly<Record<string, unknown>> = {
  'a private key': pem,
  'its lines without the first and the last': pem.replaceAll(/-----.*-----\n/g, ''),
  'one of its lines': pem.split('\n')[5]!,
  'Base64 of its file': Buffer.from(pem).toString('base64'),
  'half of it': pem.slice(0, 800),
  'bytes of it': Buffer.from(`\uFEFF${pem}`),
  'a JWK of it': privateKey.export({ format: 'jwk' }),
  'a public key': publicKey.export({ type: 'spki', format: 'pem' }),
  'an API key': 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z',
  'an API key in hex': '0f1e2d3c4b5a69788796a5b4c3d2e1f0',
  'an API key of digits': '83920174659283746501928374650192',
  'an API key with a newline': 'Ab3dEf6hIj9kLm2nOp5qRs8tUv1wXy4z\n',
  'an address with a password': 'https://shop:hunter2hunter2@api.example.com/v3',
  'a phone number': '13800138000',
  'a phone number as a number': 13800138000,
  'the number of a card': '6222021234567890123',
  'the number of a person': '11010519491231002X',
  'a name': '张三丰的真名',
  'an openid': 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
}

/**
 * The parts of a secret that must stay hidden: each run of 10 characters, in every form in which it could be printed.
 */
function tracesOf(secret: unknown): readonly string[] {
  if (typeof secret === 'number') return [String(secret)]
  if (secret instanceof Uint8Array) return tracesOf(Buffer.from(secret).toString('latin1'))
  if (typeof secret === 'object') {
    const { d, p, q } = secret as Record<string, string>
    return [d!, p!, q!].flatMap(tracesOf)
  }
  const text = (secret as string).replaceAll(/-----.*?-----/g, '')
  if (text.includes('hunter2')) return ['hunter2']
  const lines = text.split('\n').filter((line) => line.length > 0)
  return lines.flatMap((line) => (line.length <= 20 ? [line] : [line.slice(0, 16), line.slice(-16)]))
}

const traces = new Map(Object.entries(SECRETS).map(([name, secret]) => [name, tracesOf(secret)]))

/** Everything of an error that a log or a console could print. */
function shown(error: unknown): string {
  const json = (() => {
    try {
      return JSON.stringify(error)
    } catch {
      return ''
    }
  })()
  return `${inspect(error, { depth: 8, maxStringLength: null })}\n${json}\n${String(error)}`
}

function leaks(error: unknown, name: string): string[] {
  if (!(error instanceof Error)) return []
  const text = shown(error)
  return traces.get(name)!.filter((trace) => text.includes(trace))
}

type Anything = (...given: unknown[]) => unknown

const entries = { main, bills, crypto, launch, merchants, payments, payscore, blocking, testing, v2, webhook }
/**
 * Excludes error constructors, which show what their caller says, and functions that need a database, wait, or are
 * created by the package.
 */
const NOT_CALLED =
  /Error$|^(?:Bill|DownloadedFile|postgresClaims|redisClaims|testPlatform|makeTestKeys|webhookResponse|sleep)$/

/** Lists exported functions, including those inside objects such as `payParameters`. */
function functionsOf(module: object, prefix: string): (readonly [string, Anything])[] {
  return Object.entries(module).flatMap(([name, value]: [string, unknown]) => {
    if (NOT_CALLED.test(name)) return []
    if (typeof value === 'function') return [[`${prefix}${name}`, value as Anything] as const]
    return typeof value === 'object' && value !== null && !Array.isArray(value) && name !== 'default'
      ? functionsOf(value, `${prefix}${name}.`).filter(([inner]) => inner.split('.').length < 4)
      : []
  })
}

const functions = Object.entries(entries).flatMap(([entry, module]) => functionsOf(module, `${entry}.`))

const OPTION_NAMES =
  'mchid brandId merchant privateKey signer decrypter onRequest onResponse onRetry certificateSerial certificate clientCertificate cert key pfx passphrase platform publicKeys certificates download store authorities apiV3Key apiV2Key transferPublicKey baseUrl backupBaseUrl timeoutMs maxRetries userAgent fetch transport clock random client keys on expect appid prepay_id nonce signType url headers body json query xml file meta fees discounts serial'.split(
    ' ',
  )

async function attempt(call: Anything, given: readonly unknown[]): Promise<unknown> {
  try {
    const made = /^class\b/.test(Function.prototype.toString.call(call))
      ? new (call as unknown as new (...given: unknown[]) => unknown)(...given)
      : await call(...given)
    ;(made as { close?: () => void } | undefined)?.close?.()
    return undefined
  } catch (error) {
    return error
  }
}

describe('no error shows a secret', () => {
  test('there are functions to call', () => expect(functions.length).toBeGreaterThan(80))

  test.each(functions)('%s', async (_name, call) => {
    const found: string[] = []
    for (const [name, secret] of Object.entries(SECRETS)) {
      const asMember = Object.fromEntries(OPTION_NAMES.map((option) => [option, secret]))
      const keyed = typeof secret === 'string' ? { [secret]: 1 } : {}
      const shapes = [secret, [secret], asMember, keyed, { json: { phone: secret }, platform: { publicKeys: keyed } }]
      for (const shape of shapes)
        for (const given of [
          [shape],
          ['x', shape],
          [{}, shape],
          [shape, 'x'],
          [shape, {}],
          [{}, {}, shape],
          [shape, shape],
        ])
          for (const trace of leaks(await attempt(call, given), name)) found.push(`${name}: ${trace}`)
    }
    expect([...new Set(found)]).toEqual([])
  })
})

describe('no error of a client shows a secret', () => {
  let server: SigningServer
  beforeAll(async () => {
    server = await SigningServer.start()
  })
  afterAll(() => server[Symbol.asyncDispose]())

  const places: Readonly<Record<string, (secret: unknown) => object>> = {
    ...Object.fromEntries(OPTION_NAMES.slice(0, 40).map((name) => [name, (secret: unknown) => ({ [name]: secret })])),
    'a name of an option': (secret) => ({ [String(secret)]: 1 }),
    ...Object.fromEntries(
      ['privateKey', 'signer', 'decrypter', 'certificateSerial', 'certificate', 'clientCertificate', 'other'].map(
        (name) => [
          `merchant.${name}`,
          (secret: unknown) => ({
            merchant: { privateKey: pem, certificateSerial: 'AB'.repeat(20), [name]: secret },
          }),
        ],
      ),
    ),
    'clientCertificate.cert': (secret) => ({
      merchant: {
        privateKey: pem,
        certificateSerial: 'AB'.repeat(20),
        clientCertificate: { cert: secret, key: secret },
      },
    }),
    'clientCertificate.pfx': (secret) => ({
      merchant: {
        privateKey: pem,
        certificateSerial: 'AB'.repeat(20),
        clientCertificate: { pfx: secret, passphrase: 7 },
      },
    }),
    'platform.publicKeys': (secret) => ({ platform: { publicKeys: { [publicKeyId]: secret } } }),
    'an id in platform.publicKeys': (secret) => ({ platform: { publicKeys: { [String(secret)]: 'x' } } }),
    'platform.certificates': (secret) => ({ platform: { certificates: [secret] } }),
    'platform.download': (secret) => ({ platform: { download: { store: secret, authorities: [secret] } } }),
  }

  test.each(Object.entries(places))('made with one as %s', async (_, place) => {
    for (const [name, secret] of Object.entries(SECRETS))
      for (const client of [main.WechatPay, blocking.WechatPay]) {
        const options = { ...server.options({ apiV3Key: serverKey }), ...place(secret) }
        expect(leaks(await attempt(client as unknown as Anything, [options]), name)).toEqual([])
      }
  })

  test('made from an environment that holds one in each variable', async () => {
    for (const variable of 'MCHID MERCHANT_PRIVATE_KEY MERCHANT_CERTIFICATE_SERIAL MERCHANT_CERTIFICATE PUBLIC_KEY_ID PUBLIC_KEY PLATFORM_CERTIFICATES APIV3_KEY APIV2_KEY TRANSFER_PUBLIC_KEY BASE_URL'.split(
      ' ',
    ))
      for (const [name, secret] of Object.entries(SECRETS)) {
        const env = {
          WECHATPAY_MCHID: '1900000109',
          WECHATPAY_MERCHANT_PRIVATE_KEY: pem,
          WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: 'AB'.repeat(20),
          WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
          WECHATPAY_PUBLIC_KEY: publicKey.export({ type: 'spki', format: 'pem' }) as string,
          [`WECHATPAY_${variable}`]: String(secret),
        }
        expect(leaks(await attempt(() => main.WechatPay.fromEnv(env), []), name)).toEqual([])
      }
  })

  const calls: Readonly<Record<string, (secret: unknown) => object>> = {
    options: (secret) => secret as object,
    json: (secret) => ({ json: secret }),
    'a field': (secret) => ({ json: { amount: { total: secret }, mchid: secret, phone: secret } }),
    'a name of a field': (secret) => ({ json: { [String(secret)]: NaN } }),
    query: (secret) => ({ query: { [String(secret)]: Symbol('x'), id: secret } }),
    'a path parameter': (secret) => ({ out_order_no: { secret } }),
    'a header': (secret) => ({ headers: { [String(secret)]: secret, authorization: secret } }),
    timeoutMs: (secret) => ({ timeoutMs: secret }),
    baseUrl: (secret) => ({ baseUrl: secret }),
    'a name of an option': (secret) => ({ [String(secret)]: 1 }),
  }

  test.each(Object.entries(calls))('called with one as %s', async (_, place) => {
    const wxpay = new main.WechatPay(server.options({ apiV2Key: serverKey, maxRetries: 0 }))
    const operations = [
      wxpay.v3.payscore.payafterOrders.post,
      wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post,
      wxpay.v3.pay.transactions.native.post,
      wxpay.v2.pay.unifiedorder.post,
    ] as unknown as { prepare: Anything }[]
    for (const [name, secret] of Object.entries(SECRETS))
      for (const { prepare } of operations)
        expect(leaks(await attempt((given) => prepare(given), [place(secret)]), name)).toEqual([])
    wxpay.close()
  })
})
