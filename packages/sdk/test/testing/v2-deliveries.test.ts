import { beforeAll, describe, expect, test } from 'vitest'
import { checkEndpoint, testPlatform, type TestPlatform } from '../../src/testing/index.ts'
import { createReceiver, createWebhookHandler, memoryClaims, type V2WebhookEvent } from '../../src/webhook/index.ts'

let platform: TestPlatform

beforeAll(async () => {
  platform = await testPlatform()
})

const combined = { combine_mch_id: '1900000109', combine_out_trade_no: 'CT1' }
const deliveries: Readonly<Record<V2WebhookEvent['eventType'], object>> = {
  'v2/transaction-success': { out_trade_no: 'T1', total_fee: '118' },
  'v2/transaction-failed': { out_trade_no: 'T1', total_fee: '118' },
  'v2/combined-transactions-success': combined,
  'v2/combined-transactions-failed': combined,
  'v2/refund-processed': { out_refund_no: 'R1', refund_id: '5000', refund_status: 'SUCCESS' },
  'v2/pap-contract-state-changed': { change_type: 'ADD', contract_id: 'C1' },
  'v2/vehicle-state-changed-for-parking': {
    plate_number: '粤B888888',
    vehicle_event_type: 'NORMAL',
    vehicle_event_createtime: '20260301100000',
  },
  'v2/transactions-risk-occurred': { risk_level: '1', event_code: 'RISK1' },
  'v2/CHECK.SUCCESS': { out_order_no: 'RENT1' },
  'v2/CHECK.FAIL': { out_order_no: 'RENT1' },
  'v2/TRANSACTION.SUCCESS': { out_order_no: 'RENT1' },
  'v2/TRANSACTION.FAIL': { out_order_no: 'RENT1' },
}

test.each(Object.entries(deliveries))('%s comes as XML, and is received', async (type, resource) => {
  const delivery = await platform.signedNotification(type, resource)
  expect(delivery.rawBody).toMatch(/^<xml>/)
  for (const request of [delivery, delivery.request(), await delivery.again()]) {
    expect(await createReceiver(platform.keys).receive(request)).toMatchObject({
      id: delivery.id,
      version: 'v2',
      eventType: type,
      resource,
    })
  }
})

describe('a defect is found', () => {
  test.each([
    ['bad-signature', 'v2/transaction-success', 'bad-signature'],
    ['altered', 'v2/transaction-success', 'bad-signature'],
    ['truncated', 'v2/transaction-success', 'malformed'],
    ['undecryptable', 'v2/refund-processed', 'undecryptable'],
    ['undecryptable', 'v2/TRANSACTION.SUCCESS', 'undecryptable'],
  ] as const)('%s of %s: %s', async (defect, type, reason) => {
    const delivery = await platform.signedNotification(type, deliveries[type], { defect })
    await expect(createReceiver(platform.keys).receive(delivery)).rejects.toMatchObject({ reason })
  })

  test('one that APIv2 cannot have is refused, and what it can have is said', async () => {
    await expect(
      platform.signedNotification('v2/transaction-success', { out_trade_no: 'T1' }, { defect: 'unknown-serial' }),
    ).rejects.toThrow('there are bad-signature, altered, truncated, undecryptable')
  })
})

test('a copy is acted on once', async () => {
  let acted = 0
  const handler = createWebhookHandler({
    keys: platform.keys,
    store: memoryClaims(platform.clock),
    on: { 'v2/transaction-success': () => void acted++ },
  })
  const paid = await platform.signedNotification('v2/transaction-success', { out_trade_no: 'T2' })
  const answers = [await handler.handle(paid), await handler.handle(await paid.again())]
  expect(answers.map(({ status, body }) => [status, body?.includes('SUCCESS')])).toEqual([
    [200, true],
    [200, true],
  ])
  expect(acted).toBe(1)
})

test('fields that do not tell the notification are refused: no receiver would know it', async () => {
  await expect(platform.signedNotification('v2/transaction-success', { total_fee: '118' })).rejects.toMatchObject({
    name: 'RequestError',
    field: 'resource',
    message: expect.stringContaining('v2/transaction-success') as string,
  })
})

test('the go-live check is not for APIv2, and says so', async () => {
  const events = () => [{ eventType: 'v2/transaction-success', resource: { out_trade_no: 'T1' } }] as const
  await expect(checkEndpoint('http://127.0.0.1:1/wechatpay', { platform, events })).rejects.toMatchObject({
    field: 'events',
  })
})
