import { runInNewContext } from 'node:vm'
import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import {
  WechatPay,
  type RequestEvent,
  type ResponseEvent,
  type RetryEvent,
  type WechatPayOptions,
} from '../../src/index.ts'
import { testPlatform, type TestPlatform } from '../../src/testing/index.ts'

let platform: TestPlatform
type Event = readonly ['request', RequestEvent] | readonly ['response', ResponseEvent] | readonly ['retry', RetryEvent]

beforeAll(async () => {
  platform = await testPlatform()
})
afterEach(() => {
  vi.unstubAllEnvs()
  vi.restoreAllMocks()
})

const refundRequest = {
  out_trade_no: 'T1',
  out_refund_no: 'R1',
  reason: '书页缺失',
  amount: { refund: 1, total: 118, currency: 'CNY' },
} as const
const refund = (wxpay: WechatPay) => wxpay.v3.refund.domestic.refunds.post({ json: refundRequest })

function clientOf(answers: readonly (() => Promise<Response>)[], more: Partial<WechatPayOptions> = {}): WechatPay {
  const waiting = [...answers]
  return new WechatPay({ ...platform.client, fetch: () => waiting.shift()!(), ...more })
}

function listening(events: Event[]) {
  return {
    onRequest: (event: RequestEvent) => void events.push(['request', event]),
    onResponse: (event: ResponseEvent) => void events.push(['response', event]),
    onRetry: (event: RetryEvent) => void events.push(['retry', event]),
  }
}

const granted = () =>
  platform.signedResponse({ status: 'PROCESSING', out_refund_no: 'R1', user_received_account: '支付用户零钱' })
const failing = () => platform.signedResponse({ code: 'SYSTEM_ERROR', message: '系统繁忙' }, { status: 500 })

test('every attempt is heard of, when it begins, when it ends and when there will be another', async () => {
  const events: Event[] = []
  await refund(clientOf([failing, granted], listening(events)))
  expect(events.map(([kind]) => kind)).toEqual(['request', 'response', 'retry', 'request', 'response'])
  const [first, failed, retry, second, ended] = events.map(([, event]) => event) as [
    RequestEvent,
    ResponseEvent,
    RetryEvent,
    RequestEvent,
    ResponseEvent,
  ]
  const origin = 'https://api.mch.weixin.qq.com'
  const operation = 'POST v3/refund/domestic/refunds'
  const bodyBytes = new TextEncoder().encode(JSON.stringify(refundRequest)).length
  expect(first).toMatchObject({ operation, mchid: '1900000109', attempt: 1, origin, bodyBytes })
  expect(second).toMatchObject({ attempt: 2 })
  expect(failed).toMatchObject({ status: 500, error: { code: 'SYSTEM_ERROR' }, data: undefined })
  expect(failed.request).toBe(first)
  expect(retry).toMatchObject({ error: failed.error as object, origin, delayMs: expect.any(Number) as number })
  expect(retry.request).toBe(first)
  expect(ended).toMatchObject({ status: 200, error: undefined, requestId: expect.stringMatching(/-0$/) as string })
  expect(ended.request).toBe(second)
  // The clock stands still but for the pause, which is no part of either attempt.
  expect([failed.durationMs, ended.durationMs]).toEqual([0, 0])
})

test('numbers, states and amounts are shown; of other texts their kind and length', async () => {
  const events: Event[] = []
  await refund(clientOf([granted], listening(events)))
  expect((events[0]![1] as RequestEvent).parameters).toEqual({
    json: { ...refundRequest, reason: 'a text of 4 characters, not all ASCII' },
  })
  expect((events[1]![1] as ResponseEvent).data).toEqual({
    status: 'PROCESSING',
    out_refund_no: 'R1',
    user_received_account: 'a text of 6 characters, not all ASCII',
  })
})

test('personal data, payment codes and keys are shown nowhere', async () => {
  const events: Event[] = []
  const secrets = {
    openid: 'oUpF8uMuAJO_M2pxb1Q9zNjWeS6o',
    phone: '13800138000',
    // As many digits as numbers of merchants have.
    hong_kong_phone: '61234567',
    account_number: '6222020000',
    id_card_number: '110101199003071234',
    name: '张三丰',
    auth_code: '130061098828009406',
    code: 'USERPAYING',
    count: 13800138000,
    list: [{ email: 'someone@example.com' }],
  }
  const wxpay = clientOf([() => platform.signedResponse(secrets)], listening(events))
  await wxpay.chain('v3/some/new-path').post({ json: secrets, headers: { 'x-a': 'secret-header' } })
  const [request, response] = events.map(([, event]) => event) as [RequestEvent, ResponseEvent]
  const told = JSON.stringify([
    { ...request, parameters: request.parameters },
    { ...response, data: response.data },
  ])
  for (const secret of [
    'oUpF8',
    '13800138000',
    '61234567',
    '6222020000',
    '1101011990',
    '张',
    '130061',
    'someone@',
    'secret-header',
    'WECHATPAY2',
  ])
    expect(told).not.toContain(secret)
  expect((response.data as typeof secrets).code).toBe('USERPAYING')
  expect((response.data as typeof secrets).count).toBe('a whole number of 11 digits')
})

test('a listener that returns a rejected promise of another realm is complained about, too', async () => {
  const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const wxpay = clientOf([granted], { onRequest: () => runInNewContext('Promise.reject(new Error("no"))') as unknown })
  expect(await refund(wxpay)).toMatchObject({ status: 200 })
  await expect.poll(() => complained.mock.calls.map(([name]) => name as string)).toEqual(['onRequest failed'])
})

