import { beforeAll, describe, expect, test } from 'vitest'
import { testPlatform, type TestDelivery, type TestPlatform } from '../../src/testing/index.ts'
import { serverlessWebhook } from '../../src/webhook/adapters/serverless.ts'
import { createReceiver, createWebhookHandler, memoryClaims, type FunctionEvent } from '../../src/webhook/index.ts'

/** Events as in the documentation of each platform, reduced to the parts of the request and those around it. */

let platform: TestPlatform
let paid: TestDelivery

beforeAll(async () => {
  platform = await testPlatform()
  paid = await platform.signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1', total_amount: 1050 })
})

const base64 = (text: string): string => Buffer.from(text).toString('base64')
const capital = (headers: TestDelivery['headers']) =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [
      name.replaceAll(/\b[a-z]/g, (letter) => letter.toUpperCase()),
      value,
    ]),
  )

type MakeEvent = (delivery: TestDelivery) => FunctionEvent & Readonly<Record<string, unknown>>
const events: Readonly<Record<string, MakeEvent>> = {
  'API Gateway, REST': ({ headers, rawBody }) => ({
    resource: '/wechatpay',
    path: '/wechatpay',
    httpMethod: 'POST',
    headers: capital(headers),
    multiValueHeaders: Object.fromEntries(Object.entries(capital(headers)).map(([name, value]) => [name, [value]])),
    queryStringParameters: null,
    body: rawBody,
    isBase64Encoded: false,
  }),
  'API Gateway, HTTP, and function URLs': ({ headers, rawBody }) => ({
    version: '2.0',
    routeKey: '$default',
    rawPath: '/wechatpay',
    rawQueryString: '',
    headers: { ...headers },
    requestContext: { http: { method: 'POST', path: '/wechatpay' } },
    body: base64(rawBody),
    isBase64Encoded: true,
  }),
  'a load balancer that tells headers with many values alone': ({ headers, rawBody }) => ({
    path: '/wechatpay',
    httpMethod: 'POST',
    multiValueHeaders: Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]])),
    body: rawBody,
    isBase64Encoded: false,
  }),
  'Tencent SCF': ({ headers, rawBody }) => ({
    requestContext: { serviceId: 'service-f94sy04v', path: '/wechatpay', httpMethod: 'POST', stage: 'release' },
    headers: { ...headers },
    body: rawBody,
    path: '/wechatpay',
    queryString: {},
    httpMethod: 'POST',
  }),
  'Alibaba FC': ({ headers, rawBody }) => ({
    version: 'v1',
    rawPath: '/wechatpay',
    headers: capital(headers),
    queryParameters: {},
    body: base64(rawBody),
    isBase64Encoded: true,
    requestContext: { http: { method: 'POST', path: '/wechatpay' } },
  }),
}

describe.each(Object.entries(events))('an event of %s', (_, make) => {
  test('is received as it is', async () => {
    expect(await createReceiver(platform.keys).receive(make(paid))).toMatchObject({
      eventType: 'PAYSCORE.USER_PAID',
      resource: { out_order_no: 'PB1' },
    })
  })

  test('brings XML of APIv2, too', async () => {
    const refunded = await platform.signedNotification('v2/transaction-success', { out_trade_no: 'T1' })
    expect(await createReceiver(platform.keys).receive(make(refunded))).toMatchObject({ id: refunded.id })
  })

  test('tells merchants apart by its path', async () => {
    const asked: unknown[] = []
    const { platform: ofPlatform, apiV3Key, clock } = platform.keys
    const receiver = createReceiver({
      clock: clock!,
      merchants: ({ path }) => {
        asked.push(path)
        return { mchid: '1900000109', platform: ofPlatform!, apiV3Key: apiV3Key! }
      },
    })
    await receiver.receive(make(paid))
    expect(asked).toEqual(['/wechatpay'])
  })

  test('is answered in the form that the platform takes', async () => {
    const handler = createWebhookHandler({
      onDelivery: () => {},
      keys: platform.keys,
      store: memoryClaims(platform.clock),
      on: {},
    })
    const answer = serverlessWebhook(handler)
    const acknowledged = { statusCode: 204, headers: {}, body: '', isBase64Encoded: false }
    const event = make(paid)
    expect(await answer(event)).toEqual(acknowledged)
    expect(await answer(JSON.stringify(event))).toEqual(acknowledged)
    expect(await answer(Buffer.from(JSON.stringify(event)))).toEqual(acknowledged)
    const forged = await platform.signedNotification('PAYSCORE.USER_PAID', {}, { defect: 'altered' })
    expect(await answer(make(forged))).toMatchObject({
      statusCode: 401,
      body: expect.stringContaining('FAIL') as string,
    })
  })
})

