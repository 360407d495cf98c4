import { once } from 'node:events'
import { request } from 'node:http'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type PlatformState, type Sandbox, createSandbox } from '../../src/index.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ clock: { now: START, frozen: true } })
})
afterAll(() => sandbox.close())
beforeEach(() => sandbox.control.reset())

interface Answer {
  readonly status: number
  readonly data: unknown
}

async function call(
  method: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
): Promise<Answer> {
  const response = await fetch(`${sandbox.url}/_sandbox/api${path}`, {
    method,
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  })
  const text = await response.text()
  return { status: response.status, data: text.startsWith('{') ? (JSON.parse(text) as unknown) : text }
}

test('lists its routes', async () => {
  const { data } = await call('GET', '')
  const { routes } = data as { routes: { method: string; path: string; about: string }[] }
  expect(routes).toContainEqual(expect.objectContaining({ method: 'POST', path: '/_sandbox/api/clock/advance' }))
  expect(routes.every(({ about }) => about.length > 0)).toBe(true)
})

test('does what the functions do', async () => {
  await new MerchantClient(sandbox).create('C1')
  expect(await call('GET', '/agenda')).toMatchObject({ data: { agenda: [{ kind: 'expire', outOrderNo: 'C1' }] } })
  expect(await call('POST', '/orders/C1/confirm')).toMatchObject({
    status: 200,
    data: { order: { state: 'USER_ACCEPTED' }, queryId: expect.any(String) },
  })
  expect(await call('GET', '/orders/C1')).toMatchObject({
    data: { events: [{ type: 'created' }, { type: 'accepted' }] },
  })
  expect(await call('GET', '/orders')).toMatchObject({ data: { orders: [{ out_order_no: 'C1' }] } })
  expect(await call('GET', '/deliveries?outOrderNo=C2')).toMatchObject({ data: { deliveries: [] } })
  expect(await call('GET', '/agenda')).toEqual({ status: 200, data: { agenda: [] } })
  expect(await call('POST', '/clock/advance', { ms: 3_600_000 })).toMatchObject({
    data: { now: START + 3_600_000, frozen: true, ran: [] },
  })
  expect(await call('POST', '/clock/set', { instant: START })).toMatchObject({ data: { now: START } })
  expect(await call('POST', '/clock/resume')).toMatchObject({ data: { frozen: false } })
  expect(await call('POST', '/clock/freeze')).toMatchObject({ data: { frozen: true } })
  expect(await call('GET', '/clock')).toMatchObject({ data: { frozen: true } })
  expect(await call('PATCH', '/users/o1', { wallet: 'insufficient', authorisedServices: ['500001'] })).toMatchObject({
    data: { openid: 'o1', wallet: 'insufficient', credit: 'good', authorisedServices: ['500001'] },
  })
  expect(await call('GET', '/users')).toMatchObject({ data: { users: [{}, { openid: 'o1' }] } })
  expect(await call('GET', '/requests')).toMatchObject({ data: { requests: [{ method: 'POST' }] } })
  expect(await call('PUT', '/endpoints', { url: 'http://127.0.0.1:3000/notify' })).toMatchObject({
    data: { endpoints: [{ url: 'http://127.0.0.1:3000/notify' }, { serviceId: '500001', url: null }] },
  })
  for (const url of ['http://[::1]:3000/notify', 'http://[::1]/notify', 'https://[2001:db8::7]/notify'])
    expect(await call('PUT', '/endpoints', { url })).toMatchObject({ data: { endpoints: [{ url }, {}] } })
  expect(await call('PUT', '/endpoints', { url: null })).toMatchObject({ data: { endpoints: [{ url: null }, {}] } })
  expect(await call('GET', '/endpoints')).toMatchObject({ data: { endpoints: [{ url: null }, {}] } })
})

