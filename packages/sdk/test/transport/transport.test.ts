import { subscribe, unsubscribe } from 'node:diagnostics_channel'
import { once } from 'node:events'
import type { ClientRequest } from 'node:http'
import type { Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { utf8, utf8Decode } from '../../src/crypto/index.ts'
import { TransportFailure, type Transport, type TransportRequest } from '../../src/index.ts'
import { defaultTransport as fetchTransport } from '../../src/transport/fetch.ts'
import { defaultTransport as nodeTransport } from '../../src/transport/node.ts'
import { SigningServer, answer, hangUp, type Behaviour } from '../helpers/signing-server.ts'

let server: SigningServer
let transport: Transport

const request = (more: Partial<TransportRequest> = {}): TransportRequest => ({
  method: 'POST',
  url: `${server.url}/v3/a%7Cb/c%2A?q=%E4%B8%AD&r=1%2B1`,
  headers: { 'content-type': 'application/json', 'x-a': 'b' },
  body: utf8('{"名":"租借"}'),
  timeoutMs: 600_000,
  signal: undefined,
  ...more,
})
const failure = (sent: Promise<unknown>): Promise<TransportFailure> =>
  sent.then(
    () => expect.fail('it was answered'),
    (error: unknown) => error as TransportFailure,
  )

beforeEach(async () => {
  server = await SigningServer.start()
})
afterEach(async () => {
  transport.close?.()
  await server[Symbol.asyncDispose]()
})

describe.each([
  ['node', nodeTransport],
  ['fetch', fetchTransport],
])('the transport of %s', (_, make) => {
  beforeEach(() => {
    transport = make()
  })

  test('sends target, headers and bytes as they are', async () => {
    await transport.send(request())
    const [received] = server.received
    expect(received).toMatchObject({ method: 'POST', target: '/v3/a%7Cb/c%2A?q=%E4%B8%AD&r=1%2B1' })
    expect(received!.headers).toMatchObject({ 'content-type': 'application/json', 'x-a': 'b', 'content-length': '16' })
    expect(received!.body.toString()).toBe('{"名":"租借"}')
  })

  test('sends no body where there is none', async () => {
    await transport.send(request({ method: 'GET', body: new Uint8Array(0) }))
    await transport.send(request({ method: 'POST', body: new Uint8Array(0) }))
    expect(server.received.map(({ headers }) => headers['content-length'])).toEqual([undefined, '0'])
  })

  test('brings status, headers in lower case and bytes back, whatever the status', async () => {
    server.next(answer('{"a":"租"}', { status: 400 }), answer(undefined, { status: 204 }))
    const { status, headers, body } = await transport.send(request())
    expect(status).toBe(400)
    expect(headers['wechatpay-serial']).toMatch(/^PUB_KEY_ID_/)
    expect(utf8Decode(body)).toBe('{"a":"租"}')
    expect(await transport.send(request())).toMatchObject({ status: 204, body: { length: 0 } })
  })

  test('follows no redirect', async () => {
    server.next(answer('', { status: 307, headers: { location: `${server.url}/elsewhere` } }))
    expect((await transport.send(request())).status).toBe(307)
    expect(server.received).toHaveLength(1)
  })

  test('tells a host that cannot be reached', async () => {
    const closed = await SigningServer.start()
    await closed[Symbol.asyncDispose]()
    expect(await failure(transport.send(request({ url: `${closed.url}/v3/a` })))).toMatchObject({ reason: 'connect' })
  })

  test('tells a connection that broke before the answer, and in the middle of it', async () => {
    const cut: Behaviour = (_, response, socket) => {
      response.writeHead(200, { 'content-length': '100' })
      response.write('{"a":', () => socket.destroy())
    }
    server.next(hangUp, cut)
    expect(await failure(transport.send(request()))).toMatchObject({ reason: 'exchange' })
    expect(await failure(transport.send(request()))).toMatchObject({ reason: 'exchange' })
  })

  test('ends when the time is up, before the answer and in the middle of it', async () => {
    // Advances the limit's timers once the request has arrived, however long that took.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const nothing: Behaviour = () => void vi.advanceTimersByTime(40)
      const half: Behaviour = (_, response) => {
        response.writeHead(200, { 'content-length': '100' })
        response.write('{"a":', () => void vi.advanceTimersByTime(40))
      }
      server.next(nothing, half)
      for (let i = 0; i < 2; i++) {
        expect(await failure(transport.send(request({ timeoutMs: 40 })))).toMatchObject({ reason: 'timeout' })
      }
      expect(server.received).toHaveLength(2)
    } finally {
      vi.useRealTimers()
    }
  })

  test.each([
    ['an upgrade', 'Upgrade: websocket\r\nConnection: Upgrade\r\n'],
    ['no word of what to', ''],
  ])('ends at once when the server switches to another protocol, with %s', async (_, headers) => {
    server.next((_, __, socket) => void socket.write(`HTTP/1.1 101 Switching Protocols\r\n${headers}\r\n`))
    expect(await failure(transport.send(request({ timeoutMs: 2 ** 31 - 1 })))).toMatchObject({ reason: 'exchange' })
  })

  test.each([400, 503])('reads no more than the beginning of a refusal with %i', async (status) => {
    const endless: Behaviour = (_, response) => {
      response.writeHead(status, { 'content-type': 'text/html' })
      const more = (): void => void response.write(Buffer.alloc(65_536, 'a'), () => response.destroyed || more())
      more()
    }
    server.next(endless)
    const answer = await transport.send(request())
    expect([answer.status, answer.body.length]).toEqual([status, 64 * 1024])
  })

  test('ends when the caller gives up, with the reason', async () => {
    const early = await failure(transport.send(request({ signal: AbortSignal.abort('left') })))
    expect(early).toMatchObject({ reason: 'aborted', cause: 'left' })
    expect(server.received).toHaveLength(0)
    const controller = new AbortController()
    server.next(() => controller.abort('left'))
    const late = await failure(transport.send(request({ signal: controller.signal })))
    expect(late).toMatchObject({ reason: 'aborted', cause: 'left' })
  })

  test('stops reading an answer that does not end', async () => {
    const endless: Behaviour = (_, response) => {
      const megabyte = Buffer.alloc(1_048_576)
      const more = (): void => void response.write(megabyte, () => response.destroyed || more())
      more()
    }
    server.next(endless)
    expect(await failure(transport.send(request()))).toMatchObject({ reason: 'too-large' })
  })

  test('streams an answer piece by piece, larger than it would hold', async () => {
    const megabyte = Buffer.alloc(1_048_576, 'a')
    server.next(async (_, response) => {
      response.writeHead(200, { 'x-a': 'b', 'content-length': String(80 * megabyte.length) })
      for (let i = 0; i < 80; i++) if (!response.write(megabyte)) await once(response, 'drain')
      response.end()
    })
    const { status, headers, body } = await transport.stream!(request())
    expect([status, headers['x-a']]).toEqual([200, 'b'])
    let length = 0
    for await (const piece of body) length += piece.length
    expect(length).toBe(80 * megabyte.length)
  })

  test('streams what ends before it is whole into an error, not into a short answer', async () => {
    const cut =
      (headers: Record<string, string>): Behaviour =>
      (_, response, socket) => {
        response.writeHead(200, headers)
        response.write('half', () => socket.destroy())
      }
    server.next(cut({ 'content-length': '100' }), cut({}))
    for (let i = 0; i < 2; i++) {
      const { body } = await transport.stream!(request())
      expect(await failure(drain(body))).toMatchObject({ reason: 'exchange' })
    }
  })

  test('closes the connection of a stream that is left', async () => {
    const closed = Promise.withResolvers<void>()
    server.next((_, response, socket) => {
      socket.once('close', () => closed.resolve())
      response.write('a')
    })
    const { body } = await transport.stream!(request())
    for await (const piece of body) {
      expect(piece.length).toBe(1)
      break
    }
    await closed.promise
  })

  test('gives each piece of a stream its time, not all of them together', async () => {
    const answered = Promise.withResolvers<{ write(text: string): unknown }>()
    server.next((_, response) => {
      response.write('a')
      answered.resolve(response)
    })
    // Fakes only the timers of the limits; the network runs in real time.
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    try {
      const { body } = await transport.stream!(request({ timeoutMs: 100 }))
      const server = await answered.promise
      const pieces = body[Symbol.asyncIterator]()
      await pieces.next()
      for (const text of ['b', 'c', 'd']) {
        const next = pieces.next()
        vi.advanceTimersByTime(60)
        server.write(text)
        expect(utf8Decode((await next).value as Uint8Array)).toBe(text)
        // Time that the reader takes does not count towards the limit.
        vi.advanceTimersByTime(1_000)
      }
      const none = failure(pieces.next())
      vi.advanceTimersByTime(100)
      expect(await none).toMatchObject({ reason: 'timeout' })
    } finally {
      vi.useRealTimers()
    }
  })

  test('ends a stream when the caller gives up, also between two pieces', async () => {
    server.next((_, response) => void response.write('a'))
    const controller = new AbortController()
    const { body } = await transport.stream!(request({ signal: controller.signal }))
    const pieces = body[Symbol.asyncIterator]()
    await pieces.next()
    controller.abort('left')
    expect(await failure(pieces.next())).toMatchObject({ reason: 'aborted', cause: 'left' })
  })
})

