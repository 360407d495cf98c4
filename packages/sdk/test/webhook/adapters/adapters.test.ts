import { Controller, Module, Post, Req, Res } from '@nestjs/common'
import { NestFactory } from '@nestjs/core'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import bodyParser from 'koa-bodyparser'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import 'reflect-metadata'
import { afterEach, describe, expect, test } from 'vitest'
import { expressWebhook } from '../../../src/webhook/adapters/express.ts'
import { fastifyWebhook } from '../../../src/webhook/adapters/fastify.ts'
import { koaWebhook } from '../../../src/webhook/adapters/koa.ts'
import { nestWebhook } from '../../../src/webhook/adapters/nest.ts'
import { nodeWebhook } from '../../../src/webhook/adapters/node.ts'
import { memoryClaims } from '../../../src/webhook/claims/memory-claims.ts'
import type { Delivery } from '../../../src/webhook/delivery-verdict.ts'
import { createWebhookHandler, type WebhookHandler } from '../../../src/webhook/handler.ts'
import { apiV3Key, bodyOf, clock, delivery, publicKeyId, publicKeyPem } from '../delivery.ts'

/** Starts an application with the handler on `/wechatpay`; returns its port and a function that stops it. */
type Start = (handler: WebhookHandler) => Promise<{ port: number; stop(): Promise<unknown> }>

async function listen(server: Server): Promise<{ port: number; stop(): Promise<unknown> }> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    port: (server.address() as AddressInfo).port,
    stop: () => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    },
  }
}

/**
 * NestJS with a controller for notifications. Decorators are applied by hand, because TypeScript runs here without a
 * compiler.
 */
async function nest(
  handler: WebhookHandler,
  { rawBody, middleware = false }: { rawBody: boolean; middleware?: boolean },
) {
  const handle = nestWebhook(handler)
  class Notifications {
    receive(request: never, response: never): void {
      void handle(request, response, () => undefined)
    }
  }
  const { prototype } = Notifications
  Req()(prototype, 'receive', 0)
  Res()(prototype, 'receive', 1)
  Post()(prototype, 'receive', Object.getOwnPropertyDescriptor(prototype, 'receive')!)
  Controller('wechatpay')(Notifications)
  const AppModule = class AppModule {
    readonly name = 'app'
  }
  Module({ controllers: middleware ? [] : [Notifications] })(AppModule)
  const app = await NestFactory.create(AppModule, { rawBody, logger: false })
  if (middleware) app.use('/wechatpay', handle)
  await app.listen(0, '127.0.0.1')
  const address = (app.getHttpServer() as Server).address() as AddressInfo
  return { port: address.port, stop: () => app.close() }
}

/** Applications that follow the documentation. */
const right: readonly (readonly [string, Start])[] = [
  ['node:http', (handler) => listen(createServer(nodeWebhook(handler)))],
  [
    'Express, before a body parser',
    (handler) =>
      listen(createServer(express().post('/wechatpay', expressWebhook(handler)).use(express.json()) as never)),
  ],
  [
    'Express, behind express.raw()',
    (handler) =>
      listen(
        createServer(
          express()
            .use(express.raw({ type: '*/*' }))
            .post('/wechatpay', expressWebhook(handler)) as never,
        ),
      ),
  ],
  [
    'Fastify, whose other routes parse JSON',
    async (handler) => {
      const app = fastify()
      app.post('/other', (request) => Promise.resolve({ parsed: request.body }))
      await app.register(fastifyWebhook(handler))
      await app.listen({ port: 0, host: '127.0.0.1' })
      return { port: (app.server.address() as AddressInfo).port, stop: () => app.close() }
    },
  ],
  ['Koa', (handler) => listen(createServer(new Koa().use(koaWebhook(handler)).callback() as never))],
  [
    'Koa, behind koa-bodyparser',
    (handler) => listen(createServer(new Koa().use(bodyParser()).use(koaWebhook(handler)).callback() as never)),
  ],
  ['NestJS, in a controller', (handler) => nest(handler, { rawBody: true })],
  ['NestJS, as a middleware', (handler) => nest(handler, { rawBody: false, middleware: true })],
  [
    'Hono',
    async (handler) => {
      const app = new Hono().post('/wechatpay', (c) => handler.fetch(c.req.raw))
      return new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
          resolve({ port, stop: () => new Promise((done) => server.close(done)) }),
        )
      })
    },
  ],
]

