import { expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { newServerDatabase } from '../support/databases.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { MerchantClient } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const ORDERS = 40

test('two processes on one server share orders, keys and work, and do everything once', async () => {
  await using endpoint = await startEndpoint(() => 500)
  const database = await newServerDatabase()
  const common = { database, port: false, clock: { now: START, frozen: true } } as const
  // Both start at once on an empty database. Their only difference shows later which one did what.
  const [first, second] = await Promise.all([
    createSandbox({ ...common, merchant: { notifyUrl: endpoint.url }, schedule: [1_000] }),
    createSandbox({ ...common, merchant: { notifyUrl: endpoint.url }, schedule: [2_000] }),
  ])
  await using _first = first
  await using _second = second
  expect(second.merchant).toEqual(first.merchant)

  const clients = [new MerchantClient(first, first.fetch), new MerchantClient(second, second.fetch)] as const
  for (let index = 0; index < ORDERS; index++) {
    const number = `S${index}`
    expect((await clients[0].create(number)).status).toBe(200)
    expect((await clients[1].create(number, { risk_amount: 9_800 })).status).toBe(400)
    await second.control.confirm(number, { openid: `oUser${index}` })
    expect((await clients[0].query(number)).data).toMatchObject({ state: 'USER_ACCEPTED' })
  }
  await first.idle()
  await second.idle()

  const deliveries = await first.control.deliveries()
  expect(deliveries).toHaveLength(ORDERS)
  expect(deliveries.map(({ attempts }) => attempts.length)).toEqual(deliveries.map(() => 1))
  const steps = new Set(deliveries.map(({ nextAttemptAt = 0 }) => nextAttemptAt - START))
  expect(steps).toEqual(new Set([1_000, 2_000]))

  // One moves the clock, both work, and no task is left when the move is over.
  const { ran } = await first.clock.advance(2_000)
  expect(ran).toHaveLength(ORDERS)
  expect((await second.control.deliveries()).map(({ state }) => state)).toEqual(deliveries.map(() => 'given_up'))
  expect(endpoint.received).toHaveLength(2 * ORDERS)
})
