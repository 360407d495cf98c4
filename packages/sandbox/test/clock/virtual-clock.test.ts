import { sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { changed } from '../../src/kernel/machine/change.ts'
import { databaseKinds, newServerDatabase } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

const DAY = 86_400_000

describe.each(databaseKinds)('the virtual clock on %s', (_, newDatabase) => {
  let stores: Awaited<ReturnType<typeof openStores>>

  beforeAll(async () => {
    stores = await openStores(await newDatabase())
  })
  afterAll(() => stores[Symbol.asyncDispose]())

  test('stands still while frozen, and moves by as much as it is moved', async () => {
    const { clock } = stores
    await clock.freeze()
    await clock.set(START)
    expect(await clock.read()).toEqual({ now: START, frozen: true })
    expect(await clock.advance(90_000)).toEqual({ now: START + 90_000, frozen: true, ran: [] })
    expect(await clock.now()).toBe(START + 90_000)
    expect(await clock.set(START + DAY)).toMatchObject({ now: START + DAY })
  })

  test('can be set back', async () => {
    const { clock } = stores
    await clock.freeze()
    await clock.set(START + DAY)
    expect(await clock.set(START)).toEqual({ now: START, frozen: true, ran: [] })
  })

  test('runs at the rate of real time, on from where it was', async () => {
    const { clock } = stores
    await clock.freeze()
    await clock.set(START)
    await clock.resume()
    await expect.poll(() => clock.now()).toBeGreaterThanOrEqual(START + 50)
    expect(await clock.read()).toMatchObject({ frozen: false })
    // The database reads its own clock before and after the virtual one, so the test does not depend on its duration.
    const realMs = sql<number>`extract(epoch from clock_timestamp() - runs_from)::float8 * 1000`
    const { before, virtual, after } = await stores.db
      .selectFrom('clock')
      .select([realMs.as('before'), sql<number>`virtual_now()`.as('virtual'), realMs.as('after')])
      .executeTakeFirstOrThrow()
    expect(virtual - START).toBeGreaterThanOrEqual(Math.floor(before))
    expect(virtual - START).toBeLessThanOrEqual(Math.ceil(after))
    const stopped = await clock.freeze()
    expect(await clock.now()).toBe(stopped.now)
  })

  test('shows how far a long move has come, and stops where it is told to', async () => {
    await using own = await openStores(await newDatabase())
    const { agenda, clock, db, orders, worker } = own
    await clock.freeze()
    await clock.set(START)
    worker.start({
      notify: async () => {},
      job: async (task) => void (await db.transaction().execute((trx) => agenda.finish(trx, task, 'well'))),
    })
    for (const day of [1, 2, 3, 400]) {
      const order = sampleOrder({ out_order_no: `DAY${day}` })
      await orders.transaction(({ save }) => save(changed(order, [], [{ kind: 'expire', dueAt: START + day * DAY }])))
    }
    const stop = new AbortController()
    const seen: unknown[] = []
    const move = await clock.advance(400 * DAY, {
      signal: stop.signal,
      onProgress: (progress) => {
        seen.push(progress)
        if (seen.length === 2) stop.abort()
      },
    })
    expect(seen).toEqual([1, 2].map((day) => ({ now: START + day * DAY, target: START + 400 * DAY })))
    expect(move).toMatchObject({ now: START + 2 * DAY, ran: [{ outOrderNo: 'DAY1' }, { outOrderNo: 'DAY2' }] })
    expect(await agenda.pending()).toMatchObject([{ outOrderNo: 'DAY3' }, { outOrderNo: 'DAY400' }])
  })

  test('adds up moves that are asked for at the same time', async () => {
    const { clock } = stores
    await clock.freeze()
    await clock.set(START)
    await Promise.all([clock.advance(1_000), clock.advance(20), clock.advance(300)])
    expect(await clock.now()).toBe(START + 1_320)
  })

  test('keeps running after a move when it ran before', async () => {
    const { clock } = stores
    await clock.resume()
    expect(await clock.advance(1_000)).toMatchObject({ frozen: false })
    const { now } = await clock.read()
    await expect.poll(() => clock.now()).toBeGreaterThan(now)
  })

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses to move by %s', async (ms) => {
    await expect(stores.clock.advance(ms)).rejects.toThrow(RangeError)
    await expect(stores.clock.set(ms)).rejects.toThrow(RangeError)
  })
})

test('two processes on one server have one clock', async () => {
  const database = await newServerDatabase()
  await using first = await createSandbox({ database, port: false, clock: { now: START, frozen: true } })
  await using second = await createSandbox({ database, port: false, clock: { now: 0, frozen: false } })
  expect(await second.clock.read()).toEqual({ now: START, frozen: true })
  await first.clock.advance(5_000)
  expect(await second.clock.now()).toBe(START + 5_000)
  await second.clock.advance(5_000)
  expect(await first.clock.now()).toBe(START + 10_000)
  await second.clock.resume()
  expect(await first.clock.read()).toMatchObject({ frozen: false })
})

test('a database that has a clock keeps it', async () => {
  const database = await newServerDatabase()
  const first = await createSandbox({ database, port: false, clock: { now: START, frozen: true } })
  await first.clock.advance(DAY)
  await first.close()
  await using second = await createSandbox({ database, port: false })
  expect(await second.clock.read()).toEqual({ now: START + DAY, frozen: true })
})
