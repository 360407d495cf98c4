import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { TestingAuthority } from '../helpers/testing-authority.ts'
import { TunnelProxy } from '../helpers/tunnel-proxy.ts'

/** Runs the default transport in its own process, because Node reads these variables when it starts. */

let folder: string
let host: string
const server = createServer()
const transport = new URL('../../src/transport/node.ts', import.meta.url).href
const program = (url: string) => `
import { defaultTransport } from ${JSON.stringify(transport)}
const body = new TextEncoder().encode('{}')
const request = { method: 'POST', url: ${JSON.stringify(url)}, headers: {}, body, timeoutMs: 600_000, signal: undefined }
const carrier = defaultTransport()
const outcomes = []
for (let i = 0; i < 2; i++) outcomes.push(await carrier.send(request).then(({ status }) => status, ({ reason }) => reason))
console.log(outcomes.join(' '))
`

beforeAll(async () => {
  const authority = await TestingAuthority.create()
  server.setSecureContext(await authority.issue('server'))
  server.on('request', (_, response) => response.end('{}'))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  host = `https://127.0.0.1:${(server.address() as AddressInfo).port}`
  folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-proxies-'))
  await writeFile(join(folder, 'authority.pem'), authority.pem)
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  await rm(folder, { recursive: true })
})

async function send(env: Readonly<Record<string, string>>): Promise<string> {
  const args = ['--conditions=@wechatpay-ts/source', '--input-type=module', '--eval', program(`${host}/v3/a`)]
  const { stdout } = await promisify(execFile)(process.execPath, args, {
    env: { PATH: process.env['PATH'], NODE_EXTRA_CA_CERTS: join(folder, 'authority.pem'), ...env },
  })
  return stdout.trim()
}

describe('HTTPS_PROXY', () => {
  test('is used with NODE_USE_ENV_PROXY=1, in one tunnel for many requests', async () => {
    await using proxy = await TunnelProxy.start()
    expect(await send({ HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1' })).toBe('200 200')
    expect(proxy.asked).toEqual([`CONNECT ${new URL(host).host}`])
  })

  test('is not used without it, nor for a host of NO_PROXY', async () => {
    await using proxy = await TunnelProxy.start()
    expect(await send({ HTTPS_PROXY: proxy.url })).toBe('200 200')
    expect(await send({ HTTPS_PROXY: proxy.url, NODE_USE_ENV_PROXY: '1', NO_PROXY: '127.0.0.1' })).toBe('200 200')
    expect(proxy.asked).toEqual([])
  })

  test('that makes no tunnel, or is not there, is no connection: nothing was sent', async () => {
    await using refusing = await TunnelProxy.start(403)
    expect(await send({ HTTPS_PROXY: refusing.url, NODE_USE_ENV_PROXY: '1' })).toBe('connect connect')
    const gone = await TunnelProxy.start()
    await gone[Symbol.asyncDispose]()
    expect(await send({ HTTPS_PROXY: gone.url, NODE_USE_ENV_PROXY: '1' })).toBe('connect connect')
  })
})
