import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import * as bills from '../../src/bills/index.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { WechatPayError } from '../../src/errors/wechatpay-error.ts'
import * as main from '../../src/index.ts'
import * as launch from '../../src/launch/index.ts'
import * as merchants from '../../src/merchants/index.ts'
import * as payments from '../../src/payments/index.ts'
import * as payscore from '../../src/payscore/index.ts'
import * as blocking from '../../src/sync/index.ts'
import * as testing from '../../src/testing/index.ts'
import * as v2 from '../../src/v2/index.ts'
import * as webhook from '../../src/webhook/index.ts'

type Anything = (...given: unknown[]) => unknown

const entries = { main, bills, launch, merchants, payments, payscore, sync: blocking, testing, v2, webhook }
const wxpay = { wxpay: 'no client' }
const values = [undefined, null, 42, 'x', {}, [], () => undefined]
/** Classes that only the package constructs, and answers that never throw. */
const NOT_CALLED = new Set(['Bill', 'DownloadedFile', 'acknowledge', 'reject', 'asXml', 'answerWith'])

const functions = Object.entries(entries).flatMap(([entry, module]) =>
  Object.entries(module as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error') && !NOT_CALLED.has(name))
    .map(([name, value]) => [`${entry}: ${name}`, value as Anything] as const),
)

describe('a caller without types is told what is wrong', () => {
  test.each(functions)('%s', async (_name, call) => {
    const tripped: unknown[] = []
    const constructs = /^class\b/.test(Function.prototype.toString.call(call))
    for (const value of values) {
      for (const given of [[value], [wxpay, value]]) {
        try {
          await (constructs ? new (call as unknown as new (...given: unknown[]) => unknown)(...given) : call(...given))
        } catch (error) {
          if (!isOurs(error)) tripped.push(error)
        }
      }
    }
    expect(tripped).toEqual([])
  })
})

/** All ways to replace one value, at any depth of an argument, by one of another kind. */
function* spoiled(given: unknown, place: string): Generator<readonly [place: string, spoiled: unknown]> {
  for (const value of [...values, [null], 1n, true, NaN]) yield [place, value]
  const isList = Array.isArray(given)
  if (!isList && (typeof given !== 'object' || given === null || Object.getPrototypeOf(given) !== Object.prototype))
    return
  for (const [name, member] of Object.entries(given)) {
    for (const [inner, value] of spoiled(member, `${place}.${name}`)) {
      yield [inner, isList ? given.with(Number(name), value) : { ...given, [name]: value }]
    }
  }
}

describe('a caller without types is told what is wrong inside of an argument', async () => {
  const platform = await testing.testPlatform()
  const { client, keys } = platform
  const content = JSON.stringify({ receipt: 1 })
  const receipt = {
    download_url: 'https://api.mch.weixin.qq.com/receipt',
    hash_type: 'SHA256',
    hash_value: createHash('sha256').update(content).digest('hex'),
  }
  const answering = new main.WechatPay({
    ...client,
    fetch: (url) =>
      url.endsWith('/receipt')
        ? platform.signedResponse(content)
        : platform.signedResponse({ prepay_id: 'wx1', code_url: 'weixin://a', h5_url: 'https://wx.tenpay.com/a?b=1' }),
  })
  const apiV2Key = new v2.ApiV2Key('a'.repeat(32))
  const clock = { now: () => Date.UTC(2026, 2, 1, 5), sleep: async () => {} }
  const order = {
    appid: 'wx1',
    service_id: '5',
    state: 'USER_ACCEPTED',
    service_start_time: '20260301100003',
    service_start_location: '甲',
    service_end_location: '乙',
    risk_amount: 9900,
    finish_ticket: 'T',
  }
  const fees = [{ fee_name: '租借费用', fee_count: 1, fee_amount: 1250, fee_desc: '元' }]
  const discounts = [{ discount_name: '新客立减', discount_amount: 200, discount_desc: '元' }]
  const used = {
    order,
    endLocation: '丙',
    endTime: '20260301121000',
    startTime: '20260301100003',
    fees,
    discounts,
    clock,
  }
  const body = payscore.completion(used)
  const payment = {
    appid: 'wx1',
    description: 'd',
    out_trade_no: 'T1',
    notify_url: 'https://a.b/c',
    amount: { total: 1 },
  }
  const asClient = { ...client, baseUrl: 'http://127.0.0.1', timeoutMs: 1, maxRetries: 1, apiV2Key: 'a'.repeat(32) }
  const download = { authorities: [], onError: () => undefined }
  const onWxpay =
    (call: unknown): Anything =>
    (...given) =>
      (call as Anything)(answering, ...given)

  test.each<[string, unknown, readonly unknown[]]>([
    ['completion', payscore.completion, [used]],
    ['totalAmount', payscore.totalAmount, [{ fees, discounts }]],
    ['checkCompletion', payscore.checkCompletion, [body, order, { clock }]],
    ['checkCompletionRequest', payscore.checkCompletionRequest, [body]],
    ['serviceEndTime', payscore.serviceEndTime, ['20260301100003', clock]],
    ['settlement', payscore.settlement, [{ state: 'FINISHED', finish_type: 2, total_amount: 1 }]],
    ['createOutOrderNo', payscore.createOutOrderNo, [{ prefix: 'PB', clock }]],
    [
      'launchParameters.confirm',
      Reflect.get(payscore.launchParameters, 'confirm'),
      [{ mchid: '1', package: 'a' }, apiV2Key, { clock }],
    ],
    [
      'launchParameters.detail',
      Reflect.get(payscore.launchParameters, 'detail'),
      [{ mchid: '1', service_id: '5', out_order_no: 'PB1' }, apiV2Key, { clock }],
    ],
    [
      'launchParameters.enable',
      Reflect.get(payscore.launchParameters, 'enable'),
      [{ mchid: '1', service_id: '5', out_request_no: 'R1' }, apiV2Key, { clock }],
    ],
    [
      'launchParameters.enableByToken',
      Reflect.get(payscore.launchParameters, 'enableByToken'),
      [{ apply_permissions_token: 'a' }],
    ],
    ['jsapiLaunch', onWxpay(launch.jsapiLaunch), [{ appid: 'wx1', prepay_id: 'a' }]],
    ['appLaunch', onWxpay(launch.appLaunch), [{ appid: 'wx1', prepay_id: 'a', partnerid: '1900000109' }]],
    ['h5Launch', launch.h5Launch, ['https://wx.tenpay.com/a?b=1', { redirect_url: 'https://a.b/c' }]],
    ['transferLaunch', onWxpay(launch.transferLaunch), [{ appid: 'wx1', package_info: 'a', sub_mchid: '1900000110' }]],
    [
      'refund',
      onWxpay(payments.refund),
      [{ transaction_id: '1', out_refund_no: 'R1', notify_url: 'https://a.b/c', amount: { refund: 1, total: 2 } }, {}],
    ],
    ['jsapiOrder', onWxpay(payments.jsapiOrder), [{ ...payment, payer: { openid: 'o' } }, { timeoutMs: 1 }]],
    ['h5Order', onWxpay(payments.h5Order), [{ ...payment, scene_info: {} }, { redirect_url: 'https://a.b/c' }]],
    [
      'payParametersV2.jsapi',
      Reflect.get(v2.payParametersV2, 'jsapi'),
      [{ appid: 'wx1', prepay_id: 'a' }, 'a'.repeat(32), { clock }],
    ],
    [
      'payParametersV2.app',
      Reflect.get(v2.payParametersV2, 'app'),
      [{ appid: 'wx1', mchid: '1', prepay_id: 'a' }, 'a'.repeat(32), { clock }],
    ],
    ['toXml', v2.toXml, [{ a: '1' }]],
    ['new WechatPay', (given: never) => new main.WechatPay(given), [{ ...asClient, platform: { download }, clock }]],
    [
      'new WechatPay, blocking',
      (given: never) => new blocking.WechatPay(given),
      [{ ...asClient, clock: undefined, merchant: { ...client.merchant } }],
    ],
    ['new Merchants', (given: never) => new merchants.Merchants(given), [{ load: async () => client, clock }]],
    ['createReceiver', webhook.createReceiver, [{ ...keys, toleranceSeconds: 1, maxBodyBytes: 100 }]],
    [
      'createWebhookHandler',
      webhook.createWebhookHandler,
      [{ keys, store: webhook.memoryClaims(), on: { 'PAYSCORE.USER_PAID': () => 1 }, expect: {}, timer: clock }],
    ],
    ['postgresClaims', webhook.postgresClaims, [{ query: async () => ({ rows: [] }) }, 'claims']],
    ['postgresTransactions', webhook.postgresTransactions, [{ transaction: async () => {} }, { table: 'claims' }]],
    ['redisClaims', webhook.redisClaims, [async () => null, 'claims:']],
    [
      'a call',
      answering.v3.payscore.payafterOrders._out_order_no_.complete.post,
      [{ out_order_no: 'PB1', json: body }],
    ],
    ['a query', answering.v3.payscore.payafterOrders.get, [{ query: { out_order_no: 'PB1' }, timeoutMs: 1 }]],
    [
      'an upload',
      answering.v3.merchant.media.upload.post,
      [{ file: { filename: 'a.jpg', content: Uint8Array.of(1), mediaType: 'image/jpeg' }, meta: {} }],
    ],
    ['download', Reflect.get(answering, 'download'), ['https://api.mch.weixin.qq.com/a', { timeoutMs: 1 }]],
    ['downloadFile', onWxpay(bills.downloadFile), [receipt, {}]],
    ['signedNotification', platform.signedNotification, ['PAYSCORE.USER_PAID', { total_amount: 1 }, { id: 'EV-1' }]],
    ['signedV2Response', platform.signedV2Response, [{ prepay_id: 'a' }, { signType: 'MD5' }]],
  ])('%s', async (_name, call, args) => {
    // Unspoiled, the call is as it should be, so that each spoiled one gets as far as its own mistake.
    await expect((async () => (call as Anything)(...args))()).resolves.not.toThrow()
    const tripped: unknown[] = []
    for (const [at, arg] of args.entries()) {
      for (const [place, value] of spoiled(arg, String(at))) {
        try {
          await (call as Anything)(...args.with(at, value))
        } catch (error) {
          if (!isOurs(error)) tripped.push([place, value, error])
        }
      }
    }
    expect(tripped).toEqual([])
  })
})

/** Whether an error is one of this package or of its key parser, and never a TypeError of the engine. */
function isOurs(error: unknown): boolean {
  return error instanceof WechatPayError || (error instanceof Error && error.name === 'KeyMaterialError')
}

describe('a webhook handler', () => {
  const keys = { platform: { publicKeys: {} }, apiV3Key: 'a'.repeat(32) }
  const create = webhook.createWebhookHandler as Anything

  test.each<readonly [string, object, string]>([
    ['a store that is none', { keys, on: {}, store: {} }, 'store: expected a store of claims'],
    ['no actions', { keys, store: webhook.memoryClaims() }, 'on: expected an object of functions'],
    [
      'an action that is none',
      { keys, store: webhook.memoryClaims(), on: { 'PAYSCORE.USER_PAID': 1 } },
      'PAYSCORE.USER_PAID: expected a function',
    ],
    [
      'a notification that there is not',
      { keys, store: webhook.memoryClaims(), on: { 'PAYSCORE.USER_PAYED': () => 1 } },
      'on: there is no notification "PAYSCORE.USER_PAYED"',
    ],
    [
      'a notification of APIv2 that there is not',
      { keys, store: webhook.memoryClaims(), on: { 'v2/refund-procesed': () => 1 } },
      'on: there is no notification "v2/refund-procesed"',
    ],
    [
      'an expectation that there is not',
      { keys, store: webhook.memoryClaims(), on: {}, expect: { mchId: '1900000109' } },
      'expect: there is no option "mchId"',
    ],
    ...[undefined, '', [], ['1900000109', undefined], 1900000109].map(
      (mchid) =>
        [
          `an expectation of ${JSON.stringify(mchid)}`,
          { keys, store: webhook.memoryClaims(), on: {}, expect: { mchid } },
          'expect.mchid: expected one or more of yours',
        ] as const,
    ),
    [
      'an amount that is not asked for',
      { keys, store: webhook.memoryClaims(), on: {}, expect: { amount: 1050 } },
      'expect.amount: expected a function, received 1050',
    ],
    [
      'an option that there is not',
      { keys, store: webhook.memoryClaims(), on: {}, onDelivry: 1 },
      'there is no option "onDelivry"',
    ],
    [
      'merchants that cannot be looked up',
      { keys: { merchants: [keys] }, store: webhook.memoryClaims(), on: {} },
      'merchants: expected a function',
    ],
    [
      'a clock that tells nothing',
      { keys: { ...keys, clock: {} }, store: webhook.memoryClaims(), on: {} },
      'clock.now: expected a function',
    ],
    [
      'keys from two places',
      { keys: { ...keys, merchants: () => keys }, store: webhook.memoryClaims(), on: {} },
      'platform: not beside merchants, which brings the keys',
    ],
    [
      'keys that are none',
      { keys: {}, store: webhook.memoryClaims(), on: {} },
      'keys: expected an object with client or platform or merchants, received an object',
    ],
  ])('with %s', (_name, options, message) => {
    expect(() => create(options)).toThrow(ConfigError)
    expect(() => create(options)).toThrow(message)
  })
})
