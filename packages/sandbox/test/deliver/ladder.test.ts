import { describe, expect, test } from 'vitest'
import { type Delivery, createSandbox, notificationDelays } from '../../src/index.ts'
import { databaseKinds } from '../support/databases.ts'
import { open, startEndpoint } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

/** Offsets of the attempts to deliver a notification that the merchant never accepts. */
const OFFSETS = {
  'PAYSCORE.USER_ACCEPTED': '0:00:00 0:00:15 0:00:30 0:01:00 0:04:00 0:34:00 1:04:00 1:34:00 2:04:00 3:04:00',
  'TRANSACTION.SUCCESS':
    '0:00:00 0:00:15 0:00:30 0:01:00 0:04:00 0:14:00 0:34:00 1:04:00 1:34:00 2:04:00 3:04:00 6:04:00 9:04:00 12:04:00 18:04:00 24:04:00',
}

function offset(ms: number): string {
  const seconds = ms / 1000
  const two = (n: number): string => String(n).padStart(2, '0')
  return `${Math.floor(seconds / 3600)}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`
}

function instantsOf({ attempts }: Delivery): string {
  return attempts.map(({ at }) => offset(at - START)).join(' ')
}

describe.each(databaseKinds)('notifications on %s', (_, newDatabase) => {
  test('are tried again at the exact instants of their event, and then no more', async () => {
    await using endpoint = await startEndpoint(() => 500)
    await using sandbox = await createSandbox({
      database: await newDatabase(),
      port: false,
      clock: { now: START, frozen: true },
      merchant: { notifyUrl: endpoint.url },
    })
    const merchant = new MerchantClient(sandbox, sandbox.fetch)
    await merchant.create('L1')
    await sandbox.control.confirm('L1')
    const { mchid, appid } = sandbox.merchant
    await merchant.send('POST', '/v3/pay/transactions/native', {
      mchid,
      appid,
      description: '图书',
      out_trade_no: 'ORDER1',
      notify_url: endpoint.url,
      amount: { total: 1_500, currency: 'CNY' },
    })
    await sandbox.control.payments.pay('ORDER1')
    await sandbox.idle()
    const pending = { state: 'pending', nextAttemptAt: START + 15_000 }
    expect(await sandbox.control.deliveries()).toMatchObject([
      { ...pending, maxAttempts: 16 },
      { ...pending, maxAttempts: 10 },
    ])

    const { ran } = await sandbox.clock.advance(3 * DAY)
    expect(ran.filter(({ kind }) => kind === 'notify')).toHaveLength(9 + 15)
    const deliveries = await sandbox.control.deliveries()
    expect(Object.fromEntries(deliveries.map((one) => [one.eventType, instantsOf(one)]))).toEqual(OFFSETS)
    for (const { attempts, maxAttempts, state, nextAttemptAt } of deliveries) {
      expect(attempts.map(({ attempt }) => attempt)).toEqual(Array.from({ length: maxAttempts }, (_, i) => i + 1))
      expect([state, nextAttemptAt]).toEqual(['given_up', undefined])
    }

    // All attempts share one id; each has its own signature, timestamp and nonces.
    const opened = await Promise.all(endpoint.received.map((received) => open(received, sandbox.merchant)))
    expect(opened.every(({ verified }) => verified)).toBe(true)
    expect(new Set(opened.map(({ envelope }) => envelope.id))).toEqual(new Set(deliveries.map(({ id }) => id)))
    expect(new Set(opened.map(({ envelope }) => envelope.resource.nonce)).size).toBe(10 + 16)
    expect(new Set(endpoint.received.map(({ headers }) => headers['wechatpay-signature'])).size).toBe(10 + 16)
  })
})

test('the ladder is as long as documented', () => {
  expect(notificationDelays).toHaveLength(15)
  expect(notificationDelays.reduce((sum, delay) => sum + delay, 0)).toBe(24 * HOUR + 4 * 60_000)
})

test('delivery ends with the first success', async () => {
  await using endpoint = await startEndpoint((_, count) => (count < 3 ? 503 : 200))
  await using sandbox = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    merchant: { notifyUrl: endpoint.url },
    schedule: [1_000, 2_000, 3_000],
  })
  await new MerchantClient(sandbox, sandbox.fetch).create('L2')
  await sandbox.control.confirm('L2')
  await sandbox.clock.advance(DAY)
  const [delivery] = await sandbox.control.deliveries()
  expect(delivery).toMatchObject({ state: 'delivered' })
  expect(delivery?.attempts.map(({ at, status, replyExcerpt }) => [at - START, status, replyExcerpt])).toEqual([
    [0, 503, 'noted'],
    [1_000, 503, 'noted'],
    [3_000, 200, 'noted'],
  ])
})
