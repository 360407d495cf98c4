import { describe, expect, test } from 'vitest'
import { JobQueue } from '../../src/kernel/deliver/job-queue.ts'
import { changed } from '../../src/kernel/machine/change.ts'
import { databaseKinds } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

describe.each(databaseKinds)('the job queue on %s', (_, newDatabase) => {
  test('tries a task that fails again, and ends one that fails for good', async () => {
    const problems: unknown[] = []
    const logger = { info() {}, warn() {}, error: (_message: string, problem: unknown) => problems.push(problem) }
    await using stores = await openStores(await newDatabase(), (boss) => new JobQueue(boss, logger, 1))
    const { agenda, db, orders, queue } = stores
    const done = async (): Promise<never> => {
      throw new Error('not asked for')
    }
    await queue.work(
      {
        notify: done,
        job: async (task) => {
          if (task.kind === 'expire') throw new Error('always')
          if (problems.every((problem) => !String(problem).includes('once'))) throw new Error('once')
          await db.transaction().execute((trx) => agenda.finish(trx, task, 'well'))
        },
      },
      (task, error) => agenda.giveUp(task, error),
    )
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
    await agenda.handOverDue()
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
    const { agenda, db, orders, queue } = stores
    const hanging = new Set<string>()
    const answered: string[] = []
    const dead = Promise.withResolvers<void>()
    await queue.work(
      {
        notify: async (task) => {
          if (task.outOrderNo === 'GOOD') answered.push(task.outOrderNo)
          else {
            hanging.add(task.outOrderNo)
            await dead.promise
          }
          await db.transaction().execute((trx) => agenda.finish(trx, task, 'well'))
        },
        job: async () => {},
      },
      (task, error) => agenda.giveUp(task, error),
    )
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
    // Some come one by one, each in a batch of its own, others all at once.
    for (let number = 1; number <= 10; number++) {
      await notifyAbout(`DEAD${number}`)
      await agenda.handOverDue()
      await expect.poll(() => hanging.size).toBe(number)
    }
    for (let number = 11; number <= 60; number++) await notifyAbout(`DEAD${number}`)
    await agenda.handOverDue()
    await expect.poll(() => hanging.size).toBe(60)
    await notifyAbout('GOOD')
    await agenda.handOverDue()
    await expect.poll(() => answered).toContain('GOOD')
    expect(await agenda.pending()).toHaveLength(60)
    dead.resolve()
    await agenda.settled()
  })
})

test('a task that was handed over and is forgotten by the queue is taken back', async () => {
  await using stores = await openStores('memory')
  const { agenda, db, orders } = stores
  await orders.transaction(({ save }) => save(changed(sampleOrder(), [], [{ kind: 'expire', dueAt: START }])))
  const handedOver = () => db.selectFrom('tasks').select('handed_over').executeTakeFirstOrThrow()
  await agenda.handOverDue()
  expect(await handedOver()).toEqual({ handed_over: true })
  await agenda.takeBack()
  expect(await handedOver()).toEqual({ handed_over: false })
  await agenda.handOverDue()
  expect(await handedOver()).toEqual({ handed_over: true })
})
