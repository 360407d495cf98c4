import { createServer as createPlainServer } from 'node:http'
import { createServer as createHttpsServer } from 'node:https'
import { connect, createServer, type AddressInfo, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer, getCACertificates, setDefaultCACertificates } from 'node:tls'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { utf8 } from '../../src/crypto/index.ts'
import {
  NetworkError,
  OutcomeUnknownError,
  TimeoutError,
  TransportFailure,
  WechatPay,
  type Transport,
} from '../../src/index.ts'
import { defaultTransport as builtInFetch, fetchTransport } from '../../src/transport/fetch.ts'
import { defaultTransport as nodeTransport } from '../../src/transport/node.ts'
import { SigningServer } from '../helpers/signing-server.ts'
import { TestingAuthority, type Pair } from '../helpers/testing-authority.ts'

/** A call that could take effect twice if repeated. */
const sync = {
  out_order_no: 'PB1',
  json: { appid: 'wx1', service_id: '5', type: 'Order_Paid' as const, detail: { paid_time: '20260301121500' } },
}
const clock = { now: Date.now, sleep: async () => {} }
const trusted = getCACertificates('default')

let pair: Pair
let authority: TestingAuthority
const cleanUp: (() => unknown)[] = []

beforeAll(async () => {
  authority = await TestingAuthority.create()
  pair = await authority.issue('server')
})
afterEach(async () => {
  for (const undo of cleanUp.splice(0)) await undo()
})

