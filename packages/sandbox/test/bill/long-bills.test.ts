import { sql } from 'kysely'
import { expect, test } from 'vitest'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import { StatementStore } from '../../src/kernel/store/statements.ts'
import { tradesOf } from '../../src/products/index.ts'
import { newServerDatabase } from '../support/databases.ts'
import { START } from '../support/store.ts'

const DAY = 86_400_000
/** Number of payments; a page holds 2,000 postings. */
const COUNT = 5_000
const MCHID = '1900000109'

test('a bill of several pages is whole, in order, and every page begins where the one before ended', async () => {
  const database = await openDatabase(await newServerDatabase())
  const { db } = database
  const document = JSON.stringify({
    mchid: MCHID,
    appid: 'wx1',
    out_trade_no: 'NUMBER',
    surface: 'native',
    state: 'SUCCESS',
    transaction_id: '42NUMBER',
    payer: 'oBuyer',
    terms: { description: '图书', total: 100, currency: 'CNY', notify_url: 'https://shop.example/', rest: {} },
  })
  await sql`insert into entities (product, mchid, number, state, open, created_at, document)
    select 'payment', ${MCHID}, 'P' || n, 'SUCCESS', false, ${START}::bigint, replace(${document}, 'NUMBER', 'P' || n)::json
    from generate_series(1, ${COUNT}::int) n`.execute(db)
  // Inserts all postings of each payment, most of them at the same instant.
  await sql`insert into ledger
      (movement, product, mchid, number, at, kind, account, amount, balance, business_number, voucher_number)
    select (lpad(to_hex(n), 8, '0') || '-0000-0000-0000-00000000000' || m)::uuid, 'payment', ${MCHID}, 'P' || n,
      ${START}::bigint + n % 3, kind, account, amount, case when account like 'merchant/%' then 0 end, '42P' || n, 'P' || n
    from generate_series(1, ${COUNT}::int) n, (values
      (1, 'payment', 'user/oBuyer', -100), (1, 'payment', ${`merchant/${MCHID}/BASIC/pending`}, 100),
      (2, 'fee', ${`merchant/${MCHID}/BASIC/pending`}, -1), (2, 'fee', 'wechat/fees', 1),
      (3, 'settlement', ${`merchant/${MCHID}/BASIC/pending`}, -99),
      (3, 'settlement', ${`merchant/${MCHID}/BASIC/available`}, 99::bigint)
    ) as posting (m, kind, account, amount)
    order by n, m`.execute(db)
  await sql`analyze`.execute(db)
  const statements = new StatementStore(db, tradesOf)
  const span = { from: START, to: START + DAY }
  const numbers: string[] = []
  let before = 0
  for await (const { at, trade, fee, owner } of statements.trades(MCHID, span, START + DAY)) {
    numbers.push(trade.out_trade_no)
    expect([fee, owner]).toEqual([1, MCHID])
    expect(at).toBeGreaterThanOrEqual(before)
    before = at
  }
  expect(numbers).toHaveLength(COUNT)
  expect(new Set(numbers).size).toBe(COUNT)

  let count = 0
  const sums = { available: 0, pending: 0 }
  let last = { at: 0, id: 0 }
  for await (const { id, at, available, pending } of statements.entries(MCHID, 'BASIC', span)) {
    count++
    sums.available += available
    sums.pending += pending
    expect(at > last.at || (at === last.at && id > last.id)).toBe(true)
    last = { at, id }
  }
  expect([count, sums]).toEqual([3 * COUNT, { available: 99 * COUNT, pending: 0 }])
  expect(await statements.balanceBefore(MCHID, 'BASIC', START + DAY)).toEqual(sums)
  expect(await statements.balanceBefore(MCHID, 'BASIC', START)).toBeUndefined()
  await database.close()
})
