import { describe, expect, test } from 'vitest'
import { Agenda } from '../../src/kernel/deliver/agenda.ts'
import { changed } from '../../src/kernel/machine/change.ts'
import type { SignalListener } from '../../src/kernel/store/database/signals.ts'
import { databaseKinds, newServerDatabase } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

describe.each(databaseKinds)('the worker on %s', (_, newDatabase) => {
  test('tries a task that fails again, and ends one that fails for good', async () => {
    const problems: unknown[] = []
    const logger = { info() {}, warn() {}, error: (_message: string, problem: unknown) => problems.push(problem) }
    await using stores = await openStores(await newDatabase(), { logger, retries: 1 })
    const { agenda, db, orders, worker } = stores
    const done = async (): Promise<never> => {
      throw new Error('not asked for')
    }
    worker.start({
      notify: done,
      job: async (task) => {
        if (task.kind === 'expire') throw new Error('always')
        if (problems.every((problem) => !String(problem).includes('once'))) throw new Error('once')
        await db.transaction().execute((trx) => agenda.finish(trx, task, 'well'))
      },
    })
    const order = sampleOrder()
    await orders.transaction(({ save }) =>
      save(
        changed(
          order,
          [],
          [
            { kind: 'expire', dueAt: START },
            { kind: 'deduct', attempt: 1, dueAt: START },
          ],
        ),
      ),
    )

    await agenda.settled()
    const ran = await agenda.finished(START - 1, START)
    expect(ran.map(({ kind, outcome }) => `${kind}: ${outcome}`).sort()).toEqual([
      'deduct: well',
      'expire: failed: Error: always',
    ])
    expect(problems.map(String).sort()).toEqual(['Error: always', 'Error: always', 'Error: once'])
  })

  test('60 deliveries that nobody answers hold up nobody else’s', async () => {
    await using stores = await openStores(await newDatabase())
    const { agenda, db, orders, worker } = stores
    const hanging = new Set<string>()
    const answered: string[] = []
    const dead = Promise.withResolvers<void>()
    worker.start({
      notify: async (task) => {
        if (task.outOrderNo === 'GOOD') answered.push(task.outOrderNo)
        else {
          hanging.add(task.outOrderNo)
          await dead.promise
        }
        await db.transaction().execute((trx) => agenda.finish(trx, task, 'well'))
      },
      job: async () => {},
    })
    const notifyAbout = (out_order_no: string) =>
      orders.transaction(({ save }) =>
        save(
          changed(
            sampleOrder({ out_order_no }),
            [],
            [{ kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: START }],
          ),
        ),
      )
    // Some notifications arrive one by one, each in its own batch, the others all at once.
    for (let number = 1; number <= 10; number++) {
      await notifyAbout(`DEAD${number}`)

      await expect.poll(() => hanging.size).toBe(number)
    }
    for (let number = 11; number <= 60; number++) await notifyAbout(`DEAD${number}`)

    await expect.poll(() => hanging.size).toBe(60)
    await notifyAbout('GOOD')

    await expect.poll(() => answered).toContain('GOOD')
    await expect.poll(async () => (await agenda.pending()).length).toBe(60)
    dead.resolve()
    await agenda.settled()
  })
})

test('a task that somebody holds is nobody else’s until it is taken back', async () => {
  await using stores = await openStores('memory')
  const { agenda, orders } = stores
  await orders.transaction(({ save }) => save(changed(sampleOrder(), [], [{ kind: 'expire', dueAt: START }])))
  const claimed = async () => (await agenda.claim(['notify', 'job'])).tasks.map(({ kind }) => kind)
  expect((await agenda.claim(['notify'])).tasks).toEqual([])
  expect(await claimed()).toEqual(['expire'])
  expect(await claimed()).toEqual([])
  await agenda.takeBack()
  expect(await claimed()).toEqual(['expire'])
})

test('of two who claim at the same time each task has one', async () => {
  await using stores = await openStores(await newServerDatabase())
  const { agenda, orders } = stores
  const tasks = Array.from({ length: 60 }, () => ({ kind: 'expire', dueAt: START }) as const)
  await orders.transaction(({ save }) => save(changed(sampleOrder(), [], tasks)))
  const claims = await Promise.all(Array.from({ length: 8 }, () => agenda.claim(['notify', 'job'])))
  const ids = claims.flatMap(({ tasks }) => tasks.map(({ id }) => id))
  expect(ids).toHaveLength(60)
  expect(new Set(ids).size).toBe(60)
})

test('who waits and finds the database away listens no longer', async () => {
  const stores = await openStores('memory')
  const listeners = new Set<SignalListener>()
  const subscribe = (listener: SignalListener) => {
    listeners.add(listener)
    return () => void listeners.delete(listener)
  }
  await stores.close()
  await expect(new Agenda(stores.db, { subscribe }).settled()).rejects.toThrow()
  expect(listeners.size).toBe(0)
})
