import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { changed } from '../../src/kernel/machine/change.ts'
import { clearMerchant } from '../../src/kernel/store/clear.ts'
import { merchantAccount, userAccount } from '../../src/kernel/ledger/account.ts'
import { move } from '../../src/kernel/ledger/movement.ts'
import { Ledger } from '../../src/kernel/store/ledger.ts'
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

test('money that one merchant had from another stays gone when either is reset', async () => {
  await using stores = await openStores('memory')
  const { db, orders } = stores
  const [payer, receiver] = ['1900000109', '1900000110']
  const about = { at: START, businessNumber: '1', voucherNumber: '2' }
  const [first, second] = [merchantAccount(payer), merchantAccount(receiver)]
  const paid = { ...about, kind: 'payment', postings: move(userAccount('oBuyer'), first, 1_000) } as const
  const passedOn = { ...about, kind: 'payment', postings: move(first, second, 300) } as const
  await orders.transaction(({ save }) => save(changed(sampleOrder(), [], [], [paid, passedOn])))
  const balances = async () => {
    expect(await new Ledger(db).check()).toMatchObject({ balanced: true, problems: [] })
    return db.selectFrom('accounts').select(['account', 'balance']).orderBy('account').execute()
  }

  await clearMerchant(db, receiver)
  expect(await balances()).toEqual([{ account: first, balance: 700 }])
  await clearMerchant(db, payer)
  expect(await balances()).toEqual([])
  expect(await db.selectFrom('ledger').selectAll().execute()).toEqual([])
})
