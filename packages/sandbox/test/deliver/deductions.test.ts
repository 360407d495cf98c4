import { describe, expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { changed } from '../../src/kernel/machine/change.ts'
import { UserStore } from '../../src/kernel/merchant/users.ts'
import type { World } from '../../src/kernel/world/world.ts'
import { EntityStore } from '../../src/kernel/store/entities.ts'
import { Ledger } from '../../src/kernel/store/ledger.ts'
import { type SandboxPolicy, createPolicy } from '../../src/products/index.ts'
import { payafterJobs } from '../../src/products/payafter/jobs.ts'
import { T_COMPLETE, finished } from '../domain/orders.ts'
import { databaseKinds } from '../support/databases.ts'
import { MerchantClient, serviceDay, serviceTime } from '../support/merchant-client.ts'
import { START, openStores } from '../support/store.ts'

const MINUTE = 60_000
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR
const USER = 'oSandboxUser0000000000000001'

describe.each(databaseKinds)('deductions on %s', (_, newDatabase) => {
  test('are tried after 1 s, 10 min, 1 h, 6 h and then daily, until there is money', async () => {
    await using sandbox = await createSandbox({
      database: await newDatabase(),
      port: false,
      clock: { now: START, frozen: true },
    })
    const merchant = new MerchantClient(sandbox, sandbox.fetch)
    await merchant.create('D1')
    await sandbox.control.confirm('D1')
    await sandbox.control.setUser(USER, { wallet: 'insufficient' })
    await sandbox.clock.advance(HOUR)
    const finished = START + HOUR
    expect((await merchant.complete('D1', serviceTime(finished - MINUTE))).status).toBe(200)

    const { ran } = await sandbox.clock.advance(3 * DAY)
    const first = 1_000
    const expected = [first, first + 10 * MINUTE, first + 70 * MINUTE, first + 430 * MINUTE]
    for (let day = 1; day <= 2; day++) expected.push(first + 430 * MINUTE + day * DAY)
    const tried = ran.filter(({ kind }) => kind === 'deduct')
    expect(tried.map(({ doneAt }) => doneAt - finished)).toEqual(expected)
    expect(new Set(tried.map(({ outcome }) => outcome))).toEqual(new Set(['no money']))
    expect(await sandbox.control.order('D1')).toMatchObject({ state: 'FINISHED', deductionAttempts: 6 })

    await sandbox.control.setUser(USER, { wallet: 'sufficient' })
    const { ran: later } = await sandbox.clock.advance(DAY)
    expect(later).toMatchObject([{ kind: 'deduct', attempt: 7, outcome: 'paid' }, { kind: 'notify' }])
    expect((await merchant.query('D1')).data).toMatchObject({ state: 'USER_PAID' })
    expect(await sandbox.control.agenda()).toEqual([])
  })
})

test('a payment by the user ends them', async () => {
  await using sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  await merchant.create('D2')
  await sandbox.control.confirm('D2')
  await sandbox.control.setUser(USER, { failNextDeductions: 2 })
  await sandbox.clock.advance(HOUR)
  await merchant.complete('D2', serviceTime(START + HOUR - MINUTE))
  await sandbox.clock.advance(MINUTE)
  expect(await sandbox.control.pay('D2')).toMatchObject({ state: 'USER_PAID', deductionAttempts: 1 })
  const { ran } = await sandbox.clock.advance(DAY)
  expect(ran.filter(({ kind }) => kind === 'deduct')).toEqual([])
  await expect(sandbox.control.pay('D2')).rejects.toMatchObject({ status: 409 })
})

test('may take their time, in which a sync has to wait', async () => {
  await using sandbox = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    policy: { deductionTakesMs: 30_000 },
  })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  await merchant.create('D4')
  await sandbox.control.confirm('D4')
  await sandbox.control.setUser(USER, { failNextDeductions: 1 })
  await sandbox.clock.advance(HOUR)
  await merchant.complete('D4', serviceTime(START + HOUR - MINUTE))

  const begun = await sandbox.clock.advance(MINUTE / 4)
  expect(begun.ran.at(-1)).toMatchObject({ kind: 'deduct', attempt: 1, outcome: 'begun' })
  expect(await merchant.sync('D4', serviceTime(START + HOUR))).toMatchObject({
    status: 400,
    data: { code: 'INVALID_REQUEST', message: '收款结果不明，请稍后重试' },
  })

  const { ran } = await sandbox.clock.advance(DAY)
  expect(ran.map(({ kind, attempt, outcome }) => [kind, attempt, outcome])).toEqual([
    ['deduct', 1, 'no money'],
    ['deduct', 2, 'begun'],
    ['deduct', 2, 'paid'],
    ['notify', 1, expect.any(String)],
  ])
  expect(await sandbox.control.order('D4')).toMatchObject({ state: 'USER_PAID', deductionAttempts: 2 })
})

test('are not decided before their time when two processes begin them', async () => {
  await using stores = await openStores('memory')
  const { agenda, db, orders } = stores
  const policy = createPolicy({ deductionTakesMs: 30_000 })
  const entities = new EntityStore(db, agenda, new UserStore(db), new Ledger(db), policy)
  let now = T_COMPLETE
  const merchants = { find: () => Promise.resolve(undefined) }
  const world = { entities, merchants, policy, now: () => Promise.resolve(now) } as unknown as World<SandboxPolicy>
  const stateOf = async () => (await orders.find(finished.mchid, finished.out_order_no))?.state
  await orders.transaction(({ save }) => save(changed(finished, [], [{ kind: 'deduct', attempt: 1, dueAt: now }])))
  const [begins] = await agenda.pending()

  await payafterJobs.deduct(begins!, world)
  await payafterJobs.deduct(begins!, world) // by whom it was taken over when its lease had run out
  expect(await stateOf()).toBe('FINISHED')
  const [decides, ...others] = await agenda.pending()
  expect(others).toEqual([])
  now += 30_000
  await payafterJobs.deduct(decides!, world)
  expect(await stateOf()).toBe('USER_PAID')
})

test('in real time what is due later is done then, not before', async () => {
  await using sandbox = await createSandbox({ port: false, policy: { firstDeductionDelayMs: 300 } })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  const now = await sandbox.clock.now()
  await merchant.createInDays('D3', now)
  await sandbox.control.confirm('D3')
  expect((await merchant.complete('D3', serviceDay(now))).status).toBe(200)
  const { completedAt = 0 } = await sandbox.control.order('D3')
  await expect.poll(async () => (await sandbox.control.order('D3')).state, { interval: 20 }).toBe('USER_PAID')
  const { paidAt = 0 } = await sandbox.control.order('D3')
  expect(paidAt - completedAt).toBeGreaterThanOrEqual(300)
})
