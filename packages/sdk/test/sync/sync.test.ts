import { execFile } from 'node:child_process'
import { generateKeyPairSync } from 'node:crypto'
import { promisify } from 'node:util'
import { Worker } from 'node:worker_threads'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { tradeBill } from '../../src/bills/index.ts'
import { keyDownloader } from '../../src/client/machinery.ts'
import { resolveOptions } from '../../src/config/resolve-options.ts'
import {
  CompletionRuleError,
  ConfigError,
  NetworkError,
  NotFoundError,
  OutcomeUnknownError,
  RequestError,
  TimeoutError,
  Undecrypted,
  WechatPayError,
  alreadyEncrypted,
  type WechatPayOptions,
} from '../../src/index.ts'
import { jsapiLaunch } from '../../src/launch/index.ts'
import { nativeOrder, refund } from '../../src/payments/index.ts'
import { BlockingClient } from '../../src/sync/blocking-client.ts'
import { BlockingThread } from '../../src/sync/blocking-thread.ts'
import { WechatPay } from '../../src/sync/index.ts'
import { createWebhookHandler, memoryClaims } from '../../src/webhook/index.ts'
import { publicKeyId } from '../helpers/signing-server.ts'
import type { ServedBy } from './server-thread.ts'

const query = { query: { service_id: '500001', appid: 'wx1', out_order_no: 'PB1' } }
const cancel = { out_order_no: 'PB1', json: { appid: 'wx1', service_id: '500001', reason: '用户取消' } }
const complete = {
  out_order_no: 'PB1',
  json: { appid: 'wx1', service_id: '500001', finish_type: 2 as const, total_amount: 0, finish_ticket: 'ticket' },
}

/** The server runs in another thread, because this one blocks. Paths and order numbers select its behaviour. */
let worker: Worker
let options: WechatPayOptions
let wxpay: WechatPay

beforeAll(async () => {
  worker = new Worker(new URL('./server-thread.ts', import.meta.url))
  const served = await new Promise<ServedBy>((resolve) => worker.once('message', resolve))
  options = served.options
  wxpay = new WechatPay(options)
})
afterAll(async () => {
  wxpay.close()
  await worker.terminate()
})

const received = (): Promise<readonly string[]> =>
  new Promise((resolve) => {
    worker.once('message', resolve)
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a worker thread, not a window
    worker.postMessage('received')
  })

/** Returns the error that a blocking call throws. */
function thrownBy(run: () => unknown): Error {
  try {
    run()
  } catch (error) {
    return error as Error
  }
  throw new Error('nothing was thrown')
}

test('a brand’s operation is refused on a client without brandId', () => {
  const { post } = wxpay.chain('brand/marketing/product-coupon/notify-configs' as string)
  const error = thrownBy(() => post({ json: { notify_url: 'https://shop.example.com/wechatpay' } }))
  expect(error).toBeInstanceOf(RequestError)
  expect(error).toMatchObject({ field: 'brandId', message: expect.stringContaining('new WechatPay({ …, brandId })') })
})

describe('a helper that needs the asynchronous client says so', () => {
  const client = (): never => wxpay.with({ appid: 'wx1', notify_url: 'https://shop.example/notify' }) as never
  const bill = { query: { bill_date: '2026-03-01' } }
  const said = { message: expect.stringMatching(/received the blocking one of wechatpay-ts\/sync$/) as string }
  const hint = { zh: expect.stringContaining('异步客户端') as string, en: expect.stringContaining('await') as string }

  test.each([
    [
      'nativeOrder',
      () => nativeOrder(client(), { description: '书', out_trade_no: 'T1', amount: { total: 1 } } as never),
    ],
    ['refund', () => refund(client(), { out_refund_no: 'R1' } as never)],
    ['tradeBill', () => tradeBill(client(), bill)],
    ['jsapiLaunch', () => jsapiLaunch(client(), { appid: 'wx1', prepay_id: 'wx' })],
  ])('%s', async (name, call) => {
    const failed = call()
    await expect(failed).rejects.toMatchObject({ ...said, name: 'RequestError', field: 'wxpay', hint })
    await expect(failed).rejects.toThrow(`${name}: expected a client made with new WechatPay(…) of wechatpay-ts, `)
  })

  test('createWebhookHandler', () => {
    const error = thrownBy(() => createWebhookHandler({ keys: { client: client() }, store: memoryClaims(), on: {} }))
    expect(error).toMatchObject({ ...said, name: 'ConfigError', field: 'client', hint })
  })
})

