import { once } from 'node:events'
import { createServer as createHttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { HttpsProxyAgent } from 'https-proxy-agent'
import nodeFetch from 'node-fetch'
import { Agent, fetch as undiciFetch, ProxyAgent } from 'undici'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { WechatPay, type FetchFunction } from '../../src/index.ts'
import { fetchTransport } from '../../src/transport/fetch.ts'
import { SigningServer, answer, refuse } from '../helpers/signing-server.ts'
import { TestingAuthority } from '../helpers/testing-authority.ts'
import { TunnelProxy } from '../helpers/tunnel-proxy.ts'

/** Functions that people pass as `fetch`. The test includes that these lines compile. */
const dispatcher = new Agent()
const fetches: Readonly<Record<string, FetchFunction>> = {
  "the runtime's": fetch,
  "undici's": undiciFetch,
  "undici's, with a dispatcher": (url, init) => undiciFetch(url, { ...init, dispatcher }),
  'node-fetch 2': nodeFetch,
}

let server: SigningServer

beforeEach(async () => {
  server = await SigningServer.start()
})
afterEach(() => server[Symbol.asyncDispose]())

test.each<[string, unknown, string]>([
  ['nothing', undefined, 'nothing'],
  ['the data itself', { state: 'CREATED' }, 'an object'],
])('a function that resolves to %s is told what it should return', async (_, given, received) => {
  const wxpay = new WechatPay(server.options({ fetch: async () => given as never, maxRetries: 0 }))
  await expect(wxpay.v3.certificates.get()).rejects.toThrow(`fetch: expected a Response, received ${received}`)
})

describe.each(Object.entries(fetches))('%s', (_, fetch) => {
  const call = () => {
    const wxpay = new WechatPay(server.options({ fetch }))
    return wxpay.v3.payscore.payafterOrders.get({ query: { service_id: '1', appid: 'wx0', out_order_no: 'PB1' } })
  }

  test('carries calls and their answers', async () => {
    server.next(answer({ state: '租借' }))
    expect((await call()).data).toEqual({ state: '租借' })
    const body = new TextEncoder().encode('..{"名":"租借"}..').subarray(2, -2)
    const request = {
      method: 'POST',
      url: `${server.url}/v3/a`,
      headers: {},
      body,
      timeoutMs: 600_000,
      signal: undefined,
    }
    await fetchTransport(fetch).send(request)
    expect(server.received.at(-1)!.body.toString()).toBe('{"名":"租借"}')
  })

  test('brings refusals back', async () => {
    server.next(refuse(403, { code: 'NO_AUTH', message: '无权限' }))
    await expect(call()).rejects.toMatchObject({ code: 'NO_AUTH', status: 403 })
  })

  test('tells a host that cannot be reached, and follows no redirect', async () => {
    const closed = await SigningServer.start()
    await closed[Symbol.asyncDispose]()
    const empty = { method: 'GET', headers: {}, body: new Uint8Array(), timeoutMs: 600_000, signal: undefined }
    const transport = fetchTransport(fetch)
    await expect(transport.send({ ...empty, url: `${closed.url}/v3/a` })).rejects.toMatchObject({ reason: 'connect' })
    server.next(answer('', { status: 307, headers: { location: `${server.url}/elsewhere` } }))
    expect((await transport.send({ ...empty, url: `${server.url}/v3/a` })).status).toBe(307)
    expect(server.received).toHaveLength(1)
  })

  test('streams, stops at the limit, and ends when the caller gives up', async () => {
    const megabyte = Buffer.alloc(1_048_576, 'a')
    server.next(async (_, response) => {
      for (let i = 0; i < 80; i++) if (!response.write(megabyte)) await once(response, 'drain')
      response.end()
    })
    const empty = { method: 'GET', headers: {}, body: new Uint8Array(), timeoutMs: 600_000 }
    const transport = fetchTransport(fetch)
    const url = `${server.url}/v3/a`
    const { body } = await transport.stream!({ ...empty, url, signal: undefined })
    let length = 0
    for await (const piece of body) length += piece.length
    expect(length).toBe(80 * megabyte.length)

    server.next((_, response) => {
      const more = (): void => void response.write(megabyte, () => response.destroyed || more())
      more()
    })
    await expect(transport.send({ ...empty, url, signal: undefined })).rejects.toMatchObject({ reason: 'too-large' })

    const controller = new AbortController()
    server.next(() => controller.abort('left'))
    await expect(transport.send({ ...empty, url, signal: controller.signal })).rejects.toMatchObject({
      reason: 'aborted',
    })
  })
})

describe('through a proxy', () => {
  test.each<[string, (proxy: string, ca: string) => FetchFunction]>([
    [
      "undici's ProxyAgent",
      (proxy, ca) => {
        const through = new ProxyAgent({ uri: proxy, requestTls: { ca } })
        return (url, init) => undiciFetch(url, { ...init, dispatcher: through })
      },
    ],
    [
      'https-proxy-agent with node-fetch 2',
      (proxy, ca) => {
        // Trusts only the test's own authority. The agent does not pass on a host name that is an address.
        const options = { ca, checkServerIdentity: () => undefined }
        const agent = Object.assign(new HttpsProxyAgent(proxy), { options })
        return (url, init) => nodeFetch(url, { ...init, agent })
      },
    ],
  ])('with %s', async (_, make) => {
    await using proxy = await TunnelProxy.start()
    const authority = await TestingAuthority.create()
    const secure = createHttpsServer(await authority.issue('server'), (_, response) => response.end('{"a":1}'))
    await new Promise<void>((resolve) => secure.listen(0, '127.0.0.1', resolve))
    const host = `127.0.0.1:${(secure.address() as AddressInfo).port}`
    try {
      const sent = await fetchTransport(make(proxy.url, authority.pem)).send({
        method: 'POST',
        url: `https://${host}/v3/a`,
        headers: { 'content-type': 'application/json' },
        body: new TextEncoder().encode('{}'),
        timeoutMs: 600_000,
        signal: undefined,
      })
      expect([sent.status, new TextDecoder().decode(sent.body)]).toEqual([200, '{"a":1}'])
      expect(proxy.asked).toEqual([`CONNECT ${host}`])
    } finally {
      secure.closeAllConnections()
      secure.close()
    }
  })
})