test('says which limit a user met', async () => {
  const merchant = new MerchantClient(sandbox)
  const numbers = ['C1', 'C2', 'C3', 'C4']
  for (const number of numbers) expect((await merchant.create(number)).status).toBe(200)
  for (const number of numbers.slice(0, 3)) expect((await call('POST', `/orders/${number}/confirm`)).status).toBe(200)
  const limit = /^用户 \S+ 已有 3 笔进行中 · running: C1, C2, C3（policy\.maxRunningOrders = 3）$/
  expect(await call('POST', '/orders/C4/confirm')).toMatchObject({
    status: 409,
    data: { error: { message: '综合评估未通过', hint: expect.stringMatching(limit) } },
  })
  const [user] = await sandbox.control.users()
  const refused = await merchant.create('C5', { openid: user!.openid, need_user_confirm: false })
  expect(refused).toEqual({ status: 400, data: { code: 'INVALID_REQUEST', message: '综合评估未通过' } })
  expect(await call('GET', '/requests?limit=1')).toMatchObject({
    data: { requests: [{ code: 'INVALID_REQUEST', reason: expect.stringMatching(limit) }] },
  })
})

test('changes the keys that sign', async () => {
  const { mode, certificates } = (await call('GET', '/platform')).data as PlatformState
  expect([mode, certificates.length]).toEqual(['publicKey', 1])
  const { data } = await call('POST', '/platform/certificates', { successorPercent: 20 })
  expect(data).toMatchObject({ successorPercent: 20, certificates: [{}, certificates[0]] })
  expect(JSON.stringify(data)).not.toContain('PRIVATE')
  expect((await call('GET', '/merchant/env')).data).not.toContain('WECHATPAY_PLATFORM_CERTIFICATES')
  expect(await call('PATCH', '/platform', { mode: 'certificate' })).toMatchObject({ data: { successorPercent: 100 } })
  expect((await call('GET', '/merchant/env')).data).toContain('WECHATPAY_PLATFORM_CERTIFICATES')
  expect(await call('PATCH', '/platform', { mode: 'switching' })).toMatchObject({
    status: 409,
    data: { error: { code: 'ROTATION_UNDER_WAY', hint: expect.stringContaining(certificates[0]!.serial) } },
  })
  expect(await call('DELETE', `/platform/certificates/${certificates[0]!.serial}`)).toMatchObject({ status: 200 })
  expect(await call('PATCH', '/platform', { successorPercent: 101 })).toMatchObject({
    status: 400,
    data: { error: { field: 'successorPercent', expected: 'a whole number from 0 to 100' } },
  })
  expect(await call('PATCH', '/platform', { mode: 'publicKey' })).toMatchObject({ data: { mode: 'publicKey' } })
})

test('lists orders and notifications by page, without bodies, and one of them whole', async () => {
  await sandbox.clock.freeze()
  await sandbox.clock.set(START)
  const merchant = new MerchantClient(sandbox)
  const numbers = ['L1', 'L2', 'L3', 'L4', 'L5']
  for (const number of numbers) await merchant.create(number)
  for (const number of ['L2', 'L4']) await sandbox.control.confirm(number)
  await sandbox.idle()

  const seen: string[] = []
  let next: string | undefined
  do {
    const { data } = await call('GET', `/orders?limit=2${next === undefined ? '' : `&cursor=${next}`}`)
    const page = data as { orders: { out_order_no: string }[]; next?: string }
    expect(page.orders.length).toBeLessThanOrEqual(2)
    seen.push(...page.orders.map(({ out_order_no }) => out_order_no))
    next = page.next
  } while (next !== undefined)
  // The newest comes first, although all have the same time.
  expect(seen).toEqual(numbers.toReversed())

  expect(await call('GET', '/orders?states=USER_ACCEPTED')).toMatchObject({
    data: { orders: [{ out_order_no: 'L4', state: 'USER_ACCEPTED' }, { out_order_no: 'L2' }] },
  })
  const { data: brief } = await call('GET', '/orders?outOrderNos=L3,L9')
  expect(brief).toEqual({
    orders: [
      {
        mchid: sandbox.merchant.mchid,
        out_order_no: 'L3',
        state: 'CREATED',
        service_introduction: '共享充电宝租借',
        service_start_location: '深圳湾万象城A柜',
        risk_amount: 9900,
        createdAt: START,
        changedAt: START,
      },
    ],
  })
  const { data: latest } = await call('GET', '/events?limit=2')
  expect(latest).toMatchObject({
    events: [
      { outOrderNo: 'L4', type: 'accepted' },
      { outOrderNo: 'L2', type: 'accepted' },
    ],
  })

  const { data } = await call('GET', '/deliveries?limit=1')
  const { deliveries, next: more } = data as { deliveries: { id: string }[]; next?: string }
  expect(deliveries).toMatchObject([{ eventType: 'PAYSCORE.USER_ACCEPTED', state: 'no_endpoint', attempts: [] }])
  expect(deliveries[0]).not.toHaveProperty('plaintext')
  expect(await call('GET', `/deliveries?limit=1&cursor=${more}`)).toMatchObject({
    data: { deliveries: [{ id: expect.not.stringMatching(deliveries[0]!.id) }] },
  })
  expect(await call('GET', `/deliveries/${deliveries[0]!.id}`)).toMatchObject({
    data: { plaintext: expect.stringContaining('out_order_no'), attempts: [] },
  })
})