describe('post()', () => {
  test('returns the answer itself, through all three addresses', () => {
    const path = 'v3/payscore/payafter-orders/{out_order_no}/complete'
    const results = [
      wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(complete),
      wxpay.chain(path).post(complete),
      wxpay[path].post(complete),
    ]
    for (const { data, status } of results) {
      expect(status).toBe(200)
      expect(data.out_order_no).toBe('PB1')
    }
  })

  test('stops the program meanwhile', () => {
    let ticks = 0
    const ticking = setInterval(() => ticks++, 0)
    wxpay.v3.payscore.payafterOrders.get(query)
    clearInterval(ticking)
    expect(ticks).toBe(0)
  })

  test('keeps ciphertext of the caller', async () => {
    wxpay.v3.payscore.payafterOrders.post({
      json: {
        appid: 'wx1',
        out_order_no: 'PB1',
        service_id: '500001',
        service_start_time: 'OnAccept',
        service_start_location: '深圳湾',
        service_introduction: '充电宝',
        risk_amount: 9900,
        phone: alreadyEncrypted('Y2lwaGVydGV4dA==', publicKeyId),
      },
    })
    expect((await received()).at(-1)).toContain('"phone":"Y2lwaGVydGV4dA=="')
  })
})

test('a field that does not open is marked on this side, too', () => {
  const { data } = wxpay.v3.merchantService.complaintsV2.get({ query: { begin_date: '2026-03-01', end_date: '' } })
  const [empty, closed] = data.data!.map(({ payer_phone }) => payer_phone)
  expect(empty).toBe('')
  expect(closed).toBeInstanceOf(Undecrypted)
  expect((closed as Undecrypted).ciphertext).toBe('Y2lwaGVy')
})

test('what stands at an address of an answer is fetched, and refused like a call', () => {
  const url = `${options.baseUrl!}/v3/images/a%2Fb`
  const { data, status } = wxpay.download(url)
  expect([status, Buffer.from(data).toString()]).toEqual([200, '{}'])
  expect(wxpay.partner('1900000110').download(url).status).toBe(200)
  for (const [address, given, field] of [
    ['https://example.com/a', {}, 'url'],
    [url, { signal: new AbortController().signal }, 'signal'],
    [url, { query: {} }, 'query'],
    [url, { headers: { a: () => '' } }, 'headers'],
  ] as const) {
    const error = thrownBy(() => wxpay.download(address, given as never))
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ field })
  }
})

test('values that write themselves are written before they go to another thread', async () => {
  class Fen {
    readonly #fen: number
    constructor(fen: number) {
      this.#fen = fen
    }
    toJSON(): number {
      return this.#fen
    }
  }
  const encrypted = alreadyEncrypted('Y2lwaGVydGV4dA==', publicKeyId)
  wxpay.chain('v3/some/thing').post({ json: { amounts: [new Fen(5)], phone: encrypted } })
  expect((await received()).at(-1)).toBe('{"amounts":[5],"phone":"Y2lwaGVydGV4dA=="}')
})

test('a view for a sub-merchant fills it in', async () => {
  const shop = wxpay.partner('1900000110', { sub_appid: 'wx8888888888888888' })
  expect(shop.sub_mchid).toBe('1900000110')
  expect(() => wxpay.partner('shop')).toThrow(ConfigError)
  const filled = { sp_mchid: options.mchid, sub_mchid: '1900000110' }
  const order = { out_trade_no: 'T1', json: {} }
  const address = 'v3/pay/partner/transactions/out-trade-no/{out_trade_no}/close'
  for (const close of [
    shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.close,
    shop.chain(address),
    shop[address],
  ]) {
    close.post(order)
    expect(JSON.parse((await received()).at(-1)!)).toEqual(filled)
  }
  await shop[address].postAsync(order)
  expect(JSON.parse((await received()).at(-1)!)).toEqual(filled)
})

test('with() fills in on both threads', async () => {
  const shop = wxpay.with({ appid: 'wx8888888888888888', notify_url: 'https://shop.example.com/wechatpay' })
  const order = { description: '充电宝', out_trade_no: 'T1', amount: { total: 1 } }
  const { combine_mchid: _, ...filled } = shop.filled
  shop.v3.pay.transactions.native.post({ json: order })
  expect(JSON.parse((await received()).at(-1)!)).toEqual({ ...order, ...filled })
  await shop.v3.pay.transactions.native.postAsync({ json: order })
  expect(JSON.parse((await received()).at(-1)!)).toEqual({ ...order, ...filled })
  expect(shop.partner('1900000110').with({ appid: 'wx1' }).filled).toEqual({
    sp_mchid: options.mchid,
    sub_mchid: '1900000110',
    sub_mch_id: '1900000110',
    appid: 'wx1',
    notify_url: 'https://shop.example.com/wechatpay',
  })
  expect(() => wxpay.with({ appid: '' })).toThrow(ConfigError)
})