test('an attempt without an answer ends with its error, and a host that is not reached is left', async () => {
  const events: Event[] = []
  const refused = () => Promise.reject(Object.assign(new TypeError('fetch failed'), { code: 'ECONNREFUSED' }))
  await refund(clientOf([refused, granted], listening(events)))
  expect(events[1]![1]).toMatchObject({ status: undefined, requestId: undefined, error: { name: 'NetworkError' } })
  expect(events[2]![1]).toMatchObject({ origin: 'https://api2.mch.weixin.qq.com' })
  expect(events[3]![1]).toMatchObject({ origin: 'https://api2.mch.weixin.qq.com', attempt: 2 })
})

test('APIv2 and views are heard of, too', async () => {
  const events: Event[] = []
  const wxpay = clientOf([() => platform.signedV2Response({ trade_state: 'SUCCESS' })], listening(events))
  await wxpay.with({ appid: 'wxd678efh567hg6787' }).v2.pay.orderquery.post({ xml: { out_trade_no: 'T1' } })
  const [request, response] = events.map(([, event]) => event) as [RequestEvent, ResponseEvent]
  expect(request.parameters).toMatchObject({ xml: { appid: 'wxd678efh567hg6787', out_trade_no: 'T1' } })
  expect(response.data).toMatchObject({ trade_state: 'SUCCESS', sign: 'a text of 32 characters' })
})

test('a program that may not read its environment, as in Deno, makes its calls all the same', async () => {
  const own = Object.getOwnPropertyDescriptor(process, 'env')!
  const forbid = (name: string | symbol): void => {
    if (name === 'WECHATPAY_DEBUG') throw new Error(`Requires env access to "${name}"`)
  }
  const guarded = new Proxy(process.env, {
    get: (env, name) => (forbid(name), Reflect.get(env, name) as unknown),
    getOwnPropertyDescriptor: (env, name) => (forbid(name), Reflect.getOwnPropertyDescriptor(env, name)),
  })
  Object.defineProperty(process, 'env', { ...own, value: guarded })
  try {
    expect((await refund(clientOf([granted]))).status).toBe(200)
  } finally {
    Object.defineProperty(process, 'env', own)
  }
})

test('a listener that throws or rejects changes nothing', async () => {
  const complained = vi.spyOn(console, 'error').mockImplementation(() => undefined)
  const wxpay = clientOf([granted], {
    onRequest: () => {
      throw new Error('no')
    },
    onResponse: () => Promise.reject(new Error('no')),
  })
  expect(await refund(wxpay)).toMatchObject({ status: 200 })
  await expect
    .poll(() => complained.mock.calls.map(([name]) => name as string))
    .toEqual(['onRequest failed', 'onResponse failed'])
})

test('a listener that is no function is refused at once', () => {
  expect(() => new WechatPay({ ...platform.client, onRetry: 'log' as never })).toThrow('onRetry: expected a function')
})

describe('node:diagnostics_channel', () => {
  test('hears of every client, without any option', async () => {
    const heard: [string, unknown][] = []
    const hear = (message: unknown, name: string | symbol) => void heard.push([String(name), message])
    const names = ['wechatpay-ts:request', 'wechatpay-ts:response', 'wechatpay-ts:retry']
    for (const name of names) subscribe(name, hear)
    try {
      await refund(clientOf([failing, granted]))
    } finally {
      for (const name of names) unsubscribe(name, hear)
    }
    expect(heard.map(([name]) => name.split(':')[1])).toEqual(['request', 'response', 'retry', 'request', 'response'])
    expect(heard[0]![1]).toMatchObject({ operation: 'POST v3/refund/domestic/refunds', attempt: 1 })
    expect((heard[1]![1] as ResponseEvent).request).toBe(heard[0]![1])
    expect(channel(names[0]!).hasSubscribers).toBe(false)
  })
})

describe('WECHATPAY_DEBUG', () => {
  test('prints a line for each event on the error output', async () => {
    vi.stubEnv('WECHATPAY_DEBUG', '1')
    const printed = vi.spyOn(console, 'error').mockImplementation(() => undefined)
    await refund(clientOf([failing, granted], { random: () => 0 }))
    const lines = printed.mock.calls.map(([line]) => line as string)
    expect(lines).toEqual([
      expect.stringMatching(
        /^wechatpay-ts → POST v3\/refund\/domestic\/refunds \{"json":\{"out_trade_no":"T1".*\}\} \(1900000109, attempt 1, https:\/\/api\.mch\.weixin\.qq\.com, \d+ bytes\)$/,
      ),
      expect.stringMatching(/^wechatpay-ts ← 500 POST .* ServerError SYSTEM_ERROR \(0 ms, Request-ID .*\)$/),
      expect.stringMatching(/^wechatpay-ts ↻ POST .* after ServerError SYSTEM_ERROR: again in \d+ ms at https:/),
      expect.stringMatching(/^wechatpay-ts → POST .* attempt 2/),
      expect.stringMatching(/^wechatpay-ts ← 200 POST .* \{"status":"PROCESSING".*\} \(0 ms, Request-ID .*\)$/),
    ])
    expect(lines.join('')).not.toContain('书页缺失')
  })

  test.each(['', '0', 'false'])('is off with "%s"', async (value) => {
    vi.stubEnv('WECHATPAY_DEBUG', value)
    const printed = vi.spyOn(console, 'error')
    await refund(clientOf([granted]))
    expect(printed).not.toHaveBeenCalled()
  })

  test('with anything else is named, and nothing is sent', async () => {
    vi.stubEnv('WECHATPAY_DEBUG', 'verbose')
    await expect(refund(clientOf([]))).rejects.toMatchObject({ name: 'ConfigError', field: 'WECHATPAY_DEBUG' })
  })
})