test('adds faults and takes them back', async () => {
  const { data } = await call('POST', '/faults', { target: 'api', kind: 'reset' })
  expect(data).toMatchObject({ id: expect.any(String), remaining: 1 })
  const { id } = data as { id: string }
  expect(await call('GET', '/faults')).toMatchObject({ data: { faults: [{ id }] } })
  expect((await call('DELETE', `/faults/${id}`)).status).toBe(204)
  expect(await call('DELETE', `/faults/${id}`)).toMatchObject({
    status: 404,
    data: { error: { code: 'NO_SUCH_FAULT' } },
  })
  expect((await call('DELETE', '/faults')).status).toBe(204)
})

test('a connection reset reaches the client as one', async () => {
  await sandbox.control.addFault({ target: 'api', kind: 'reset', remaining: 1 })
  const failed = new MerchantClient(sandbox).create('C2')
  await expect(failed).rejects.toMatchObject({ cause: { code: expect.stringMatching(/ECONNRESET|UND_ERR_SOCKET/) } })
  await expect(sandbox.control.order('C2')).rejects.toMatchObject({ status: 404 })
})

test('tells of the merchant, with secrets only where they are asked for', async () => {
  const { privateKey, apiV3Key } = sandbox.merchant
  const open = JSON.stringify((await call('GET', '/merchant')).data)
  expect(open).toContain(sandbox.merchant.mchid)
  expect(open).not.toContain(apiV3Key)
  expect(open).not.toContain('PRIVATE KEY')
  const { data } = await call('GET', '/merchant/env')
  expect(data).toContain(`WECHATPAY_MERCHANT_PRIVATE_KEY="${privateKey.trim().replaceAll('\n', String.raw`\n`)}"`)
  expect(data).toContain(`WECHATPAY_BASE_URL="${sandbox.url}"`)
})

test('reset forgets everything but the merchant', async () => {
  const merchant = new MerchantClient(sandbox)
  await merchant.create('C3')
  await sandbox.control.confirm('C3')
  await sandbox.control.addFault({ target: 'notify', kind: 'drop', remaining: 1 })
  await sandbox.control.setUser('o2', { wallet: 'insufficient' })
  expect((await call('POST', '/reset')).status).toBe(204)
  for (const [path, key] of [
    ['/orders', 'orders'],
    ['/deliveries', 'deliveries'],
    ['/faults', 'faults'],
    ['/agenda', 'agenda'],
    ['/requests', 'requests'],
  ] as const) {
    expect(await call('GET', path)).toEqual({ status: 200, data: { [key]: [] } })
  }
  expect((await merchant.create('C3')).status).toBe(200)
})

