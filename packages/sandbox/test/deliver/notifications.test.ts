import { createServer } from 'node:net'
import { once } from 'node:events'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { type FaultKind, type Sandbox, createSandbox } from '../../src/index.ts'
import { post } from '../../src/kernel/deliver/post.ts'
import { open, startEndpoint, verify } from '../support/endpoint.ts'
import { MerchantClient, serviceDay } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

let sandbox: Sandbox

beforeAll(async () => {
  sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
})
afterAll(() => sandbox.close())
beforeEach(async () => {
  await sandbox.control.reset()
  await sandbox.control.setEndpoint({ url: null })
  await sandbox.clock.set(START)
})

async function acceptOrder(outOrderNo: string): Promise<void> {
  await new MerchantClient(sandbox, sandbox.fetch).create(outOrderNo)
  await sandbox.control.confirm(outOrderNo)
  await sandbox.idle()
}

describe('a fault in a delivery', () => {
  const cases: readonly [FaultKind, { received: number; verified?: boolean; attempts: number; state: string }][] = [
    ['drop', { received: 0, attempts: 1, state: 'pending' }],
    ['duplicate', { received: 2, verified: true, attempts: 2, state: 'delivered' }],
    ['tamper', { received: 1, verified: false, attempts: 1, state: 'delivered' }],
    ['signtest', { received: 1, verified: false, attempts: 1, state: 'delivered' }],
    ['wrong_serial', { received: 1, verified: true, attempts: 1, state: 'delivered' }],
    ['stale_timestamp', { received: 1, verified: true, attempts: 1, state: 'delivered' }],
  ]
  test.each(cases)('%s', async (kind, expected) => {
    const startedAt = Math.floor(Date.now() / 1000)
    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    await sandbox.control.addFault({ target: 'notify', kind, remaining: 1, outOrderNo: 'N1' })
    await acceptOrder('N1')
    const [delivery] = await sandbox.control.deliveries()
    expect(delivery?.attempts).toHaveLength(expected.attempts)
    expect(delivery?.state).toBe(expected.state)
    expect(endpoint.received).toHaveLength(expected.received)
    const [received] = endpoint.received
    if (received) {
      expect(await verify(received, sandbox.merchant)).toBe(expected.verified)
      expect(received.headers['wechatpay-serial'] === sandbox.merchant.publicKeyId).toBe(kind !== 'wrong_serial')
      expect(Number(received.headers['wechatpay-timestamp']) < startedAt).toBe(kind === 'stale_timestamp')
      expect(String(received.headers['wechatpay-signature']).startsWith('WECHATPAY/SIGNTEST/')).toBe(
        kind === 'signtest',
      )
    }
    expect(await sandbox.control.faults()).toEqual([])
  })

  test('undecryptable: genuine, but sealed with another key', async () => {
    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    await sandbox.control.addFault({ target: 'notify', kind: 'undecryptable', remaining: 1 })
    await acceptOrder('N1')
    const [received] = endpoint.received
    expect(await verify(received!, sandbox.merchant)).toBe(true)
    await expect(open(received!, sandbox.merchant)).rejects.toThrow()
  })

  test('wrong_amount: genuine, but about one fen more', async () => {
    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    const merchant = new MerchantClient(sandbox, sandbox.fetch)
    await merchant.createInDays('N1', START)
    await sandbox.control.confirm('N1')
    await sandbox.idle()
    await merchant.complete('N1', serviceDay(START), 250)
    for (const _ of 'ab') await sandbox.control.addFault({ target: 'notify', kind: 'wrong_amount', remaining: 1 })
    await sandbox.clock.advance(1_000)
    await acceptOrder('N2')
    const bodies = await Promise.all(endpoint.received.map((received) => open(received, sandbox.merchant)))
    expect(bodies).toMatchObject([
      { verified: true, order: { risk_amount: 9900 } },
      { verified: true, order: { total_amount: 251 } },
      { verified: true, order: { risk_amount: 9901 } },
    ])
    expect((await merchant.query('N1')).data).toMatchObject({ total_amount: 250 })
  })

  test('of another target is refused', async () => {
    const fault = { target: 'notify', kind: 'reset', remaining: 1 } as const
    await expect(sandbox.control.addFault(fault)).rejects.toMatchObject({ field: 'kind', received: '"reset"' })
    await expect(sandbox.control.addFault({ target: 'api', kind: 'wrong_amount', remaining: 1 })).rejects.toMatchObject(
      { field: 'kind' },
    )
  })

  test('delay', async () => {
    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    await sandbox.control.addFault({ target: 'notify', kind: 'delay', delayMs: 7_000, remaining: 1 })
    await acceptOrder('N1')
    expect(endpoint.received).toHaveLength(0)
    const { ran } = await sandbox.clock.advance(10_000)
    expect(ran).toMatchObject([{ kind: 'notify', attempt: 1, doneAt: START + 7_000, outcome: '204' }])
  })
})