test('postAsync() promises, on this thread', async () => {
  const promise = wxpay.v3.payscore.payafterOrders._out_order_no_.complete.postAsync(complete)
  expect(promise).toBeInstanceOf(Promise)
  expect((await promise).data.out_order_no).toBe('PB1')
})

test('prepare() shows the request', async () => {
  const request = await wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post.prepare(cancel)
  expect(request.signingString).toContain('POST\n/v3/payscore/payafter-orders/PB1/cancel\n')
})

describe('errors', () => {
  test('are of their class, with their fields and the caller’s stack', () => {
    function askForMissingOrder(): unknown {
      return wxpay.v3.payscore.payafterOrders.get({ query: { ...query.query, out_order_no: 'missing' } })
    }
    const error = thrownBy(askForMissingOrder)
    expect(error).toBeInstanceOf(NotFoundError)
    expect(error).toBeInstanceOf(WechatPayError)
    expect(Error.prototype.toString.call(error)).toContain('ORDER_NOT_EXIST')
    expect(error).toMatchObject({ code: 'ORDER_NOT_EXIST', status: 404, causeCode: 271317510, detail: { a: 1 } })
    expect(error.stack).toMatch(/^NotFoundError: [\s\S]*askForMissingOrder/)
  })

  test('of a lost answer carry the query that tells', async () => {
    const error = thrownBy(() =>
      wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({ ...cancel, out_order_no: 'lost', maxRetries: 0 }),
    ) as OutcomeUnknownError
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error.cause).toBeInstanceOf(NetworkError)
    expect((await error.query<{ out_order_no: string }>()).data.out_order_no).toBe('lost')
  })

  test('of time do not block longer than that', () => {
    const error = thrownBy(() =>
      wxpay.v3.payscore.payafterOrders.get({
        query: { ...query.query, out_order_no: 'silent' },
        timeoutMs: 60,
        maxRetries: 0,
      }),
    )
    expect(error).toBeInstanceOf(TimeoutError)
    const hint = {
      zh: expect.stringContaining('同一进程') as string,
      en: expect.stringContaining('same process') as string,
    }
    expect(error).toMatchObject({ hint })
    const lost = thrownBy(() =>
      wxpay.v3.payscore.payafterOrders._out_order_no_.cancel.post({
        ...cancel,
        out_order_no: 'silent',
        timeoutMs: 60,
        maxRetries: 0,
      }),
    )
    expect(lost).toMatchObject({ name: 'OutcomeUnknownError', hint, cause: { name: 'TimeoutError', hint } })
    expect((lost as OutcomeUnknownError).hint!.en).toContain('error.query()')
  })

  test('of the call are found before any request', async () => {
    const before = (await received()).length
    const adding = { ...complete, json: { ...complete.json, total_amount: 1 } }
    expect(thrownBy(() => wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post(adding))).toBeInstanceOf(
      CompletionRuleError,
    )
    for (const [given, field] of [
      [{ ...query, signal: new AbortController().signal }, 'signal'],
      [{ query: { ...query.query, callback: () => {} } }, 'query'],
      [{ file: { filename: 'a.png', content: new ReadableStream() } }, 'file'],
      [{ ...query, timeout: 3 }, 'timeout'],
    ] as const) {
      const error = thrownBy(() => wxpay.chain('v3/payscore/payafter-orders' as string).get(given))
      expect(error).toBeInstanceOf(RequestError)
      expect(error).toMatchObject({ field })
    }
    expect(await received()).toHaveLength(before)
  })

  class SystemClock {
    now = Date.now
    sleep(): Promise<void> {
      return Promise.resolve()
    }
  }
  class Vault {
    readonly scheme = 'RSA'
    sign(): Promise<string> {
      return Promise.resolve('')
    }
  }
  const store = { read: async () => undefined, write: async () => {} }

  test.each<[string, Partial<WechatPayOptions>]>([
    ['clock.now', { clock: { now: Date.now, sleep: async () => {} } }],
    ['clock', { clock: new SystemClock() }],
    ['fetch', { fetch }],
    ['transport.send', { transport: { send: () => Promise.reject(new Error()) } }],
    ['random', { random: Math.random }],
    ['onRequest', { onRequest: () => {} }],
    ['merchant.privateKey', { merchant: { privateKey: async () => 'pem', certificateSerial: 'AB'.repeat(20) } }],
    ['merchant.signer', { merchant: { signer: new Vault(), certificateSerial: 'AB'.repeat(20) } }],
    ['platform.download.store.read', { platform: { download: { store } } }],
    ['platform.download.onError', { platform: { download: { onError: () => {} } } }],
    ['platform.certificates[1]', { platform: { certificates: ['pem', (() => 'pem') as never] } }],
    ['platform.publicKeys.…', { platform: { publicKeys: { [publicKeyId]: (() => 'pem') as never } } }],
    ['an option of tomorrow', { tomorrow: { hook: () => {} } } as never],
  ])('of construction: %s cannot go to another thread', (field, more) => {
    const error = thrownBy(() => new WechatPay({ ...options, ...more }))
    expect(error).toBeInstanceOf(ConfigError)
    expect(error.message).toContain('works in another thread, where functions cannot go')
    expect(error).toMatchObject({ field: field.startsWith('an option') ? 'tomorrow.hook' : field })
  })

  test('of construction: bytes and key objects can go', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const { publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
    const other = new WechatPay({
      ...options,
      merchant: { privateKey: privateKey.export({ type: 'pkcs8', format: 'der' }), certificateSerial: 'AB'.repeat(20) },
      platform: { publicKeys: { [publicKeyId]: publicKey.export({ type: 'spki', format: 'der' }) } },
    })
    other.close()
    const third = new WechatPay({
      ...options,
      merchant: { privateKey, certificateSerial: 'AB'.repeat(20) },
      platform: { publicKeys: { [publicKeyId]: publicKey.export({ format: 'jwk' }) } },
    })
    third.close()
  })

  test('of construction: the same as those of the asynchronous client', () => {
    expect(thrownBy(() => new WechatPay({ ...options, mchid: 'x' }))).toMatchObject({ field: 'mchid' })
  })
})

