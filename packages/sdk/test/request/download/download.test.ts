import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { ApiError, MalformedResponseError, RequestError, WechatPay, type TransportRequest } from '../../../src/index.ts'
import { hangUp, isSignedByMerchant, refuse, SigningServer, type Behaviour } from '../../helpers/signing-server.ts'

const picture = Uint8Array.of(0xff, 0xd8, 0xff, 0x00)
/** A picture's address as complaints give it: Base64 with encoded slash and padding. */
const path = '/v3/merchant-service/images/ChsyMDAw%2FMDAyMDI0%3D%3D'

/** An unsigned picture, as production sends it. */
const image: Behaviour = (_, response) => {
  response.writeHead(200, { 'content-type': 'image/jpeg', 'Request-ID': 'image-1' }).end(picture)
}

let server: SigningServer
let wxpay: WechatPay

beforeEach(async () => {
  server = await SigningServer.start(image)
  wxpay = new WechatPay(server.options({ clock: { now: Date.now, sleep: async () => {} } }))
})
afterEach(async () => {
  wxpay.close()
  await server[Symbol.asyncDispose]()
})

/** A client of production, and the requests that it would send. */
function production(more: object = {}): { client: WechatPay; sent: TransportRequest[] } {
  const sent: TransportRequest[] = []
  const { baseUrl: _, ...options } = server.options({
    transport: {
      send: async (request) => {
        sent.push(request)
        return { status: 200, headers: {}, body: picture }
      },
    },
  })
  return { client: new WechatPay({ ...options, ...more }), sent }
}

test.each([
  ['with an encoded slash', path],
  ['with raw characters of Base64', '/v3/merchant-service/images/Chsy+MDAw//MDA=='],
  ['with a query', '/v3/billdownload/file?token=a%2Fb+c&tartype=gzip'],
])('an address %s is signed and asked for as it is', async (_, address) => {
  const { data, status, requestId } = await wxpay.download(`${server.url}${address}`)
  expect([...data]).toEqual([...picture])
  expect([status, requestId]).toEqual([200, 'image-1'])
  const [{ method, target }] = server.received as [(typeof server.received)[number]]
  expect(`${method} ${target}`).toBe(`GET ${address}`)
  expect(await isSignedByMerchant(server.received[0]!)).toBe(true)
})

test('goes through fetch unchanged, too', async () => {
  const viaFetch = new WechatPay(server.options({ fetch: globalThis.fetch }))
  await viaFetch.download(`${server.url}${path}`)
  expect(server.received[0]!.target).toBe(path)
  expect(await isSignedByMerchant(server.received[0]!)).toBe(true)
})

test.each([
  ['WeChat Pay’s main host', 'https://api.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com'],
  ['its backup host', 'https://api2.mch.weixin.qq.com', 'https://api.mch.weixin.qq.com'],
  ['a host of its own', 'https://pay.wechatpay.cn', 'https://pay.wechatpay.cn'],
  ['a host with its port', 'https://api.mch.weixin.qq.com:443', 'https://api.mch.weixin.qq.com'],
])('in production, %s is asked', async (_, origin, host) => {
  const { client, sent } = production()
  await client.download(`${origin}${path}`)
  expect(sent.map(({ url }) => url)).toEqual([`${host}${path}`])
})

test('a client that points elsewhere asks there, below its own path, whatever of the known names the address has', async () => {
  const local = ['http://localhost:9000', 'http://127.5.5.5:9000', 'http://[::1]:9000', 'http://[::ffff:127.0.0.1]']
  for (const origin of [`${server.url}/pay`, 'https://api.mch.weixin.qq.com', ...local])
    await wxpay.download(`${origin}${path}`, { baseUrl: `${server.url}/pay/` })
  expect(server.received.map(({ target }) => target)).toEqual(Array.from({ length: 6 }, () => `/pay${path}`))
})

