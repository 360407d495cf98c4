import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, beforeAll, describe, expect, test } from 'vitest'
import { checkEndpoint, testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { nodeWebhook } from '../../src/webhook/adapters/node.ts'
import { memoryClaims } from '../../src/webhook/claims/memory-claims.ts'
import { createWebhookHandler } from '../../src/webhook/handler.ts'
import { createReceiver } from '../../src/webhook/receiver.ts'

let platform: TestPlatform
let server: Server

beforeAll(async () => {
  platform = await testPlatform()
})
afterEach(() => {
  server.closeAllConnections()
  return new Promise((resolve) => server.close(resolve))
})

type Listener = Parameters<typeof createServer>[1]

async function serve(listener: Listener): Promise<string> {
  server = createServer(listener)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/wechatpay`
}

async function failures(listener: Listener, only?: readonly string[]): Promise<string[]> {
  const report = await checkEndpoint(await serve(listener), { platform, ...(only && { only }) })
  return report.results.filter(({ passed }) => !passed).map(({ id }) => id)
}

test('an endpoint made with the handler passes', async () => {
  const seen: unknown[] = []
  const handler = createWebhookHandler({
    keys: platform.keys,
    store: memoryClaims(platform.clock),
    on: {
      'PAYSCORE.USER_ACCEPTED': (event) => void seen.push(event.eventType),
      'PAYSCORE.USER_PAID': (event) => void seen.push(event.eventType),
    },
  })
  const url = await serve(nodeWebhook(handler))
  const told: string[] = []
  const report = await checkEndpoint(url, { platform, onResult: ({ id }) => told.push(id) })
  expect(String(report)).not.toContain('✗')
  expect(report.passed).toBe(true)
  expect(told).toEqual(report.results.map(({ id }) => id))
  expect(report.results.length).toBeGreaterThan(15)
  // Six checks deliver genuine notifications of the first type, and the out-of-order check adds one of each type.
  expect(Object.fromEntries([...Map.groupBy(seen, String)].map(([type, all]) => [type, all.length]))).toEqual({
    'PAYSCORE.USER_ACCEPTED': 7,
    'PAYSCORE.USER_PAID': 1,
  })
})

describe('what is usually wrong is found', () => {
  test('an endpoint that believes everything', async () => {
    expect(await failures((request, response) => request.resume().on('end', () => response.end()))).toEqual([
      'bad-signature',
      'altered',
      'truncated',
      'reserialised',
      'stale',
      'from-the-future',
      'unknown-serial',
      'missing-header',
      'undecryptable',
      'signtest',
      'nonsense',
    ])
  })

  test('one that verifies what it has parsed and written again', async () => {
    const receiver = createReceiver(platform.keys)
    const found = await failures(
      (request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const body = Buffer.concat(chunks).toString()
          const rewritten = body.startsWith('{') ? JSON.stringify(JSON.parse(body)) : body
          receiver.receive({ headers: request.headers, rawBody: rewritten }).then(
            () => response.end(),
            () => response.writeHead(401).end(),
          )
        })
      },
      ['genuine', 'reserialised', 'altered'],
    )
    expect(found).toEqual(['reserialised'])
  })

  test('one that lets probes pass', async () => {
    const receiver = createReceiver(platform.keys)
    const found = await failures((request, response) => {
      if (String(request.headers['wechatpay-signature']).startsWith('WECHATPAY/SIGNTEST/')) {
        request.resume().on('end', () => response.end())
        return
      }
      receiver.receive({ headers: request.headers, rawBody: request }).then(
        () => response.end(),
        () => response.writeHead(401).end(),
      )
    })
    expect(found).toEqual(['signtest'])
  })

  test('one that refuses duplicates, and one that refuses what it does not know', async () => {
    const receiver = createReceiver(platform.keys)
    const seen = new Set<string>()
    const found = await failures((request, response) => {
      receiver.receive({ headers: request.headers, rawBody: request }).then(
        ({ id, known }) => response.writeHead(!known || seen.size === seen.add(id).size ? 400 : 204).end(),
        () => response.writeHead(401).end(),
      )
    })
    expect(found).toEqual(['duplicate', 'concurrent', 'unknown-event'])
  })

  describe('with a witness', () => {
    const books = new Map<unknown, number>()
    const act = ({ resource }: { resource: unknown }) => {
      const { out_order_no } = resource as { out_order_no?: string }
      books.set(out_order_no, (books.get(out_order_no) ?? 0) + 1)
    }
    const acted = ({ resource }: { resource: object }) =>
      books.get((resource as { out_order_no: string }).out_order_no) ?? 0
    const found = async (listener: Listener) => {
      const { results } = await checkEndpoint(await serve(listener), { platform, acted })
      return results.filter(({ passed }) => !passed).map(({ id, problem }) => `${id}: ${problem}`)
    }

    test('one that is right', async () => {
      const on = { 'PAYSCORE.USER_ACCEPTED': act }
      const handler = createWebhookHandler({ keys: platform.keys, store: memoryClaims(platform.clock), on })
      expect(await found(nodeWebhook(handler))).toEqual([])
    })

    test('one that acts on every duplicate', async () => {
      const receiver = createReceiver(platform.keys)
      const problems = await found((request, response) => {
        receiver.receive({ headers: request.headers, rawBody: request }).then(
          (event) => {
            act(event)
            response.writeHead(204).end()
          },
          () => response.writeHead(401).end(),
        )
      })
      expect(problems).toEqual([
        'duplicate: answered as it should be, but acted on 2 times instead of 1',
        'concurrent: answered as it should be, but acted on 11 times instead of 1',
      ])
    })

    test('one that acknowledges and does nothing', async () => {
      const receiver = createReceiver(platform.keys)
      const problems = await found((request, response) => {
        receiver.receive({ headers: request.headers, rawBody: request }).then(
          () => response.writeHead(204).end(),
          () => response.writeHead(401).end(),
        )
      })
      expect(problems).toContain('genuine: answered as it should be, but acted on 0 times instead of 1')
    })

    test('one that acts first and verifies then', async () => {
      const [receiver, careless] = [
        createReceiver(platform.keys),
        createReceiver({ ...platform.keys, toleranceSeconds: 3_600 }),
      ]
      const problems = await found((request, response) => {
        const chunks: Buffer[] = []
        request.on('data', (chunk: Buffer) => chunks.push(chunk))
        request.on('end', () => {
          const delivery = { headers: request.headers, rawBody: Buffer.concat(chunks) }
          careless
            .receive(delivery)
            .then(act)
            .catch(() => undefined)
            .then(() => receiver.receive(delivery))
            .then(
              () => response.writeHead(204).end(),
              () => response.writeHead(401).end(),
            )
        })
      })
      expect(problems).toContain('stale: answered as it should be, but acted on 1 times instead of 0')
    })
  })

  test('one that takes the first piece for all of it', async () => {
    const receiver = createReceiver(platform.keys)
    const found = await failures(
      (request, response) => {
        request.once('data', (piece: Buffer) => {
          request.resume()
          receiver.receive({ headers: request.headers, rawBody: piece }).then(
            () => response.end(),
            () => response.writeHead(401).end(),
          )
        })
      },
      ['genuine', 'slow'],
    )
    expect(found).toEqual(['slow'])
  })

  test('one that relies on the order of events', async () => {
    const receiver = createReceiver(platform.keys)
    const accepted = new Set<unknown>()
    const found = await failures(
      (request, response) => {
        receiver.receive({ headers: request.headers, rawBody: request }).then(
          ({ eventType, resource }) => {
            const { out_order_no } = resource as { out_order_no: string }
            if (eventType === 'PAYSCORE.USER_ACCEPTED') accepted.add(out_order_no)
            response.writeHead(accepted.has(out_order_no) ? 204 : 409).end()
          },
          () => response.writeHead(401).end(),
        )
      },
      ['genuine', 'reordered'],
    )
    expect(found).toEqual(['reordered'])
  })

  test('one that takes too long', async () => {
    const url = await serve((_, response) => response.end())
    const fetch = (): Promise<never> => Promise.reject(new DOMException('', 'TimeoutError'))
    const { results } = await checkEndpoint(url, { platform, only: ['genuine'], fetch })
    expect(results).toMatchObject([
      { passed: false, problem: 'expected 200 or 204, received no answer within 5000 ms' },
    ])
  })

  test('one behind a login', async () => {
    const report = await checkEndpoint(
      await serve((_, response) => response.writeHead(302, { location: '/login' }).end()),
      { platform, only: ['genuine'] },
    )
    expect(report.results).toMatchObject([
      { passed: false, problem: 'expected 200 or 204, received 302', level: 'fatal' },
    ])
    expect(String(report)).toMatch(/^✗ 五秒之内接受真实的通知.*\n.*登录.*\n.*login/)
  })

  test('one that hangs up', async () => {
    const found = await failures((request) => request.socket.destroy(), ['genuine', 'bad-signature', 'nonsense'])
    expect(found).toEqual(['genuine', 'bad-signature', 'nonsense'])
  })
})

describe('what cannot be checked is said at once', () => {
  test.each(['not a url', 'http://shop.example', 'http://shop.example/wechatpay?shop=1', 'ftp://shop.example/x'])(
    '%s',
    async (url) => {
      await serve(() => undefined)
      await expect(checkEndpoint(url, { platform })).rejects.toThrow('url: expected an http(s) address')
    },
  )

  test('a check that is not there', async () => {
    const url = await serve(() => undefined)
    await expect(checkEndpoint(url, { platform, only: ['dupe'] })).rejects.toThrow(
      'no check called "dupe"; there are genuine,',
    )
  })
})
