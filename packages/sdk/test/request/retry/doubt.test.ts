import { describe, expect, test } from 'vitest'
import {
  AbortedError,
  ApiError,
  NetworkError,
  OutcomeUnknownError,
  RateLimitError,
  TransportFailure,
  VerificationError,
  WechatPay,
  type Transport,
} from '../../../src/index.ts'
import { fetchTransport } from '../../../src/transport/fetch.ts'
import { answer, refuse, SigningServer, type Behaviour } from '../../helpers/signing-server.ts'

const cancel = { out_order_no: 'PB1', json: { appid: 'wx1', service_id: '500', reason: '用户取消' } }
const clock = { now: Date.now, sleep: async () => {} }

/** The outcome of a call whose attempts behave as given: a real server's answer, or a failure to get one. */
async function outcome(attempts: readonly (Behaviour | TransportFailure)[]): Promise<unknown> {
  await using server = await SigningServer.start()
  const rest = [...attempts]
  const real = fetchTransport(fetch)
  const transport: Transport = {
    async send(request) {
      const attempt = rest.shift()!
      if (attempt instanceof TransportFailure) throw attempt
      server.next(attempt)
      return real.send(request)
    },
  }
  const wxpay = new WechatPay(server.options({ transport, clock, maxRetries: attempts.length - 1 }))
  return await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post(cancel).catch((error: unknown) => error)
}

const lost = new TransportFailure('exchange', new Error('socket hang up'))
const unreachable = new TransportFailure('connect', new Error('ECONNREFUSED'))
const stale = answer({}, { timestamp: 1 })

describe('a call whose answer was lost stays in doubt', () => {
  test.each<[string, readonly (Behaviour | TransportFailure)[], abstract new (...args: never[]) => Error]>([
    ['when the repeat finds no connection', [lost, unreachable], NetworkError],
    [
      'when the repeat is refused for its frequency',
      [lost, refuse(429, { code: 'FREQUENCY_LIMITED' })],
      RateLimitError,
    ],
    ['when the repeat is refused for its signature', [lost, refuse(401, { code: 'SIGN_ERROR' })], ApiError],
    ['when the repeat is told that it is done already', [lost, refuse(403, { code: 'OUT_TRADE_NO_USED' })], ApiError],
    ['when the repeat finds what was to be closed closed', [lost, refuse(400, { code: 'ORDER_CLOSED' })], ApiError],
    ['when the only answer cannot be verified', [stale], VerificationError],
    ['when the answer is too large to be read', [new TransportFailure('too-large')], Error],
  ])('%s', async (_, steps, cause) => {
    const error = await outcome(steps)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect((error as Error).cause).toBeInstanceOf(cause)
  })
})

describe('the hint of a doubt', () => {
  test.each([
    ['of a wrong signature', { signature: 'AAAA' }, '公钥与公钥 ID'],
    ['of a key that nobody knows', { serial: 'PUB_KEY_ID_0199999999992026000000000000000000' }, 'platform.publicKeys'],
    ['of an old time', { timestamp: 1 }, '时钟'],
  ])('says what to do about the call and about an answer %s', async (_, more, remedy) => {
    const { hint, cause } = (await outcome([answer({}, more)])) as OutcomeUnknownError
    expect(hint!.zh).toContain('error.query()')
    expect(hint!.zh).toContain(remedy)
    expect(hint!.en).toContain((cause as VerificationError).hint!.en)
  })
})

describe('a call is not in doubt', () => {
  test('when WeChat Pay looked at the repeat and refused it', async () => {
    const error = await outcome([lost, refuse(400, { code: 'INVALID_REQUEST', message: '当前订单状态不满足撤销条件' })])
    expect(error).toBeInstanceOf(ApiError)
    expect(error).toMatchObject({ code: 'INVALID_REQUEST' })
  })

  test('when no attempt ever connected', async () => {
    expect(await outcome([unreachable, unreachable])).toBeInstanceOf(NetworkError)
  })

  test('when its caller gives it up, who knows that best', async () => {
    expect(await outcome([new TransportFailure('aborted')])).toBeInstanceOf(AbortedError)
  })

  test('when the repeat is answered', async () => {
    expect(await outcome([lost, answer({ order_id: '1' })])).toMatchObject({ data: { order_id: '1' } })
  })
})

test('the query takes over what the call says, and is none without its number', async () => {
  const transport: Transport = { send: () => Promise.reject(lost) }
  await using server = await SigningServer.start()
  const wxpay = new WechatPay(server.options({ transport, clock, maxRetries: 0 }))
  const failed = (call: Promise<unknown>) => call.catch((error: unknown) => error)
  const path = 'v3/global/papay/transactions/out-trade-no/{out_trade_no}/reverse'
  const reverse = wxpay.chain(path).post({ out_trade_no: 'T1', query: { sub_mchid: '1900000109' } })
  expect(await failed(reverse)).toMatchObject({
    resolve: {
      operation: 'GET v3/global/papay/transactions/out-trade-no/{out_trade_no}',
      options: { out_trade_no: 'T1', query: { sub_mchid: '1900000109' } },
    },
  })
  const insure = wxpay.chain('v3/hire-power-bank/insurance-orders').post({ json: { openid: 'o1' } })
  expect(await failed(insure)).toMatchObject({ code: 'OUTCOME_UNKNOWN', resolve: undefined })
})

test('the message says what happened to the last attempt', async () => {
  expect((await outcome([lost])) as Error).toMatchObject({
    message: expect.stringMatching(
      /cancel may or may not have been acted on: the connection broke.*socket hang up/,
    ) as string,
  })
})

describe('the hint tells what a call has', () => {
  const order = 'v3/payscore/payafter-orders/{out_order_no}'
  test.each<[string, string, Record<string, unknown>, RegExp]>([
    ['a query, and a number', `${order}/cancel`, cancel, /^Ask with error\.query\(\), or repeat with identical/],
    ['a query alone', `${order}/sync`, cancel, /^Ask with error\.query\(\); do not repeat/],
    [
      'a number alone',
      'v3/payscore/sign-plan/serviceorder',
      { json: { out_trade_no: '1' } },
      /^No operation tells the outcome: repeat with identical/,
    ],
    ['neither', 'v3/some/new-api', { json: {} }, /could act twice: look at the merchant platform/],
  ])('%s', async (_, path, options, hint) => {
    await using server = await SigningServer.start()
    const wxpay = new WechatPay(server.options({ transport: { send: () => Promise.reject(lost) }, clock }))
    const error: unknown = await wxpay
      .chain(path)
      .post(options)
      .catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    const { resolve, hint: said } = error as OutcomeUnknownError
    expect(said!.en).toMatch(hint)
    expect([said!.en, said!.zh].map((text) => text.includes('error.query()'))).toEqual([!!resolve, !!resolve])
  })
})