async function drain(body: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of body);
}

test('node keeps its connections, and drops the idle ones when one was found dead', async () => {
  transport = nodeTransport()
  await Promise.all([transport.send(request()), transport.send(request()), transport.send(request())])
  await transport.send(request())
  expect(new Set(server.received.map(({ connection }) => connection)).size).toBe(3)
  server.next((_, __, socket) => void socket.resetAndDestroy())
  expect(await failure(transport.send(request()))).toMatchObject({ reason: 'reused-socket' })
  await transport.send(request())
  expect(server.received.at(-1)!.connection).toBe(4)
})

describe('idle connections of node', () => {
  const sent: ClientRequest[] = []
  const note = (message: unknown): void => void sent.push((message as { readonly request: ClientRequest }).request)
  /** The connection of the last request. A test ends its time by hand, as its timer would. */
  const socketOfLast = (): Socket => sent.at(-1)!.socket!

  beforeEach(() => {
    sent.length = 0
    subscribe('http.client.request.start', note)
    transport = nodeTransport()
  })
  afterEach(() => void unsubscribe('http.client.request.start', note))

  test('are closed after 30 seconds, or sooner if the server says so', async () => {
    server.next(answer({}, { headers: { 'keep-alive': 'timeout=60' } }))
    await transport.send(request())
    expect(socketOfLast().timeout).toBe(30_000)
    server.next(answer({}, { headers: { 'keep-alive': 'timeout=8' } }))
    await transport.send(request())
    expect(socketOfLast().timeout).toBe(7000)
    socketOfLast().emit('timeout')
    expect(socketOfLast().destroyed).toBe(true)
    await transport.send(request())
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 1, 2])
  })

  test('are not kept if the server is about to close them', async () => {
    server.next(answer({}, { headers: { 'keep-alive': 'timeout=1' } }))
    await transport.send(request())
    await transport.send(request())
    expect(server.received.map(({ connection }) => connection)).toEqual([1, 2])
  })

  test('are idle only between requests: a slow answer has the time that the call gives it', async () => {
    await transport.send(request())
    server.next(async (received, response, socket) => {
      socketOfLast().emit('timeout')
      await answer({ slow: true })(received, response, socket)
    })
    expect(utf8Decode((await transport.send(request())).body)).toBe('{"slow":true}')
    expect(server.received.at(-1)!.connection).toBe(1)
  })

  test('cost a request no listener of its own', async () => {
    await transport.send(request())
    const listeners = socketOfLast().listenerCount('timeout')
    let during = NaN
    server.next((received, response, socket) => {
      during = socketOfLast().listenerCount('timeout')
      return answer({})(received, response, socket)
    })
    await transport.send(request())
    expect(during).toBe(listeners)
  })
})