describe('what is no event', () => {
  test('a parsed body does not compile, as a raw body or in an event', async () => {
    const receiver = createReceiver(platform.keys)
    const { headers } = paid
    // @ts-expect-error the bytes are needed
    await expect(receiver.receive({ headers, rawBody: { id: '1' } })).rejects.toMatchObject({ reason: 'body-not-raw' })
    // @ts-expect-error the text is needed
    await expect(receiver.receive({ headers, body: { id: '1' } })).rejects.toMatchObject({ reason: 'body-not-raw' })
  })

  test.each(['', 'no JSON', 'null', '3', '{}', '{"body":null,"isBase64Encoded":false}'])(
    '%j is refused',
    async (event) => {
      const handler = createWebhookHandler({
        onDelivery: () => {},
        keys: platform.keys,
        store: memoryClaims(platform.clock),
        on: {},
      })
      expect((await serverlessWebhook(handler)(event)).statusCode).toBe(401)
    },
  )

  test('nor is one that calls its body Base64 when it is none', async () => {
    const event = { headers: paid.headers, body: paid.rawBody, isBase64Encoded: true }
    await expect(createReceiver(platform.keys).receive(event)).rejects.toMatchObject({
      reason: 'body-not-raw',
      message: expect.stringContaining('Cloud functions: pass the event') as string,
    })
  })
})

describe('a body that is Base64 without saying so is named', () => {
  test.each([
    ['an event', (body: string) => ({ body })],
    ['a raw body', (body: string) => ({ rawBody: body })],
    ['bytes', (body: string) => ({ rawBody: Buffer.from(body) })],
  ])('in %s', async (_, put) => {
    const xml = await platform.signedNotification('v2/transaction-success', { out_trade_no: 'T1' })
    for (const { headers, rawBody } of [paid, xml]) {
      await expect(createReceiver(platform.keys).receive({ headers, ...put(base64(rawBody)) })).rejects.toMatchObject({
        reason: 'body-not-raw',
        message: expect.stringContaining('received their Base64') as string,
      })
    }
  })

  test('and any other body that is not signed is not called so', async () => {
    const { headers } = paid
    for (const rawBody of ['', 'eyJ', '{}', 'aGVsbG8gd29ybGQ=', paid.rawBody.slice(1)])
      await expect(createReceiver(platform.keys).receive({ headers, rawBody })).rejects.toMatchObject({
        reason: 'bad-signature',
      })
  })
})

describe('waitUntil', () => {
  class WorkerContext {
    readonly works: Promise<unknown>[] = []
    waitUntil(work: Promise<unknown>): void {
      this.works.push(work)
    }
  }

  test('is given the work that goes on after the answer', async () => {
    const context = new WorkerContext()
    const action = Promise.withResolvers<void>()
    const spent = Promise.withResolvers<void>()
    const verdicts: string[] = []
    const handler = createWebhookHandler({
      keys: platform.keys,
      store: memoryClaims(platform.clock),
      // The test decides when the budget is used up. Leases never end.
      timer: { now: () => 0, sleep: (ms) => (ms === 4_000 ? spent.promise : new Promise(() => {})) },
      on: { 'PAYSCORE.USER_PAID': () => action.promise },
      onDelivery: ({ verdict, late }) => void verdicts.push(late ? `${verdict}, late` : verdict),
    })
    const answering = handler.fetch(paid.request(), context)
    spent.resolve()
    expect((await answering).status).toBe(500)
    expect(context.works).toHaveLength(1)
    action.resolve()
    await context.works[0]
    expect(verdicts).toEqual(['too-slow', 'done, late'])
  })

  test('is given work that never rejects, and is not needed', async () => {
    const works: Promise<unknown>[] = []
    const on = { 'PAYSCORE.USER_PAID': () => Promise.reject(new Error('no')) }
    const handler = createWebhookHandler({
      onDelivery: () => {},
      keys: platform.keys,
      store: memoryClaims(platform.clock),
      on,
    })
    const event = events['Tencent SCF']!(paid)
    expect((await handler.handle(event, { waitUntil: (work) => works.push(work) })).status).toBe(500)
    await expect(Promise.all(works)).resolves.toBeDefined()
    expect((await handler.handle(event, {})).status).toBe(500)
  })
})