describe('an endpoint', () => {
  test('of the service comes before the one of the merchant', async () => {
    await using general = await startEndpoint()
    await using special = await startEndpoint()
    await sandbox.control.setEndpoint({ url: general.url })
    await sandbox.control.setEndpoint({ serviceId: sandbox.merchant.serviceId, url: special.url })
    await acceptOrder('N2')
    expect([general.received.length, special.received.length]).toEqual([0, 1])
    await sandbox.control.setEndpoint({ serviceId: sandbox.merchant.serviceId, url: null })
    await acceptOrder('N3')
    expect([general.received.length, special.received.length]).toEqual([1, 1])
  })

  test('that is missing is said to be missing; a replay after it is set delivers', async () => {
    await acceptOrder('N4')
    const [delivery] = await sandbox.control.deliveries()
    expect(delivery).toMatchObject({ state: 'no_endpoint', attempts: [] })
    const id = delivery?.id ?? ''
    await expect(sandbox.control.replay(id)).rejects.toMatchObject({ status: 409, code: 'NO_ENDPOINT' })

    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    expect(await sandbox.control.replay(id)).toMatchObject({ status: 204, replayed: true })
    expect(await sandbox.control.deliveries({ outOrderNo: 'N4' })).toMatchObject([
      { state: 'delivered', attempts: [{ replayed: true }] },
    ])
    const opened = await open(endpoint.received[0]!, sandbox.merchant)
    expect(opened).toMatchObject({ verified: true, envelope: { id } })
    await expect(sandbox.control.replay('nope')).rejects.toMatchObject({ status: 404 })
  })

  test.each([
    [302, 'redirects'],
    [202, 'neither 200 nor 204'],
    [500, 'neither 200 nor 204'],
  ])('that answers %d has failed', async (status, reason) => {
    await using endpoint = await startEndpoint(() => status)
    const reply = await post(endpoint.url, { headers: {}, body: '{}' })
    expect(reply).toMatchObject({ status, error: expect.stringContaining(reason) })
    expect(endpoint.received).toHaveLength(1)
  })

  test('gets the headers that production sends, in its case, and no others', async () => {
    await using endpoint = await startEndpoint()
    await sandbox.control.setEndpoint({ url: endpoint.url })
    await acceptOrder('N6')
    expect(endpoint.received[0]?.headerNames.toSorted()).toEqual([
      'Accept',
      'Connection',
      'Content-Length',
      'Content-Type',
      'Host',
      'Request-ID',
      'User-Agent',
      'Wechatpay-Nonce',
      'Wechatpay-Serial',
      'Wechatpay-Signature',
      'Wechatpay-Signature-Type',
      'Wechatpay-Timestamp',
    ])
  })

  test('that is not there, or does not answer in time, has failed', async () => {
    const silent = createServer((socket) => socket.resume())
    silent.listen(0, '127.0.0.1')
    await once(silent, 'listening')
    const address = silent.address()
    const url = `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}/`
    expect(await post(url, { headers: {}, body: '{}' }, 50)).toMatchObject({
      error: expect.stringContaining('no answer within 0.05 s'),
    })
    silent.close()
    await once(silent, 'close')
    for (const address of [url, url.replace('http:', 'https:'), url.replace('http:', 'HTTPS:')]) {
      const reply = await post(address, { headers: {}, body: '{}' })
      expect(reply).toEqual({ error: expect.stringContaining('ECONNREFUSED'), durationMs: expect.any(Number) })
    }
  })

  test('whose address cannot be parsed has failed at each attempt, and a fault may be for it', async () => {
    const { appid, mchid } = sandbox.merchant
    // Production's pattern lets this port through.
    const notify_url = 'https://shop.example:99999/n'
    const order = { appid, mchid, description: '书', out_trade_no: 'ORDER1', notify_url, amount: { total: 1 } }
    const client = new MerchantClient(sandbox, sandbox.fetch)
    expect(await client.send('POST', '/v3/pay/transactions/native', order)).toMatchObject({ status: 200 })
    await sandbox.control.payments.pay('ORDER1')
    await sandbox.idle()
    const failed = { url: notify_url, error: expect.stringContaining('the address cannot be parsed') }
    const [delivery] = await sandbox.control.deliveries()
    expect(delivery).toMatchObject({ state: 'pending', attempts: [failed] })
    expect(await sandbox.control.replay(delivery!.id)).toMatchObject(failed)
    await sandbox.control.addFault({ target: 'notify', kind: 'drop', remaining: 1, path: notify_url })
    await sandbox.clock.advance(15_000)
    expect(await sandbox.control.faults()).toEqual([])
  })

  test('gets a merchant in certificate mode signatures by the certificate', async () => {
    await using endpoint = await startEndpoint()
    await using other = await createSandbox({
      port: false,
      merchant: { notifyUrl: endpoint.url, mode: 'certificate' },
    })
    await new MerchantClient(other, other.fetch).create('N5')
    await other.control.confirm('N5')
    await other.idle()
    expect(endpoint.received[0]?.headers['wechatpay-serial']).toMatch(/^[0-9A-F]{40}$/)
    expect(other.clientOptions.platform).toEqual({ certificates: other.merchant.platformCertificates })
  })
})
