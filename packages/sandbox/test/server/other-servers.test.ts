import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'

const listen = fileURLToPath(new URL('../../src/server/listen.ts', import.meta.url))

// `serve` of the same library replaces the global `Response`, and modules that load later find the replacement.
const program = `
  import { once } from 'node:events'
  import { serve } from '@hono/node-server'
  const shop = serve({ fetch: () => new Response('shop'), port: 0, hostname: '127.0.0.1' })
  await once(shop, 'listening')

  const { Hono } = await import('hono')
  const { listen, send } = await import(${JSON.stringify(listen)})
  const body = new TextEncoder().encode('sandbox')
  const app = new Hono().get('/', async (context) => send(context, { status: 200, headers: {}, body }))
  const listener = await listen(app, { host: '127.0.0.1', port: 0 })
  console.log(await (await fetch(listener.url)).text())
  shop.close()
  await listener.close()
`

test('answers once in a program that has another server of the same library', async () => {
  const args = ['--conditions=@wechatpay-ts/source', '--input-type=module', '--eval', program]
  const { stdout, stderr } = await promisify(execFile)(process.execPath, args, {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
  })
  expect(stderr).toBe('')
  expect(stdout).toBe('sandbox\n')
})