describe('bad input names its field and changes nothing:', () => {
  const cases: readonly [string, string, unknown, object][] = [
    ['POST', '/clock/advance', {}, { code: 'INVALID_INPUT', field: 'ms', received: 'nothing' }],
    ['POST', '/clock/advance', { ms: -1 }, { field: 'ms', received: '-1' }],
    ['POST', '/clock/advance', { ms: '5' }, { field: 'ms', received: '"5"' }],
    ['POST', '/clock/advance', { ms: 1e300 }, { field: 'ms' }],
    [
      'POST',
      '/clock/advance',
      { ms: 1, minutes: 2 },
      { code: 'UNKNOWN_FIELD', field: 'minutes', expected: 'one of ms' },
    ],
    ['POST', '/clock/set', { instant: 9e15 }, { field: 'instant' }],
    ['POST', '/clock/freeze', { now: true }, { field: 'now', expected: 'no fields' }],
    ['POST', '/clock/advance', [], { code: 'INVALID_INPUT', expected: 'an object' }],
    ['POST', '/clock/advance', '{"ms":', { code: 'INVALID_JSON' }],
    ['POST', '/clock/advance', `{"ms":1,"x":"${'x'.repeat(70_000)}"}`, { code: 'TOO_LARGE' }],
    ['POST', '/clock/advance', '['.repeat(30_000) + ']'.repeat(30_000), { code: 'INVALID_JSON' }],
    ['POST', '/clock/advance', '{"ms":'.repeat(9_000) + '1' + '}'.repeat(9_000), { code: 'INVALID_JSON' }],
    ['POST', '/clock/advance', '{"ms":1,"ms":2}', { code: 'INVALID_JSON', message: expect.stringContaining('重复') }],
    ['GET', '/orders?limit=0', undefined, { field: 'limit', expected: 'a whole number from 1 to 200' }],
    ['GET', '/orders?limit=1e2', undefined, { field: 'limit', received: '"1e2"' }],
    ['GET', '/orders?states=CREATED,LOST', undefined, { field: 'states' }],
    ['GET', '/orders?outOrderNos=', undefined, { field: 'outOrderNos' }],
    ['GET', '/orders?cursor=elsewhere', undefined, { field: 'cursor' }],
    ['GET', '/orders?page=2', undefined, { code: 'UNKNOWN_FIELD', field: 'page' }],
    ['GET', '/deliveries?cursor=1_%00', undefined, { field: 'cursor' }],
    ['GET', '/users/a%20b', undefined, { field: 'openid' }],
    ['GET', '/deliveries/x', undefined, { code: 'NO_SUCH_DELIVERY', field: 'id' }],
    ['POST', '/orders/NOPE/confirm', {}, { code: 'NO_SUCH_ORDER', field: 'outOrderNo', received: '"NOPE"' }],
    ['POST', '/orders/a%00b/confirm', {}, { code: 'INVALID_INPUT', field: 'outOrderNo' }],
    ['POST', '/deliveries/%00/replay', {}, { field: 'id' }],
    ['DELETE', '/faults/%00', undefined, { field: 'id' }],
    ['GET', '/deliveries?outOrderNo=%00', undefined, { field: 'outOrderNo' }],
    ['PUT', '/endpoints', { url: 'http://a/b', serviceId: '\u0000' }, { field: 'serviceId' }],
    ['PUT', '/endpoints', { url: 'http://a/\u0000' }, { field: 'url' }],
    ['POST', '/orders/NOPE/confirm', { openid: 'a b' }, { field: 'openid' }],
    ['PATCH', '/users/a%20b', { wallet: 'sufficient' }, { field: 'openid' }],
    ['PATCH', '/users/o1', { wallet: 'full' }, { field: 'wallet', expected: 'one of sufficient, insufficient' }],
    ['PATCH', '/users/o1', { authorisedServices: 'some' }, { field: 'authorisedServices' }],
    ['PATCH', '/users/o1', { __proto__: null, constructor: 1 }, { field: 'constructor' }],
    ['POST', '/faults', { target: 'api', kind: 'melt' }, { field: 'kind' }],
    ['POST', '/faults', { target: 'notify', kind: 'reset' }, { field: 'kind' }],
    ['POST', '/faults', { target: 'api', kind: 'drop', remaining: 0 }, { field: 'remaining' }],
    ['POST', '/faults', { target: 'api', kind: 'error_after', status: 200 }, { field: 'status' }],
    ['PUT', '/endpoints', {}, { field: 'url', received: 'nothing' }],
    ['PUT', '/endpoints', { url: 'ftp://a/b' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: 'http://a/b?c=d' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: 'http://a' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: 'http://[::g]/b' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: 'http://[a/b' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: ' http://a/b' }, { field: 'url' }],
    ['PUT', '/endpoints', { url: 'http://a/b', serviceId: '999' }, { field: 'serviceId' }],
    ['POST', '/deliveries/x/replay', {}, { code: 'NO_SUCH_DELIVERY', field: 'id' }],
    ['GET', '/nowhere', undefined, { code: 'NO_SUCH_ROUTE' }],
    ['DELETE', '/clock', undefined, { code: 'METHOD_NOT_ALLOWED', expected: 'GET' }],
  ]
  test.each(cases)('%s %s %j', async (method, path, body, error) => {
    const { status, data } = await call(method, path, body)
    expect(status).toBeGreaterThanOrEqual(400)
    expect(status).toBeLessThan(500)
    expect(data).toMatchObject({ error: { message: expect.any(String), ...error } })
    expect(await sandbox.control.clock()).toMatchObject({ frozen: true })
    expect(await sandbox.control.faults()).toEqual([])
    expect((await sandbox.control.endpoints()).every(({ url }) => url === null)).toBe(true)
  })

  test.each(['application/x-www-form-urlencoded', 'application/json-patch+json', 'text/json', 'jsonapplication/json'])(
    'a body that is not JSON but %s',
    async (type) => {
      const answer = await call('POST', '/clock/advance', '{"ms":1}', { 'Content-Type': type })
      expect(answer).toMatchObject({ status: 415, data: { error: { field: 'Content-Type', received: `"${type}"` } } })
    },
  )
})

