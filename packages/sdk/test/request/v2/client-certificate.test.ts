import { createServer, type Server } from 'node:https'
import type { AddressInfo } from 'node:net'
import { getCACertificates, setDefaultCACertificates, type TLSSocket } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { WechatPay, type TransportRequest, type WechatPayOptions } from '../../../src/index.ts'
import { defaultTransport } from '../../../src/transport/node.ts'
import {
  merchantKey,
  merchantSerial,
  mchid,
  platformPublicKey,
  publicKeyId,
  SigningServer,
} from '../../helpers/signing-server.ts'
import { TestingAuthority, type Pair } from '../../helpers/testing-authority.ts'
import packed from './client-certificate.json' with { type: 'json' }
import { apiV2Key } from '../../helpers/api-v2-key.ts'
import { answerV2 } from '../../helpers/v2-server.ts'

const trusted = getCACertificates('default')
const pfx = Buffer.from(packed.modern, 'base64')

let pair: Pair
let otherPair: Pair
let url: string
let server: Server
/** The client certificate of each request. */
const presented: unknown[] = []

beforeAll(async () => {
  const authority = await TestingAuthority.create()
  pair = await authority.issue('merchant')
  otherPair = await authority.issue('other merchant')
  setDefaultCACertificates([...trusted, authority.pem])
  server = createServer({
    ...(await authority.issue('server')),
    ca: [authority.pem, packed.certificate],
    requestCert: true,
    rejectUnauthorized: true,
  })
  server.on('request', (request, response) => {
    presented.push((request.socket as TLSSocket).getPeerCertificate().subject.CN)
    request.resume().on('end', () => void answerV2({}, 'MD5')({} as never, response, request.socket))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
})

afterAll(() => {
  setDefaultCACertificates(trusted)
  server.closeAllConnections()
  server.close()
})

function client(merchant: Partial<WechatPayOptions['merchant']>, more: Partial<WechatPayOptions> = {}): WechatPay {
  return new WechatPay({
    mchid,
    merchant: {
      ...('certificate' in merchant ? {} : { privateKey: merchantKey, certificateSerial: merchantSerial }),
      ...merchant,
    },
    platform: { publicKeys: { [publicKeyId]: platformPublicKey } },
    apiV2Key,
    baseUrl: url,
    ...more,
  })
}

const refund = (wxpay: WechatPay) =>
  wxpay.v2.secapi.pay.refund.post({
    xml: { appid: 'wx1', out_trade_no: 'A1', out_refund_no: 'R1', total_fee: 1, refund_fee: 1 },
    maxRetries: 0,
  })
const oneLine = (text: string): string => text.trim().replaceAll('\n', '\\n')

test.each<[string, () => Partial<WechatPayOptions['merchant']>, string]>([
  ['a PEM pair', () => ({ clientCertificate: pair }), 'merchant'],
  [
    'a pair on one line each',
    () => ({ clientCertificate: { cert: oneLine(pair.cert), key: oneLine(pair.key) } }),
    'merchant',
  ],
  ['the pair that signs for APIv3', () => ({ certificate: pair.cert, privateKey: pair.key }), 'merchant'],
  ['a PKCS#12 archive', () => ({ clientCertificate: { pfx, passphrase: '1900000109' } }), 'TESTING KEY'],
  ['one whose passphrase is the merchant number', () => ({ clientCertificate: { pfx } }), 'TESTING KEY'],
])('%s is presented to a server that asks for it', async (_, merchant, name) => {
  const wxpay = client(merchant())
  presented.length = 0
  expect((await refund(wxpay)).data).toMatchObject({ result_code: 'SUCCESS' })
  expect(presented).toEqual([name])
  wxpay.close()
})

test('two merchants on one transport never share a connection', async () => {
  const transport = defaultTransport()
  presented.length = 0
  for (const clientCertificate of [pair, otherPair, pair]) await refund(client({ clientCertificate }, { transport }))
  expect(presented).toEqual(['merchant', 'other merchant', 'merchant'])
  transport.close?.()
})

test('an operation that takes one is refused without, before it is sent', async () => {
  presented.length = 0
  await expect(refund(client({}))).rejects.toMatchObject({
    name: 'RequestError',
    field: 'merchant.clientCertificate',
    hint: { en: expect.stringContaining('apiclient_cert.p12') as string },
  })
  expect(presented).toEqual([])
})

test('over plain HTTP, as a sandbox speaks it, none is needed', async () => {
  await using sandbox = await SigningServer.start(answerV2({}, 'MD5'))
  expect((await refund(client({}, { baseUrl: sandbox.url }))).status).toBe(200)
})

test('a transport of the caller’s may bring its own', async () => {
  const sent: TransportRequest[] = []
  const transport = {
    send: async (request: TransportRequest) => {
      sent.push(request)
      return { status: 200, headers: {}, body: Buffer.from('<xml><return_code>FAIL</return_code></xml>') }
    },
  }
  const signing = { certificate: pair.cert, privateKey: pair.key }
  await expect(refund(client(signing, { transport }))).rejects.toMatchObject({ code: 'RETURN_CODE_FAIL' })
  expect(sent.map(({ clientCertificate }) => clientCertificate)).toEqual([undefined])
})

test.each<[string, Uint8Array, string, string]>([
  ['an archive of OpenSSL 1', Buffer.from(packed.legacy, 'base64'), '1900000109', 'RC2-40'],
  ['another passphrase', pfx, 'secret', 'passphrase'],
  ['half an archive', pfx.subarray(0, 100), '1900000109', 'TLS cannot use it'],
])('%s: says what is wrong and what to do', async (_, archive, passphrase, message) => {
  const error = await refund(client({ clientCertificate: { pfx: archive, passphrase } })).catch(
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({
    name: 'ConfigError',
    field: 'merchant.clientCertificate',
    hint: expect.anything() as object,
  })
  expect(String(error)).toContain(message)
  expect(JSON.stringify(error)).not.toContain('secret')
})

test.each<[string, () => unknown, string]>([
  ['of two downloads', () => ({ cert: pair.cert, key: otherPair.key }), 'do not belong together'],
  ['without its key', () => ({ cert: pair.cert }), 'expected { cert, key } or { pfx, passphrase }'],
  ['of both kinds', () => ({ ...pair, pfx }), 'expected { cert, key } or { pfx, passphrase }'],
  ['as a file name', () => ({ pfx: 'apiclient_cert.p12' }), 'pfx as bytes'],
  ['with its halves exchanged', () => ({ cert: pair.key, key: pair.cert }), 'a private key'],
  ['of nothing', () => null, 'expected { cert, key }'],
])('a pair %s is refused at construction', (_, clientCertificate, message) => {
  const construct = () => client({ clientCertificate: clientCertificate() as never })
  expect(construct).toThrow(expect.objectContaining({ name: 'ConfigError' }) as Error)
  expect(construct).toThrow(message)
})

test('fetch cannot present one, and says so at construction', () => {
  expect(() => client({ clientCertificate: pair }, { fetch })).toThrow('cannot present a client certificate')
})

test('the environment has it in a pair', async () => {
  const env = {
    WECHATPAY_MCHID: mchid,
    WECHATPAY_MERCHANT_PRIVATE_KEY: merchantKey,
    WECHATPAY_MERCHANT_CERTIFICATE_SERIAL: merchantSerial,
    WECHATPAY_PUBLIC_KEY_ID: publicKeyId,
    WECHATPAY_PUBLIC_KEY: platformPublicKey,
    WECHATPAY_BASE_URL: url,
    WECHATPAY_APIV2_KEY: apiV2Key,
    WECHATPAY_CLIENT_CERTIFICATE: oneLine(pair.cert),
    WECHATPAY_CLIENT_CERTIFICATE_KEY: oneLine(pair.key),
  }
  const wxpay = WechatPay.fromEnv(env)
  expect((await refund(wxpay)).status).toBe(200)
  wxpay.close()
  expect(() => WechatPay.fromEnv({ ...env, WECHATPAY_CLIENT_CERTIFICATE_KEY: undefined })).toThrow(
    'WECHATPAY_CLIENT_CERTIFICATE_KEY: not set, though its other half is',
  )
  expect(() => WechatPay.fromEnv({ ...env, WECHATPAY_CLIENT_CERTIFICATE_KEY: otherPair.key })).toThrow(
    'WECHATPAY_CLIENT_CERTIFICATE and WECHATPAY_CLIENT_CERTIFICATE_KEY do not belong together',
  )
  expect(() => WechatPay.fromEnv({ ...env, WECHATPAY_APIV2_KEY: 'short' })).toThrow('WECHATPAY_APIV2_KEY')
})
