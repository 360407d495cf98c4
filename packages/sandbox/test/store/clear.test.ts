import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { changed } from '../../src/kernel/machine/change.ts'
import { clearMerchant } from '../../src/kernel/store/clear.ts'
import { newServerDatabase } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

test('a reset of one merchant gives way to a delivery that is being written down', async () => {
  await using stores = await openStores(await newServerDatabase())
  const { agenda, db, orders } = stores
  const order = sampleOrder()
  const work = { kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: START } as const
  await orders.transaction(({ save }) => save(changed(order, [], [work])))
  const [task] = await agenda.pending()

  const [begun, waits] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const written = db.transaction().execute(async (trx) => {
    await agenda.finish(trx, task!, 'well')
    begun.resolve()
    await waits.promise
    await trx.updateTable('notifications').set({ state: 'delivered' }).execute()
  })
  await begun.promise
  const cleared = clearMerchant(db, order.mchid)
  await expect
    .poll(async () => {
      const { rows } = await sql`select from pg_locks where not granted`.execute(db)
      return rows.length
    })
    .toBe(1)
  waits.resolve()

  expect(await Promise.allSettled([written, cleared])).toMatchObject([{ status: 'fulfilled' }, { status: 'fulfilled' }])
  expect(await orders.find(order.mchid, order.out_order_no)).toBeUndefined()
  expect(await agenda.pending()).toEqual([])
})