describe('a web page elsewhere', () => {
  /** Sends Host and Origin of the caller's choice, which `fetch` does not allow. */
  async function callAs(headers: Record<string, string>): Promise<number> {
    const { hostname, port } = new URL(sandbox.url)
    const sent = request({ hostname, port, path: '/_sandbox/api/clock/freeze', method: 'POST', headers })
    sent.end()
    const [response] = (await once(sent, 'response')) as [import('node:http').IncomingMessage]
    response.resume()
    return response.statusCode ?? 0
  }

  test('cannot drive the sandbox', async () => {
    const { host, port } = new URL(sandbox.url)
    expect(await callAs({ Host: host, Origin: 'https://evil.example' })).toBe(403)
    expect(await callAs({ Host: host, Origin: 'null' })).toBe(403)
    expect(await callAs({ Host: `evil.example:${port}` })).toBe(403)
    expect(
      await callAs({ Host: `127.0.0.1.evil.example:${port}`, Origin: `http://127.0.0.1.evil.example:${port}` }),
    ).toBe(403)
    expect(await callAs({ Host: host, Origin: `http://127.0.0.1:1` })).toBe(403)
  })

  test('differs from its own page and from programs', async () => {
    const { host, port } = new URL(sandbox.url)
    expect(await callAs({ Host: host })).toBe(200)
    expect(await callAs({ Host: host, Origin: `http://${host}` })).toBe(200)
    expect(await callAs({ Host: `localhost:${port}`, Origin: `http://localhost:${port}` })).toBe(200)
    expect(await callAs({ Host: `[::1]:${port}` })).toBe(200)
  })
})

test('the stream tells what changes', async () => {
  const closing = new AbortController()
  const response = await fetch(`${sandbox.url}/_sandbox/api/stream`, { signal: closing.signal })
  expect(response.headers.get('content-type')).toBe('text/event-stream')
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader()
  expect((await reader.read()).value).toBe(': connected\n\n')
  await new MerchantClient(sandbox).create('C4')
  let heard = ''
  while (!heard.includes('orders')) heard += (await reader.read()).value ?? ''
  expect(heard).toMatch(/^event: change\ndata: \{"changed":\[.*"orders".*\],"keys":\{.*"orders":\["C4"\].*\}\}\n\n/)
  closing.abort()
})

test('the page and the control API stand in no frame, and are taken for nothing else', async () => {
  for (const path of ['/', '/_sandbox/api', '/_sandbox/api/orders', '/_sandbox/api/nowhere', '/nothing']) {
    const { headers } = await fetch(sandbox.url + path)
    expect([path, headers.get('content-security-policy')]).toEqual([
      path,
      expect.stringContaining(`frame-ancestors 'none'`),
    ])
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
  const { headers } = await fetch(`${sandbox.url}/v3/certificates`)
  expect(headers.get('content-security-policy')).toBeNull()
})

test('outside the API there is a page, and otherwise nothing', async () => {
  const page = await fetch(sandbox.url)
  expect(page.status).toBe(200)
  expect(page.headers.get('content-type')).toMatch(/^text\/html/)
  for (const path of [
    '/nothing',
    '/..%2fpackage.json',
    '/%2e%2e/package.json',
    '/v2/pay',
    '/assets/../../package.json',
  ]) {
    const response = await fetch(sandbox.url + path)
    expect([response.status, await response.text()]).toEqual([404, ''])
  }
})
