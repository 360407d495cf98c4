import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type MerchantTerms, createSandbox } from '../../src/index.ts'
import { incomeMovements, settlementMovements } from '../../src/kernel/ledger/income.ts'
import { move } from '../../src/kernel/ledger/movement.ts'
import { feeOn } from '../../src/kernel/ledger/terms.ts'
import { newServerDatabase } from '../support/databases.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START } from '../support/store.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR

async function deduct(options: { total: number; terms?: Partial<MerchantTerms> }) {
  const { total, terms } = options
  const sandbox = await createSandbox({
    port: false,
    clock: { now: START, frozen: true },
    ...(terms && { merchant: { terms } }),
  })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  await merchant.create('L1')
  await sandbox.control.confirm('L1')
  await sandbox.clock.advance(HOUR)
  expect((await merchant.complete('L1', serviceTime(START + HOUR), total)).status).toBe(200)
  await sandbox.clock.advance(1_000)
  expect(await sandbox.control.order('L1')).toMatchObject({ state: 'USER_PAID' })
  return sandbox
}

test('a deduction is in the book: the amount less the fee, available at once', async () => {
  await using sandbox = await deduct({ total: 2_000 })
  expect(await sandbox.control.balances()).toEqual([{ account: 'BASIC', available: 1_988, pending: 0 }])
  expect(await sandbox.control.checkLedger()).toEqual({ balanced: true, movements: 3, problems: [] })
})

test('a merchant that is settled on the next day waits until nine in the morning', async () => {
  await using sandbox = await deduct({ total: 2_000, terms: { settle: 'T1', feeRate: 100 } })
  expect(await sandbox.control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 1_980 }])
  const { ran } = await sandbox.clock.advance(DAY)
  const settled = ran.filter(({ kind }) => kind === 'settle')
  expect(settled.map(({ doneAt }) => new Date(doneAt).toISOString())).toEqual(['2026-03-02T01:00:00.000Z'])
  expect(await sandbox.control.balances()).toEqual([{ account: 'BASIC', available: 1_980, pending: 0 }])
  expect(await sandbox.control.checkLedger()).toMatchObject({ balanced: true, problems: [] })
  expect(await sandbox.control.agenda()).toEqual([])
})

test('what is not an order is in no book: nothing is paid by a refusal, a sync or a wallet that is empty', async () => {
  await using sandbox = await createSandbox({ port: false, clock: { now: START, frozen: true } })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  const [user] = await sandbox.control.users()
  await sandbox.control.setUser(user!.openid, { wallet: 'insufficient' })
  for (const number of ['E1', 'E2']) {
    await merchant.create(number)
    await sandbox.control.confirm(number)
  }
  await sandbox.clock.advance(HOUR)
  await merchant.complete('E1', serviceTime(START + HOUR))
  await merchant.complete('E2', serviceTime(START + HOUR))
  await sandbox.clock.advance(HOUR)
  expect((await merchant.sync('E1', serviceTime(START + 2 * HOUR))).status).toBe(200)
  expect(await sandbox.control.balances()).toEqual([{ account: 'BASIC', available: 0, pending: 0 }])
  expect(await sandbox.control.checkLedger()).toMatchObject({ movements: 0 })
})

test('the check names what is wrong, and nobody can change what is written', async () => {
  const database = await newServerDatabase()
  await using sandbox = await createSandbox({ database, port: false, clock: { now: START, frozen: true } })
  const { default: pg } = await import('pg')
  const admin = new pg.Client({ connectionString: database.url, options: '-c search_path=wechatpay_sandbox' })
  await admin.connect()
  const account = `merchant/${sandbox.merchant.mchid}/BASIC/available`
  await admin.query(`insert into accounts values ($1, $2, 7)`, [account, sandbox.merchant.mchid])
  await admin.query(
    `insert into ledger (movement, product, mchid, number, at, kind, account, amount, balance, business_number, voucher_number)
     values (gen_random_uuid(), 'payafter', $2, 'X', 0, 'payment', $1, 5, 5, '1', 'X')`,
    [account, sandbox.merchant.mchid],
  )
  const { balanced, problems } = await sandbox.control.checkLedger()
  expect(balanced).toBe(false)
  expect(problems).toEqual([expect.stringMatching(/ sums to 5$/), `${account} has 7, its postings sum to 5`])
  const pending = `merchant/${sandbox.merchant.mchid}/BASIC/pending`
  // Postings that are deleted leave a chain that does not add up, and a first posting that starts from nothing.
  await admin.query(
    `insert into ledger (movement, product, mchid, number, at, kind, account, amount, balance, business_number, voucher_number)
     values (gen_random_uuid(), 'payafter', $2, 'X', 0, 'payment', $1, 3, 8, '1', 'X'),
       (gen_random_uuid(), 'payafter', $2, 'X', 0, 'payment', $1, 1, 10, '1', 'X'),
       (gen_random_uuid(), 'payafter', $2, 'X', 0, 'payment', $1, -2, 8, '1', 'X'),
       (gen_random_uuid(), 'payafter', $2, 'X', 0, 'payment', $3, 4, 5, '1', 'X')`,
    [account, sandbox.merchant.mchid, pending],
  )
  const { rows } = await admin.query<{ id: string }>(
    'select id from ledger where balance - amount in (9, 1) order by id',
  )
  const [gap, start] = rows.map(({ id }) => id)
  expect((await sandbox.control.checkLedger()).problems.slice(-3)).toEqual([
    `${pending} has 0, its postings sum to 4`,
    `${account} breaks at posting ${gap}`,
    `${pending} breaks at posting ${start}`,
  ])
  await admin.query('alter table accounts disable trigger covered')
  await admin.query('update accounts set balance = -7')
  expect((await sandbox.control.checkLedger()).problems).toContain(`${account} is overdrawn: -7`)
  await admin.query('alter table accounts enable trigger covered')
  await expect(admin.query('update ledger set amount = 1')).rejects.toThrow('never changed')
  await expect(admin.query('update accounts set balance = -1')).rejects.toThrow('overdrawn: -1')
  await admin.end()
})

test('every movement of every income sums to zero, to the last fen', () => {
  const income = fc.record({
    amount: fc.integer({ min: 1, max: 1_000_000_000 }),
    feeRate: fc.integer({ min: 0, max: 600 }),
    settle: fc.constantFrom('T0', 'T1', 'T7'),
  })
  fc.assert(
    fc.property(income, ({ amount, ...terms }) => {
      const about = { at: START, mchid: '1', amount, businessNumber: 'B', voucherNumber: 'V' }
      const fee = feeOn(amount, terms)
      const movements = [
        ...incomeMovements({ ...about, payer: 'o' }, terms),
        ...(terms.settle === 'T0' ? [] : settlementMovements({ ...about, amount: amount - fee })),
      ]
      const sums = new Map<string, number>()
      for (const { postings } of movements) {
        expect(postings.reduce((sum, posting) => sum + posting.amount, 0)).toBe(0)
        for (const posting of postings) {
          sums.set(posting.account, (sums.get(posting.account) ?? 0) + posting.amount)
        }
      }
      expect(sums.get('user/o')).toBe(-amount)
      expect(sums.get('merchant/1/BASIC/available') ?? 0).toBe(amount - fee)
      expect(sums.get('merchant/1/BASIC/pending') ?? 0).toBe(0)
      expect(sums.get('wechat/fees') ?? 0).toBe(fee)
    }),
    { numRuns: 1_000 },
  )
  for (const amount of [0, -1, 0.5, Number.MAX_VALUE])
    expect(() => move('user/a', 'user/b', amount)).toThrow(RangeError)
})
