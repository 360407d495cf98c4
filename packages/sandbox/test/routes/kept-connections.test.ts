import { type IncomingMessage, type Server, get } from 'node:http'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { listen } from '../../src/server/listen.ts'

test('an idle connection is kept far longer than its client is told', async () => {
  let server: Server | undefined
  const app = new Hono().get('/', ({ env, text }) => {
    const { incoming } = env as { incoming: { socket: { server: Server } } }
    server = incoming.socket.server
    return text('')
  })
  const listener = await listen(app, { host: '127.0.0.1', port: 0 })
  const { headers } = await new Promise<IncomingMessage>((resolve, reject) => {
    get(listener.url, { headers: { connection: 'keep-alive' } }, (response) => resolve(response.resume())).on(
      'error',
      reject,
    )
  })
  await listener.close()
  const toldMs = Number(/timeout=(\d+)/.exec(String(headers['keep-alive']))?.[1]) * 1_000
  const { keepAliveTimeout, keepAliveTimeoutBuffer } = server!
  expect(keepAliveTimeout + keepAliveTimeoutBuffer - toldMs).toBeGreaterThanOrEqual(30_000)
})
