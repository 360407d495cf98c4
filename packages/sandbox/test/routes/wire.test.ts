import { once } from 'node:events'
import { connect } from 'node:net'
import { afterAll, describe, expect, test } from 'vitest'
import { listen } from '../../src/server/listen.ts'
import { MCHID, authorization } from './merchant.ts'
import { ORDERS, creation, world } from './world.ts'

/** Sends requests over a raw socket that no HTTP client would write. */

const sandbox = world()
const server = await listen(sandbox.api, { port: 0, host: '127.0.0.1' })
const port = Number(new URL(server.url).port)

afterAll(() => server.close())

/** Sends the bytes and reads until the server closes the connection. */
async function raw(...parts: (string | Uint8Array)[]): Promise<string> {
  const socket = connect(port, '127.0.0.1')
  const chunks: Buffer[] = []
  socket.on('data', (chunk: Buffer) => void chunks.push(chunk))
  // A server that has refused stops reading, which breaks the writer's connection.
  socket.on('error', () => undefined)
  for (const part of parts) socket.write(part)
  await once(socket, 'close')
  return Buffer.concat(chunks).toString()
}

async function head(method: string, target: string, body = '', extra: readonly string[] = []): Promise<string> {
  const timestamp = Math.floor(sandbox.clock.real / 1000)
  const lines = [
    `${method} ${target} HTTP/1.1`,
    'Host: 127.0.0.1',
    'Connection: close',
    'Accept: */*',
    'User-Agent: test',
    `Authorization: ${await authorization({ method, target, body, timestamp })}`,
    ...(body ? ['Content-Type: application/json', `Content-Length: ${Buffer.byteLength(body)}`] : []),
    ...extra,
  ]
  return `${lines.join('\r\n')}\r\n\r\n`
}

const statusOf = (response: string) => Number(response.split(' ')[1])

test('a request signed as it is written', async () => {
  const response = await raw(await head('POST', ORDERS, JSON.stringify(creation)), JSON.stringify(creation))
  expect(statusOf(response)).toBe(200)
  expect(namesOf(response)).toEqual([
    'Cache-Control',
    'Content-Language',
    'Content-Length',
    'Content-Type',
    'Request-ID',
    'Wechatpay-Nonce',
    'Wechatpay-Serial',
    'Wechatpay-Signature',
    'Wechatpay-Signature-Type',
    'Wechatpay-Timestamp',
    'X-Content-Type-Options',
  ])
})

test('an answer without a body has its content type, which some clients read before they verify', async () => {
  const target = '/v3/repayment/combine-transactions/partner/out-trade-no/REPAY1/close'
  const body = JSON.stringify({ sub_orders: [1, 2].map((index) => ({ mchid: MCHID, out_trade_no: `ORDER${index}` })) })
  const response = await raw(await head('POST', target, body), body)
  expect(statusOf(response)).toBe(204)
  expect(response).toContain('\r\nContent-Type: application/json; charset=utf-8\r\n')
  expect(response.slice(response.indexOf('\r\n\r\n'))).toBe('\r\n\r\n')
})

/** Names of the headers as sent, without those of the connection. */
function namesOf(response: string): string[] {
  const [head = ''] = response.split('\r\n\r\n')
  const names = head
    .split('\r\n')
    .slice(1)
    .map((line) => line.slice(0, line.indexOf(':')))
  return names.filter((name) => !['Connection', 'Date', 'Keep-Alive'].includes(name)).toSorted()
}

test('a body may arrive byte by byte', async () => {
  const text = JSON.stringify({ ...creation, out_order_no: 'PB2' })
  const bytes = Array.from(Buffer.from(text), (byte) => Uint8Array.of(byte))
  expect(statusOf(await raw(await head('POST', ORDERS, text), ...bytes))).toBe(200)
})

describe('targets are taken literally', () => {
  const query = `${ORDERS}?service_id=500001&appid=${creation.appid}`
  test.each([
    ['/v3/payscore/%2e%2e/certificates', 404, ''],
    ['/v3/payscore/../certificates', 404, ''],
    ['/v3/./certificates', 404, ''],
    ['/v3/certificates#fragment', 404, ''],
    ['/v3/certificates?', 404, 'RESOURCE_NOT_EXISTS'],
    [`${query}&out_order_no=PB1`, 200, 'CREATED'],
    [`${query}&out_order_no=P%42%31`, 200, 'CREATED'],
    [`${query}&out_order_no=PB|1*`, 404, 'ORDER_NOT_EXIST'],
  ])('%s', async (target, status, content) => {
    const response = await raw(await head('GET', target))
    const body = response.slice(response.indexOf('\r\n\r\n') + 4)
    expect(statusOf(response)).toBe(status)
    if (content) expect(body).toContain(content)
    else expect(body).toBe('')
  })
})

test('HEAD is a method of its own', async () => {
  expect(statusOf(await raw(await head('HEAD', '/v3/certificates')))).toBe(405)
})

test.each([
  ['Content-Type: application/json', 400],
  ['Authorization: WECHATPAY2-SHA256-RSA2048 mchid="1"', 401],
])('a header that comes twice is not understood, even if one is right: %s', async (extra, status) => {
  const text = JSON.stringify(creation)
  expect(statusOf(await raw(await head('POST', ORDERS, text, [extra]), text))).toBe(status)
})

test('an endless body is not read to its end', async () => {
  const start = (await head('POST', ORDERS)).replace(
    '\r\n\r\n',
    '\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n',
  )
  const chunk = `${(64 * 1024).toString(16)}\r\n${' '.repeat(64 * 1024)}\r\n`
  const response = await raw(start, ...Array.from({ length: 20 }, () => chunk), '0\r\n\r\n')
  expect(statusOf(response)).toBe(400)
  expect(response).toContain('请求体过大')
})