/** @returns the server's address, with TLS */
async function listen(server: Server): Promise<string> {
  const sockets = new Set<Socket>()
  server.on('connection', (socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** An address that drops packets, as a firewall does, so that no connection is established. */
async function droppingAddress(): Promise<string> {
  const worker = new Worker(new URL('../helpers/full-backlog.ts', import.meta.url))
  const port = await new Promise<number>((resolve) => worker.once('message', resolve))
  const waiting = Array.from({ length: 8 }, () => connect(port, '127.0.0.1').on('error', () => {}))
  cleanUp.push(() => {
    for (const socket of waiting) socket.destroy()
    return worker.terminate()
  })
  return `http://127.0.0.1:${port}`
}

function use<Made extends Transport>(transport: Made): Made {
  cleanUp.push(() => transport.close?.())
  return transport
}

const request = (host: string, timeoutMs = 600_000) => ({
  method: 'POST',
  url: `${host}/v3/a`,
  headers: {},
  body: utf8('{"secret":1}'),
  timeoutMs,
  signal: undefined,
})

const failure = (sent: Promise<unknown>): Promise<TransportFailure> =>
  sent.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error as TransportFailure,
  )

describe.each([
  ['node', nodeTransport],
  ['fetch', builtInFetch],
])('the transport of %s had no connection', (_, make) => {
  test('with a server whose certificate is not trusted, and has sent it nothing', async () => {
    const seen: string[] = []
    const server = createTlsServer(pair, (socket) => {
      socket.on('error', () => {}).on('data', (data) => seen.push(data.toString()))
    })
    const closed = new Promise<void>((resolve) => server.on('connection', (socket) => socket.once('close', resolve)))
    const failed = await failure(use(make()).send(request(await listen(server.on('tlsClientError', () => {})))))
    await closed
    expect(failed).toMatchObject({ reason: 'connect', message: expect.stringContaining('certificate') as string })
    expect(seen).toEqual([])
  })

  test('with a server that hangs up in the handshake', async () => {
    const host = await listen(createServer((socket) => socket.once('data', () => socket.destroy())))
    expect(await failure(use(make()).send(request(host)))).toMatchObject({
      reason: 'connect',
      message: expect.stringContaining('before secure TLS connection was established') as string,
    })
  })

  test('with a server that does not speak TLS', async () => {
    const host = await listen(createPlainServer((_, response) => response.end('{}')))
    expect(await failure(use(make()).send(request(host)))).toMatchObject({
      reason: 'connect',
      message: expect.stringContaining('wrong version number') as string,
    })
  })
})

describe('when the time is up', () => {
  test('before the handshake, nothing was sent', async () => {
    const host = await listen(createServer())
    expect(await failure(use(nodeTransport()).send(request(host, 30)))).toMatchObject({ reason: 'connect-timeout' })
  })

  test('while packets are dropped, nothing was sent', async () => {
    const host = await droppingAddress()
    expect(await failure(use(nodeTransport()).send(request(host, 30)))).toMatchObject({ reason: 'connect-timeout' })
  })

  test('after the handshake, the request was sent', async () => {
    setDefaultCACertificates([...trusted, authority.pem])
    cleanUp.push(() => setDefaultCACertificates(trusted))
    const arrived = Promise.withResolvers<void>()
    const host = await listen(createHttpsServer(pair, () => arrived.resolve()))
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    cleanUp.push(() => vi.useRealTimers())
    const failed = failure(use(nodeTransport()).send(request(host, 10_000)))
    await arrived.promise
    vi.advanceTimersByTime(10_000)
    expect(await failed).toMatchObject({ reason: 'timeout' })
  })
})

describe('a call whose first host lets no connection come about', () => {
  test.each([
    ['by silence in the handshake', () => listen(createServer())],
    ['by dropping packets', droppingAddress],
    ['by a certificate that nobody trusts', () => listen(createTlsServer(pair).on('tlsClientError', () => {}))],
  ])('%s goes to the other one, whatever it does', async (_, start) => {
    await using backup = await SigningServer.start()
    // The first attempt must reach its limit, the second must not.
    const limits = [30, 600_000]
    const real = use(nodeTransport())
    const transport: Transport = { send: (sent) => real.send({ ...sent, timeoutMs: limits.shift()! }) }
    const wxpay = new WechatPay(backup.options({ baseUrl: await start(), backupBaseUrl: backup.url, clock, transport }))
    await wxpay.v3.payscore.payafterOrders._out_order_no_.sync.post(sync)
    expect(backup.received).toHaveLength(1)
  })

  test('and that has no other one is not in doubt', async () => {
    await using backup = await SigningServer.start()
    const wxpay = new WechatPay(backup.options({ baseUrl: await listen(createServer()), clock, timeoutMs: 30 }))
    const error: unknown = await wxpay.v3.payscore.payafterOrders._out_order_no_.sync
      .post(sync)
      .catch((e: unknown) => e)
    expect(error).toBeInstanceOf(TimeoutError)
    expect(error).toMatchObject({
      phase: 'connect',
      code: 'NETWORK_TIMEOUT',
      message: expect.stringMatching(/no connection to https:\/\/127\.0\.0\.1:\d+ within 30 ms$/) as string,
      hint: { en: expect.stringContaining('is the sandbox running') as string },
    })
  })
})

describe('the hint of a refused connection', () => {
  const hintAt = async (baseUrl: string, transport?: Transport): Promise<unknown> => {
    await using backup = await SigningServer.start()
    const wxpay = new WechatPay(
      backup.options({ baseUrl, backupBaseUrl: false, clock, maxRetries: 0, ...(transport && { transport }) }),
    )
    const error: unknown = await wxpay.v3.payscore.payafterOrders._out_order_no_.sync
      .post(sync)
      .catch((e: unknown) => e)
    expect(error).toMatchObject({ name: 'NetworkError', phase: 'connect' })
    return (error as NetworkError).hint
  }
  const refusing: Transport = { send: () => Promise.reject(new TransportFailure('connect', new Error('refused'))) }

  test('asks on this machine whether the sandbox is running', async () => {
    const gone = createServer()
    const url = (await listen(gone)).replace('https:', 'http:')
    await new Promise((resolve) => gone.close(resolve))
    const hint = {
      zh: expect.stringContaining('沙箱启动了吗') as string,
      en: expect.not.stringContaining('DNS') as string,
    }
    expect(await hintAt(url)).toMatchObject(hint)
    for (const host of ['localhost:8499', '[::1]:8499', '127.0.0.2:8499'])
      expect(await hintAt(`http://${host}`, refusing)).toMatchObject(hint)
  })

  test('names DNS and the proxy elsewhere', async () => {
    expect(await hintAt('https://pay.example', refusing)).toMatchObject({
      en: expect.stringContaining('DNS') as string,
    })
  })
})

/** Errors with which the `fetch` of different runtimes rejects. */
const withCode = (code: string, more: object = {}): Error => Object.assign(new Error(''), { code, ...more })
const fetchFailed = (cause: unknown): Error => new TypeError('fetch failed', { cause })
const connectFailed = Object.assign(new Error('connect ETIMEDOUT 203.0.113.1:443'), {
  code: 'ETIMEDOUT',
  syscall: 'connect',
})

describe('of what fetch rejects with', () => {
  const send = (error: unknown) =>
    failure(
      fetchTransport(async () => {
        throw error
      }).send(request('https://api.mch.weixin.qq.com')),
    )

  test.each<[string, unknown, string]>([
    [
      'several addresses, none of which could be reached',
      fetchFailed(new AggregateError([connectFailed, withCode('ECONNREFUSED', { syscall: 'connect' })], '')),
      'fetch failed: connect ETIMEDOUT 203.0.113.1:443, ECONNREFUSED',
    ],
    [
      'a name that has no address',
      fetchFailed(Object.assign(new Error('getaddrinfo ENOTFOUND a'), { code: 'ENOTFOUND', syscall: 'getaddrinfo' })),
      'fetch failed: getaddrinfo ENOTFOUND a',
    ],
    ['such errors without an envelope', new AggregateError([connectFailed]), connectFailed.message],
    ['a certificate that has expired', fetchFailed(withCode('CERT_HAS_EXPIRED')), 'fetch failed: CERT_HAS_EXPIRED'],
    [
      'a certificate for another name',
      fetchFailed(fetchFailed(withCode('ERR_TLS_CERT_ALTNAME_INVALID'))),
      'fetch failed: ERR_TLS_CERT_ALTNAME_INVALID',
    ],
    ['a port that fetch does not call', fetchFailed(new Error('bad port')), 'fetch failed: bad port'],
    ['no version in common', fetchFailed(withCode('ERR_SSL_TLSV1_ALERT_PROTOCOL_VERSION')), 'PROTOCOL_VERSION'],
    ['Bun’s refusal', withCode('ConnectionRefused'), 'ConnectionRefused'],
    [
      'Deno’s',
      new TypeError('error sending request for url (https://a/): client error (Connect): tcp connect error'),
      'tcp connect error',
    ],
  ])('%s means that nothing was sent', async (_, error, message) => {
    expect(await send(error)).toMatchObject({
      reason: 'connect',
      message: expect.stringContaining(message) as string,
    })
  })

  test.each<[string, unknown, string]>([
    ['a connection that was reset', fetchFailed(withCode('ECONNRESET', { syscall: 'read' })), 'ECONNRESET'],
    [
      'several errors, one of which came later',
      fetchFailed(new AggregateError([connectFailed, withCode('ECONNRESET')], '')),
      'ETIMEDOUT',
    ],
    ['an error of TLS that may come later', fetchFailed(withCode('ERR_SSL_BAD_RECORD_TYPE')), 'ERR_SSL_BAD_RECORD'],
    ['an empty list', new AggregateError([], ''), 'AggregateError'],
    ['nothing', undefined, 'exchange'],
    ['an empty text', '', 'no reason was given'],
    ['a circle', circle(), 'turns'],
  ])('%s proves nothing', async (_, error, message) => {
    expect(await send(error)).toMatchObject({ reason: 'exchange', message: expect.stringContaining(message) as string })
  })

  function circle(): Error {
    const error = new Error('turns')
    error.cause = error
    return error
  }
})

test('a client on fetch goes to the other host when TLS fails, and its message has a reason', async () => {
  await using backup = await SigningServer.start()
  const dead = await listen(createTlsServer(pair).on('tlsClientError', () => {}))
  const options = backup.options({ baseUrl: dead, clock, fetch: globalThis.fetch })
  await new WechatPay({ ...options, backupBaseUrl: backup.url }).v3.payscore.payafterOrders._out_order_no_.sync.post(
    sync,
  )
  expect(backup.received).toHaveLength(1)
  const error: unknown = await new WechatPay(options).v3.payscore.payafterOrders._out_order_no_.sync
    .post(sync)
    .catch((thrown: unknown) => thrown)
  expect(error).not.toBeInstanceOf(OutcomeUnknownError)
  expect(error).toBeInstanceOf(NetworkError)
  expect((error as Error).message).toMatch(/no connection to https:\/\/\S+: fetch failed: .*certificate/)
  expect((error as NetworkError).hint?.en).toContain('NODE_EXTRA_CA_CERTS')
})

test('a call in doubt whose error turns in a circle of causes is in doubt', async () => {
  await using server = await SigningServer.start()
  const error = new Error('turns')
  error.cause = new Error('and turns', { cause: error })
  const options = server.options({ clock, fetch: () => Promise.reject(error) })
  await expect(new WechatPay(options).v3.payscore.payafterOrders._out_order_no_.sync.post(sync)).rejects.toBeInstanceOf(
    OutcomeUnknownError,
  )
})
