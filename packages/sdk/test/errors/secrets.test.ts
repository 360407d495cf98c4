import { inspect } from 'node:util'
import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  OutcomeUnknownError,
  WechatPay,
  WechatPayError,
  type PreparedRequest,
  type WechatPayOptions,
} from '../../src/index.ts'
import { WechatPay as BlockingWechatPay } from '../../src/sync/index.ts'
import {
  SigningServer,
  answer,
  apiV3Key,
  hangUp,
  merchantKey,
  merchantSerial,
  platformPublicKey,
  publicKeyId,
  refuse,
  type Behaviour,
} from '../helpers/signing-server.ts'

const phone = '13800138000'
const name = '张三丰的真名'
const create = {
  json: {
    appid: 'wx1',
    out_order_no: 'PB1',
    service_id: '500001',
    service_start_time: 'OnAccept',
    service_start_location: '深圳湾万象城A柜',
    service_introduction: '共享充电宝租借',
    risk_amount: 9900,
    phone,
    name,
  },
}

let server: SigningServer
let wxpay: WechatPay

beforeEach(async () => {
  server = await SigningServer.start()
  wxpay = new WechatPay(server.options({ clock: { now: Date.now, sleep: async () => {} } }))
})
afterEach(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

/** Everything of a value that a log or a console could print. */
function shown(value: unknown): string {
  const parts = [inspect(value, { depth: 12, showHidden: true }), JSON.stringify(value) ?? '', String(value)]
  if (value instanceof Error) parts.push(value.message, value.stack ?? '', shown(value.cause ?? ''))
  return parts.join('\n')
}

/** The secrets of the request that the server answers next. Nobody but the server may see them. */
function secretsOf(authorization: string): string[] {
  const keys = [merchantKey, platformPublicKey].flatMap((pem) => pem.split('\n').filter((line) => line.length === 64))
  return [...keys, apiV3Key, phone, name, /signature="([^"]+)"/.exec(authorization)![1]!]
}

function expectNothingSecret(text: string): void {
  for (const secret of secretsOf(server.received.at(-1)?.headers.authorization ?? 'signature="none yet"')) {
    expect(text).not.toContain(secret)
  }
}

test.each<[string, Behaviour]>([
  ['a refusal', refuse(400, { code: 'PARAM_ERROR', message: '参数错误' })],
  ['a refused signature', refuse(401, { code: 'SIGN_ERROR', message: '错误的签名，验签失败' })],
  ['a gateway', refuse(502, '<html>')],
  ['a lost answer', hangUp],
  ['a wrong signature', answer({}, { signature: 'AAAA' })],
  ['an answer that is no JSON', answer(`{"phone":"${phone}"`)],
])('an error of %s shows no secret', async (_, behaviour) => {
  server.next(behaviour, behaviour, behaviour, behaviour)
  const error = await wxpay.v3.payscore.payafterOrders.post({ ...create, maxRetries: 0 }).then(
    () => expect.fail('it was answered'),
    (thrown: unknown) => thrown,
  )
  expect(error).toBeInstanceOf(WechatPayError)
  expectNothingSecret(shown(error))
})

test('an error before sending shows no secret', async () => {
  const long = `${phone}${'9'.repeat(300)}`
  const error = await wxpay.v3.payscore.payafterOrders
    .post({ json: { ...create.json, phone: long } })
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ name: 'RequestError', field: 'phone' })
  expectNothingSecret(shown(error))
})

test.each<[string, (options: WechatPayOptions) => WechatPayOptions]>([
  [
    'half a private key',
    (options) => ({
      ...options,
      merchant: { privateKey: merchantKey.slice(0, 900), certificateSerial: merchantSerial },
    }),
  ],
  [
    'keys in each other’s place',
    (options) => ({ ...options, platform: { publicKeys: { [publicKeyId]: merchantKey } } }),
  ],
  ['an APIv3 key with a blank', (options) => ({ ...options, apiV3Key: `${apiV3Key} ` })],
])('an error of %s shows no secret', (_, change) => {
  expect(() => new WechatPay(change(server.options()))).toThrow(WechatPayError)
  try {
    void new WechatPay(change(server.options()))
  } catch (error) {
    expectNothingSecret(shown(error))
  }
})

test('clients, chains and operations show no secret', () => {
  const blocking = new BlockingWechatPay(server.options())
  for (const value of [wxpay, wxpay.v3, wxpay.v3.payscore.payafterOrders.post, blocking, blocking.v3]) {
    expectNothingSecret(shown(value))
  }
  blocking.close()
})

test('a prepared request shows what it is, and holds the rest for those who ask', async () => {
  const prepared: PreparedRequest = await wxpay.v3.payscore.payafterOrders.post.prepare(create)
  const signature = /signature="([^"]+)"/.exec(prepared.headers['authorization']!)![1]!
  const text = [inspect(prepared, { showHidden: true }), JSON.stringify(prepared)].join('\n')
  expect(text).toContain('POST v3/payscore/payafter-orders')
  for (const secret of [signature, phone, name, apiV3Key]) expect(text).not.toContain(secret)
})

test('an unknown outcome is written to a log with all that is needed to resolve it', async () => {
  server.next(hangUp, hangUp)
  const error = await wxpay.v3.payscore.payafterOrders
    .post({ ...create, maxRetries: 0 })
    .catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(OutcomeUnknownError)
  expect(JSON.parse(JSON.stringify(error))).toMatchObject({
    name: 'OutcomeUnknownError',
    code: 'OUTCOME_UNKNOWN',
    operation: 'POST v3/payscore/payafter-orders',
    resolve: {
      operation: 'GET v3/payscore/payafter-orders',
      options: { query: { appid: 'wx1', service_id: '500001', out_order_no: 'PB1' } },
    },
    hint: { zh: expect.stringContaining('不要换新单号') as string },
  })
})