/** Common first attempts, each with the part of the remedy that the error must state. */
const wrong: readonly (readonly [string, string, Start])[] = [
  [
    'Express, behind express.json()',
    'put the route before express.json()',
    (handler) =>
      listen(createServer(express().use(express.json()).post('/wechatpay', expressWebhook(handler)) as never)),
  ],
  [
    'NestJS, in a controller without rawBody',
    'NestFactory.create(AppModule, { rawBody: true })',
    (handler) => nest(handler, { rawBody: false }),
  ],
  [
    'Koa, behind a parser that keeps nothing',
    'put the route before the body parser',
    (handler) =>
      listen(
        createServer(
          new Koa()
            .use(async ({ req }, next) => {
              for await (const chunk of req) void chunk
              await next()
            })
            .use(koaWebhook(handler))
            .callback() as never,
        ),
      ),
  ],
  [
    'Hono, whose body was read',
    'c.req.raw',
    async (handler) => {
      const app = new Hono().post('/wechatpay', async (c) => {
        await c.req.raw.json()
        return handler.fetch(c.req.raw)
      })
      return new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, ({ port }) =>
          resolve({ port, stop: () => new Promise((done) => server.close(done)) }),
        )
      })
    },
  ],
]

let stop: () => Promise<unknown> = () => Promise.resolve()
afterEach(() => stop())

async function start(how: Start) {
  const deliveries: Delivery[] = []
  const seen: unknown[] = []
  const paths: unknown[] = []
  const merchant = { mchid: '1900000109', platform: { publicKeys: { [publicKeyId]: publicKeyPem } }, apiV3Key }
  const handler = createWebhookHandler({
    // Keys for many merchants, so that the test also sees the path that a framework reports.
    keys: {
      merchants: ({ path }) => {
        paths.push(path)
        return merchant
      },
      clock,
    },
    store: memoryClaims(clock),
    on: { 'PAYSCORE.USER_ACCEPTED': (event) => seen.push(event.resource.out_order_no) },
    onDelivery: (one) => deliveries.push(one),
  })
  const app = await how(handler)
  stop = () => app.stop()
  const send = (path: string, { headers, rawBody } = delivery()) =>
    fetch(`http://127.0.0.1:${app.port}${path}`, {
      method: 'POST',
      headers,
      body: rawBody as string,
    })
  return { deliveries, seen, paths, send }
}

describe.each(right)('%s', (_, how) => {
  test('acts on a genuine delivery, once', async () => {
    const { seen, paths, send } = await start(how)
    const statuses = []
    for (let at = 0; at < 2; at++) statuses.push((await send('/wechatpay')).status)
    expect(statuses).toEqual([204, 204])
    expect(seen).toEqual(['PB20260301000001'])
    expect(paths).toEqual(['/wechatpay', '/wechatpay'])
  })

  test('refuses a forged one with the reason in its answer', async () => {
    const { seen, send } = await start(how)
    const forged = { ...delivery(), rawBody: bodyOf({ summary: '改过' }) }
    const answer = await send('/wechatpay', forged)
    expect(answer.status).toBe(401)
    expect(answer.headers.get('content-type')).toContain('application/json')
    expect(await answer.json()).toEqual({ code: 'FAIL', message: '验签失败 bad-signature' })
    expect(seen).toEqual([])
  })

  test('gets every byte of white space and of Chinese', async () => {
    const { seen, send } = await start(how)
    const body = `\n  ${bodyOf({ summary: '用户确认订单成功 🧾' })}  \n`
    expect((await send('/wechatpay', delivery(body))).status).toBe(204)
    expect(seen).toHaveLength(1)
  })
})

test('the Fastify plugin leaves the other routes their JSON', async () => {
  const { send } = await start(right.find(([name]) => name.startsWith('Fastify'))![1])
  const answer = await send('/other', { headers: { 'content-type': 'application/json' } as never, rawBody: '{"a":1}' })
  expect(await answer.json()).toEqual({ parsed: { a: 1 } })
})

describe.each(wrong)('%s', (_, remedy, how) => {
  test('is refused as our mistake, with the remedy', async () => {
    const { seen, deliveries, send } = await start(how)
    expect((await send('/wechatpay')).status).toBe(500)
    expect(seen).toEqual([])
    expect(deliveries).toMatchObject([{ verdict: 'refused', reason: 'body-not-raw' }])
    expect((deliveries[0]!.error as Error).message).toContain(remedy)
  })
})