test('an address whose operation takes no signature gets none', async () => {
  const { client, sent } = production()
  await client.download('https://pay.wechatpay.cn/v3/new-tax-control-fapiao/download?token=t')
  expect(sent[0]!.headers['authorization']).toBeUndefined()
})

describe('an address is refused before anything is sent', () => {
  test.each<[string, unknown, string]>([
    ['of somebody else', 'https://example.com/a', 'one of another host'],
    ['of a name that only looks right', 'https://weixin.qq.com.example.com/a', 'one of another host'],
    ['that hides another host', 'https://api.mch.weixin.qq.com@example.com/a', 'a user name or password'],
    ['with credentials', 'https://a:b@api.mch.weixin.qq.com/a', 'a user name or password'],
    ['without TLS', 'http://api.mch.weixin.qq.com/a', 'one without TLS'],
    ['of this machine, in production', 'http://127.0.0.1/a', 'one without TLS'],
    ['of this machine by IPv6, in production', 'http://[::1]/a', 'one without TLS'],
    ['of another protocol', 'file:///etc/passwd', 'an address of another scheme'],
    ['that climbs', 'https://api.mch.weixin.qq.com/v3/../a', 'must be percent-encoded'],
    ['that climbs encoded', 'https://api.mch.weixin.qq.com/v3/%2e%2e/a', 'must be percent-encoded'],
    ['with a blank', 'https://api.mch.weixin.qq.com/a b', 'must be percent-encoded'],
    ['with a line break', 'https://api.mch.weixin.qq.com/a\nb', 'must be percent-encoded'],
    ['with Chinese', 'https://api.mch.weixin.qq.com/图', 'must be percent-encoded'],
    ['with a fragment', 'https://api.mch.weixin.qq.com/a#b', 'a fragment'],
    ['that is a path', '/v3/merchant-service/images/a', 'a text of 29 characters'],
    ['that is none', { url: 'https://api.mch.weixin.qq.com/a' }, 'an object'],
    ['that is missing', undefined, 'nothing'],
  ])('%s', async (_, url, received) => {
    const { client, sent } = production()
    const error: unknown = await client.download(url as string).catch((thrown: unknown) => thrown)
    expect(error).toBeInstanceOf(RequestError)
    expect(error).toMatchObject({ field: 'url', hint: { zh: expect.anything() as string } })
    expect(String(error)).toContain(received)
    expect(sent).toEqual([])
  })

  test.each(['query', 'json', 'body', 'file', 'meta', 'nonsense'])('with %s beside it', async (name) => {
    const call = wxpay.download(`${server.url}${path}`, { [name]: {} })
    await expect(call).rejects.toMatchObject({ name: 'RequestError', field: name })
    expect(server.received).toEqual([])
  })
})

test('takes the options of a call, and repeats like any query', async () => {
  server.next(hangUp, refuse(500, {}))
  const { status } = await wxpay.download(`${server.url}${path}`, { headers: { 'x-a': 'b' }, maxRetries: 2 })
  expect(status).toBe(200)
  expect(server.received.map(({ headers }) => headers['x-a'])).toEqual(['b', 'b', 'b'])
})

test('a refusal says what the server said, without the query', async () => {
  server.next(refuse(400, { code: 'INVALID_REQUEST', message: '图片不存在' }))
  const error: unknown = await wxpay.download(`${server.url}/v3/file?token=secret`).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(ApiError)
  expect(String(error)).toContain('GET v3/file: 400 INVALID_REQUEST 图片不存在')
  expect(String(error)).not.toContain('secret')
})

test('what never ends is given up', async () => {
  server.next((_, response) => {
    const more = (): void => void response.write(Buffer.alloc(1_048_576), () => response.destroyed || more())
    more()
  })
  await expect(wxpay.download(`${server.url}${path}`)).rejects.toThrow(MalformedResponseError)
})

test('a view for a sub-merchant has it, too', async () => {
  expect((await wxpay.partner('1900000110').download(`${server.url}${path}`)).status).toBe(200)
})