describe('a thread that dies', () => {
  const file = new URL('./dying-worker.ts', import.meta.url)
  const address = 'v3/payscore/payafter-orders/{out_order_no}/cancel'
  let thread: BlockingThread
  let client: BlockingClient

  beforeEach(() => {
    thread = new BlockingThread(options, file)
    client = new BlockingClient(resolveOptions(options, keyDownloader), thread)
  })
  afterEach(() => thread.close())

  const thrownByCall = (method: 'GET' | 'POST', path: string, given: object): Error =>
    thrownBy(() => client.call(method, { path }, given, false))

  test('while its POST is under way leaves that in doubt, with the query that tells', async () => {
    const error = thrownByCall('POST', address, cancel) as OutcomeUnknownError
    expect(error).toBeInstanceOf(OutcomeUnknownError)
    expect(error.cause).toMatchObject({ name: 'NetworkError', phase: 'exchange' })
    expect(error).toMatchObject({ repeatable: true, message: expect.stringContaining('thread died') as string })
    expect((await error.query<{ out_order_no: string }>()).data.out_order_no).toBe('PB1')
  })

  test('while it asks for something is an error of the network, and the next call has another thread', () => {
    for (let i = 0; i < 2; i++) {
      const error = thrownByCall('GET', 'v3/payscore/payafter-orders', query)
      expect(error).toMatchObject({
        name: 'NetworkError',
        phase: 'exchange',
        hint: { zh: expect.anything() as string },
      })
    }
  })

  test('before it has sent anything leaves nothing in doubt', () => {
    expect(thrownByCall('POST', 'v3/some/early', { json: {} })).toMatchObject({
      name: 'NetworkError',
      phase: 'connect',
    })
  })

  test('of an error that nobody caught says so, and does not end the program', async () => {
    const dead = new Promise((resolve) => process.once('worker', (worker) => worker.once('exit', resolve)))
    const error = thrownByCall('POST', 'v3/some/thrown', { json: {} })
    expect(error).toBeInstanceOf(NetworkError)
    expect(error.message).toContain('nobody catches this')
    expect(error.cause).toMatchObject({ name: 'Error', message: 'nobody catches this' })
    await dead
  })
})

test('a closed client can be used again', () => {
  const other = new WechatPay(options)
  expect(other.v3.payscore.payafterOrders.get(query).status).toBe(200)
  other.close()
  expect(other.v3.payscore.payafterOrders.get(query).status).toBe(200)
  other.close()
})

test('a client does not follow changes of its options that are made before its first call', async () => {
  const publicKeys: Record<string, string> = { ...(options.platform.publicKeys as Record<string, string>) }
  const given = { ...options, platform: { publicKeys } }
  const other = new WechatPay(given)
  given.mchid = '1900000110'
  for (const id of Object.keys(publicKeys)) delete publicKeys[id]
  expect(other.v3.payscore.payafterOrders.get(query).status).toBe(200)
  other.close()
})

test('a script ends when it is done, though nobody closed the client', async () => {
  const script = `
    import { WechatPay } from './src/sync/index.ts'
    const wxpay = new WechatPay(${JSON.stringify(options)})
    console.log(wxpay.v3.payscore.payafterOrders.get(${JSON.stringify(query)}).data.out_order_no)
  `
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], {
    cwd: new URL('../..', import.meta.url),
  })
  expect(stdout).toBe('PB1\n')
})
