import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { changed } from '../../src/kernel/machine/change.ts'
import type { NumberedPageQuery } from '../../src/kernel/machine/entities.ts'
import { FaultStore } from '../../src/kernel/faults/fault-store.ts'
import { RequestJournal } from '../../src/kernel/store/journal.ts'
import { NonceStore } from '../../src/kernel/store/nonces.ts'
import { NotificationStore } from '../../src/kernel/store/notifications.ts'
import { UserStore } from '../../src/kernel/merchant/users.ts'
import { databaseKinds } from '../support/databases.ts'
import { START, openStores, sampleOrder } from '../support/store.ts'

describe.each(databaseKinds)('the store on %s', (_, newDatabase) => {
  let stores: Awaited<ReturnType<typeof openStores>>

  beforeAll(async () => {
    stores = await openStores(await newDatabase())
  })
  afterAll(() => stores[Symbol.asyncDispose]())

  test('gives an order back as it was saved, whatever the merchant wrote into it', async () => {
    const { orders } = stores
    const sample = sampleOrder()
    const order = sampleOrder({
      create: {
        ...sample.create,
        attach: `'; drop table orders; -- \u0000 \u{d800} 中文 😀`,
        risk_amount: 9_007_199_254_740_991,
      },
    })
    await orders.transaction(({ save }) => save(changed(order, [])))
    expect(await orders.find(order.mchid, order.out_order_no)).toEqual(order)
    expect(await orders.find(order.mchid, 'T0')).toBeUndefined()
    expect(await orders.find(order.mchid, 'nul\u0000')).toBeUndefined()
  })

  test('writes order, timeline, notification and work together', async () => {
    const { orders, agenda, db } = stores
    const order = sampleOrder({ openid: 'o1', state: 'USER_ACCEPTED' })
    await orders.transaction(({ save }) =>
      save(
        changed(
          order,
          [
            { type: 'created', at: START },
            { type: 'accepted', at: START, detail: { by: 'user' } },
          ],
          [
            { kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: START + 5 },
            { kind: 'deduct', attempt: 3, dueAt: START + 4 },
          ],
        ),
      ),
    )
    expect(await orders.findWithEvents(order.mchid, order.out_order_no)).toEqual({
      ...order,
      events: [
        { type: 'created', at: START },
        { type: 'accepted', at: START, detail: { by: 'user' } },
      ],
    })
    const tasks = (await agenda.pending()).filter(({ outOrderNo }) => outOrderNo === order.out_order_no)
    expect(tasks).toMatchObject([
      { kind: 'deduct', attempt: 3, dueAt: START + 4 },
      { kind: 'notify', attempt: 1, dueAt: START + 5 },
    ])
    const notification = await db
      .selectFrom('notifications')
      .selectAll()
      .where('id', '=', tasks[1]?.notificationId ?? '')
      .executeTakeFirstOrThrow()
    expect(notification).toMatchObject({ state: 'pending', created_at: START, next_attempt_at: START + 5 })
    expect(JSON.parse(notification.plaintext)).toEqual({ state: 'USER_ACCEPTED', eventType: 'PAYSCORE.USER_ACCEPTED' })
  })

  test('leaves nothing behind when the work in a transaction fails', async () => {
    const { orders, db } = stores
    const order = sampleOrder()
    const failing = orders.transaction(async ({ save }) => {
      await save(changed(order, [{ type: 'created', at: START }], [{ kind: 'expire', dueAt: START }]))
      throw new Error('power cut')
    })
    await expect(failing).rejects.toThrow('power cut')
    expect(await orders.find(order.mchid, order.out_order_no)).toBeUndefined()
    const tasks = await db.selectFrom('tasks').selectAll().where('number', '=', order.out_order_no).execute()
    expect(tasks).toEqual([])
  })

  test('lets the second of two simultaneous creations see the first', async () => {
    const { orders } = stores
    // Only later rounds run simultaneously; the first one opens the connections.
    for (let round = 0; round < 4; round++) {
      const order = sampleOrder()
      const create = () =>
        orders.transaction(async ({ lock, save }) => {
          const existing = await lock(order.mchid, order.out_order_no)
          if (!existing) await save(changed(order, [{ type: 'created', at: START }]))
          return existing === undefined
        })
      const created = await Promise.all(Array.from({ length: 8 }, create))
      expect(created.filter(Boolean)).toHaveLength(1)
      expect((await orders.findWithEvents(order.mchid, order.out_order_no))?.events).toHaveLength(1)
    }
  })

  test('lets changes to one order happen one after the other', async () => {
    const { orders } = stores
    const order = sampleOrder()
    await orders.transaction(({ save }) => save(changed(order, [])))
    const increment = () =>
      orders.transaction(async ({ lock, save }) => {
        const current = await lock(order.mchid, order.out_order_no)
        if (!current) throw new Error('gone')
        await save(changed({ ...current, deductionAttempts: current.deductionAttempts + 1 }, []))
      })
    await Promise.all(Array.from({ length: 8 }, increment))
    expect((await orders.find(order.mchid, order.out_order_no))?.deductionAttempts).toBe(8)
  })

  test('finds an order by its query id, and only for its merchant', async () => {
    const { orders } = stores
    const order = sampleOrder()
    await orders.transaction(({ save }) => save(changed(order, [])))
    const queryId = await orders.queryIdOf(order.mchid, order.out_order_no)
    expect(queryId).toMatch(/^\w{32}$/)
    expect(await orders.findByQueryId(order.mchid, queryId ?? '')).toEqual(order)
    expect(await orders.findByQueryId('1900000110', queryId ?? '')).toBeUndefined()
    expect(await orders.findByQueryId(order.mchid, '\u0000')).toBeUndefined()
    expect(await orders.findOfAny(queryId ?? '')).toEqual(order)
    expect(await orders.findOfAny('unknown')).toBeUndefined()
  })

  test('knows which orders of a user are open', async () => {
    const { orders } = stores
    const states = ['CREATED', 'USER_ACCEPTED', 'FINISHED', 'USER_PAID', 'REVOKED', 'EXPIRED'] as const
    for (const state of states) {
      await orders.transaction(({ save }) => save(changed(sampleOrder({ openid: 'o2', state }), [])))
    }
    const open = await orders.openOrdersOf('o2')
    expect(open.map(({ state }) => state).sort()).toEqual(['FINISHED', 'USER_ACCEPTED'])
  })

  test('lists orders of a merchant and no other by numbered pages, newest first', async () => {
    const { orders } = stores
    const mchid = '1900000777'
    const [first, other, second, third] = [
      sampleOrder({ mchid, createdAt: START }),
      sampleOrder({ mchid: '1900000778' }),
      sampleOrder({ mchid, createdAt: START + 1, state: 'USER_PAID' }),
      sampleOrder({ mchid, createdAt: START + 2 }),
    ]
    for (const order of [first, other, second, third]) await orders.transaction(({ save }) => save(changed(order, [])))
    const page = async (query: Partial<NumberedPageQuery>) => {
      const { items, total } = await orders.numberedPage(mchid, { skip: 0, limit: 2, ...query })
      return [total, ...items.map(({ out_order_no }) => out_order_no)]
    }
    expect(await page({})).toEqual([3, third.out_order_no, second.out_order_no])
    expect(await page({ skip: 2 })).toEqual([3, first.out_order_no])
    expect(await page({ skip: 4 })).toEqual([3])
    expect(await page({ state: 'USER_PAID' })).toEqual([1, second.out_order_no])
    expect(await page({ createdFrom: START + 1 })).toEqual([2, third.out_order_no, second.out_order_no])
    expect(await page({ createdUntil: START + 1 })).toEqual([2, second.out_order_no, first.out_order_no])
  })

  test('uses a fault up on the requests it fits, oldest first, once each whoever asks', async () => {
    const faults = new FaultStore(stores.db, stores.signals)
    const subject = { target: 'api', method: 'POST', path: '/v3/payscore/payafter-orders/A/complete' } as const
    await faults.add({ target: 'notify', kind: 'drop', remaining: 1 })
    await faults.add({ target: 'api', kind: 'reset', remaining: 3, path: '/complete' })
    await faults.add({ target: 'api', kind: 'tamper', remaining: 1, outOrderNo: 'B' })
    expect(await faults.take({ ...subject, path: '/v3/certificates' })).toBeUndefined()
    expect(await faults.take({ ...subject, path: '/x', outOrderNo: 'B' })).toMatchObject({ kind: 'tamper' })
    const taken = await Promise.all(Array.from({ length: 5 }, () => faults.take(subject)))
    expect(taken.map((fault) => fault?.kind).filter(Boolean)).toEqual(['reset', 'reset', 'reset'])
    expect(await faults.list()).toMatchObject([{ target: 'notify', remaining: 1 }])
    expect(await faults.clear()).toBe(true)
    expect(await faults.clear()).toBe(false)
  })

  test('takes every well-formed openid for somebody, and uses failures up before the wallet is asked', async () => {
    const users = new UserStore(stores.db)
    expect(await users.find('o!')).toBeUndefined()
    expect(await users.find('o3')).toMatchObject({ openid: 'o3', credit: 'good', authorisedServices: 'all' })
    await users.update('o3', { failNextDeductions: 1 })
    await users.update('o3', { credit: 'rejected' })
    const charge = () => stores.db.transaction().execute((trx) => users.charge(trx, 'o3'))
    expect([await charge(), await charge()]).toEqual([false, true])
    await users.update('o3', { wallet: 'insufficient' })
    expect(await charge()).toBe(false)
    expect((await users.list(10)).map(({ openid }) => openid)).toEqual(['oSandboxUser0000000000000001', 'o3'])
  })

  test('keeps the latest requests and no more', async () => {
    const journal = new RequestJournal(stores.db, console)
    for (let at = 0; at < 520; at++) {
      journal.add({ at, method: 'GET', target: '/v3/certificates', status: 200, durationMs: 1 })
      if (at === 300) await journal.flushed()
    }
    const latest = await journal.list(1_000)
    expect(latest).toHaveLength(500)
    expect(latest[0]).toMatchObject({ at: 519 })
  })

  test('knows a nonce that comes again', async () => {
    const nonces = new NonceStore(stores.db)
    expect(await nonces.seen('1', 'n')).toBe(false)
    expect(await nonces.seen('2', 'n')).toBe(false)
    expect(await nonces.seen('1', 'n')).toBe(true)
  })

  test('records attempts of a notification that is there, and forgets those of one that is not', async () => {
    const notifications = new NotificationStore(stores.db)
    const attempt = { attempt: 1, at: START, url: 'http://a/', requestHeaders: {}, requestBody: '{}', durationMs: 1 }
    await notifications.addAttempts('gone', [attempt])
    const { count } = await stores.db
      .selectFrom('attempts')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .executeTakeFirstOrThrow()
    expect(count).toBe(0)
  })
})
