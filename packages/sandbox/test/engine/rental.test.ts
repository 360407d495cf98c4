import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Sandbox, createSandbox } from '../../src/index.ts'
import { databaseKinds } from '../support/databases.ts'
import { type Endpoint, open, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'

const START = Date.parse('2026-03-01T10:00:00+08:00')
const MINUTE = 60_000

describe.each(databaseKinds)('a rental on %s', (_, newDatabase) => {
  let sandbox: Sandbox
  let endpoint: Endpoint
  let merchant: MerchantClient

  beforeAll(async () => {
    endpoint = await startEndpoint()
    sandbox = await createSandbox({
      database: await newDatabase(),
      clock: { now: START, frozen: true },
      merchant: { notifyUrl: endpoint.url },
    })
    merchant = new MerchantClient(sandbox)
  })

  afterAll(async () => {
    await sandbox.close()
    await endpoint[Symbol.asyncDispose]()
  })

  test('is created, confirmed, completed, collected, and told to the merchant', async () => {
    const created = await merchant.create('PB1')
    expect(created).toMatchObject({ status: 200, data: { out_order_no: 'PB1' } })

    await sandbox.clock.advance(3_000)
    const { order, queryId } = await sandbox.control.confirm('PB1')
    expect(order.state).toBe('USER_ACCEPTED')
    expect(queryId).toMatch(/^\w{1,64}$/)
    await sandbox.idle()
    const accepted = await open(endpoint.received[0]!, sandbox.merchant)
    expect(accepted).toMatchObject({
      verified: true,
      serial: sandbox.merchant.publicKeyId,
      envelope: {
        event_type: 'PAYSCORE.USER_ACCEPTED',
        create_time: '2026-03-01T10:00:03+08:00',
        resource: { original_type: 'payscore' },
      },
      order: { out_order_no: 'PB1', state: 'USER_ACCEPTED', service_start_time: '20260301100003' },
    })

    await sandbox.control.setUser('oSandboxUser0000000000000001', { failNextDeductions: 1 })
    await sandbox.clock.advance(131 * MINUTE)
    const end = serviceTime(START + 130 * MINUTE)
    const ticket = String(accepted.order['finish_ticket'])
    const completed = await merchant.complete('PB1', end, 1250, ticket)
    expect(completed.status).toBe(200)
    expect(await merchant.complete('PB1', end, 1250)).toEqual(completed)
    expect((await merchant.complete('PB1', end, 1000, ticket)).status).toBe(400)

    const moved = await sandbox.clock.advance(20 * MINUTE)
    const finishedAt = START + 3_000 + 131 * MINUTE
    expect(moved.ran.map(({ kind, doneAt, outcome }) => [kind, doneAt - finishedAt, outcome])).toEqual([
      ['deduct', 1_000, 'no money'],
      ['deduct', 601_000, 'paid'],
      ['notify', 601_000, '204'],
    ])
    const paid = await open(endpoint.received[1]!, sandbox.merchant)
    expect(paid).toMatchObject({
      verified: true,
      envelope: { event_type: 'PAYSCORE.USER_PAID' },
      order: { state: 'USER_PAID', total_amount: 1250, pay_succ_time: serviceTime(finishedAt + 601_000) },
    })
    expect((await merchant.query('PB1')).data).toMatchObject({ state: 'USER_PAID', total_amount: 1250 })
    const { events } = await sandbox.control.order('PB1')
    expect(events.map(({ type }) => type)).toEqual(['created', 'accepted', 'completed', 'deduction_failed', 'paid'])
  })

  test('expires when nobody confirms within the hour, to the millisecond', async () => {
    const { now } = await sandbox.clock.read()
    await merchant.create('PB2')
    await sandbox.clock.advance(60 * MINUTE - 1)
    expect((await sandbox.control.order('PB2')).state).toBe('CREATED')
    const { ran } = await sandbox.clock.advance(1)
    expect(ran).toMatchObject([{ kind: 'expire', outOrderNo: 'PB2', doneAt: now + 60 * MINUTE, outcome: 'expired' }])
    expect((await sandbox.control.order('PB2')).state).toBe('EXPIRED')
    await expect(sandbox.control.confirm('PB2')).rejects.toMatchObject({ status: 409, code: 'INVALID_REQUEST' })
  })

  test('remembers the requests, newest first', async () => {
    const [latest] = await sandbox.control.requests()
    expect(latest).toMatchObject({ method: 'POST', target: '/v3/payscore/payafter-orders', status: 200 })
  })
})
