import { randomUUID } from 'node:crypto'
import { type CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Engine, createEngine } from '../../src/engine.ts'
import { credentialsOf } from '../../src/kernel/merchant/credentials.ts'
import { createApi } from '../../src/kernel/protocol/api.ts'
import { SCHEMA } from '../../src/kernel/store/schema/migrations/schema-name.ts'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import type { OpenDatabase } from '../../src/kernel/store/database/open-database.ts'
import { type Query, fillSandbox } from '../../../../scripts/fill-sandbox.ts'
import { Outage } from '../../src/kernel/store/database/outage.ts'
import type { Tables } from '../../src/kernel/store/schema/tables.ts'
import { DEFAULT_OPENID } from '../../src/kernel/merchant/users.ts'
import { newServerDatabase } from '../support/databases.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START, sampleOrder } from '../support/store.ts'

/**
 * Checks the cost of a sandbox after long use without measuring time. With 20,000 pay-after orders, 40,000 payments and
 * as many refunds in the tables, 40,000 coupons, half of them used by one user, and 5,000 stocks of one merchant, it
 * repeats every statement of the life of each and of every list under `explain analyze`, which counts the rows read. The
 * check of the book alone reads all of it, and the number of a merchant's stocks is counted in their index.
 */
const ORDERS = 20_000
const PAYMENTS = 40_000
const COUPONS = 20_000
const STOCKS = 5_000
const BUYER = 'oBuyer'
/** The longest page has 200 orders or notifications with a few attempts each. */
const MOST_ROWS = 1_000

const HOUR = 3_600_000

describe('after 100,000 orders, payments and refunds', () => {
  let database: OpenDatabase
  let engine: Engine
  let admin: pg.Client
  let merchant: MerchantClient
  const statements = new Map<string, CompiledQuery>()

  beforeAll(async () => {
    const { url } = await newServerDatabase()
    const pool = new pg.Pool({ connectionString: url, max: 10, options: `-c search_path=${SCHEMA},public`, types })
    database = await openDatabase({ url })
    const watched = new Kysely<Tables>({
      dialect: new PostgresDialect({ pool }),
      log: ({ query }) => void (statements.has(query.sql) || statements.set(query.sql, query)),
    })
    engine = await createEngine(
      { ...database, db: watched },
      {
        clock: { now: START, frozen: true },
        policy: { rejectNonceReplay: true },
        merchant: { notifyUrl: 'http://127.0.0.1:1/notify' },
      },
      new Outage(console, 'the test’s database'),
    )
    admin = new pg.Client({ connectionString: url, options: `-c search_path=${SCHEMA},public` })
    await admin.connect()
    const { mchid, services } = engine.merchant
    const api = createApi({ ...engine.api, resetConnection: () => {} })
    merchant = new MerchantClient(
      { url: 'http://sandbox.invalid', merchant: credentialsOf(engine.merchant) },
      async (input, init) => api.fetch(new Request(input, init)),
    )
    await engine.start()
    await trade(engine, merchant, 'TEMPLATE')
    await seed(admin, mchid, services[0]?.service_id ?? '')
    await seedPayments(admin, mchid)
    await seedCoupons(admin, engine)
    // The creation of a merchant cannot be repeated with the same numbers, and it reads no growing table.
    statements.clear()
    await use(engine, merchant)
    await trade(engine, merchant, 'AFTERWARDS')
    await lookAtPayments(engine)
    await payWithCoupon(engine, merchant)
    await listStocks(engine, merchant)
    await engine.stop()
    return async () => {
      await admin.end()
      await watched.destroy()
    }
  })
  afterAll(() => database?.close())

  test('every foreign key has an index', async () => {
    const { rows } = await admin.query<{ name: string }>(`
      select conrelid::regclass || '.' || conname as name
      from pg_constraint
      where contype = 'f' and connamespace = '${SCHEMA}'::regnamespace and not exists (
        select from pg_index
        where indrelid = conrelid and indpred is null
          and (indkey::int2[])[0:array_length(conkey, 1) - 1] @> conkey
      )`)
    expect(rows).toEqual([])
    const { rows: keys } = await admin.query(`select from pg_constraint where contype = 'f'`)
    expect(keys.length).toBeGreaterThanOrEqual(5)
  })

  test('no statement reads more rows than it needs', async () => {
    const seen = [...statements.values()].filter(
      ({ sql }) => /^(select|update|delete|with)\b/i.test(sql) && !sql.startsWith('select count(*) as "total"'),
    )
    // Inserts read no rows. The count catches a flow that no longer calls the database.
    expect(seen.length).toBeGreaterThan(50)
    const greedy: string[] = []
    for (const { sql, parameters } of seen) {
      await admin.query('begin')
      const { rows } = await admin.query<{ 'QUERY PLAN': { Plan: Plan }[] }>({
        text: `explain (analyze, timing off, format json) ${again(sql)}`,
        values: parameters.map((value) => (isWrite(sql) && isUuid(value) ? randomUUID() : value)),
      })
      await admin.query('rollback')
      const read = rowsRead(rows[0]!['QUERY PLAN'][0]!.Plan)
      if (read > MOST_ROWS) greedy.push(`${read} rows: ${sql}`)
    }
    expect(greedy).toEqual([])
  })

  test('the book of money balances', async () => {
    const { balanced, movements, problems } = await engine.control.checkLedger()
    expect({ balanced, problems }).toEqual({ balanced: true, problems: [] })
    // Each payment and each refund moves money at least once.
    expect(movements).toBeGreaterThan(2 * PAYMENTS)
  })

  test('a reset leaves nothing of it, and the merchant', async () => {
    await engine.control.reset()
    for (const table of [
      'entities',
      'entity_keys',
      'events',
      'notifications',
      'attempts',
      'tasks',
      'users',
      'nonces',
      'faults',
      'ledger',
      'accounts',
      'memories',
    ]) {
      const { rows } = await admin.query<{ count: string }>(`select count(*) as count from ${table}`)
      expect([table, Number(rows[0]?.count)]).toEqual([table, 0])
    }
    expect(await engine.control.endpoints()).toHaveLength(2)
  })
})

/** Returns a bigint as a number, as the sandbox's own connections do; the default is text. */
const types: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}

const isWrite = (sql: string): boolean => sql.startsWith('with saved')
const isUuid = (value: unknown): boolean =>
  typeof value === 'string' && /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/.test(value)

/** An update expects the version that was read, which has changed since, so the condition is replaced. */
function again(sql: string): string {
  return sql.replace(/xmin = (\$\d+)::xid/, '$1::text is not null')
}

interface Plan {
  readonly 'Node Type': string
  readonly 'Actual Rows': number
  readonly 'Actual Loops': number
  readonly 'Rows Removed by Filter'?: number
  readonly 'Rows Removed by Index Recheck'?: number
  readonly Plans?: readonly Plan[]
}

function rowsRead(plan: Plan): number {
  const { Plans = [], 'Actual Loops': loops } = plan
  const removed = (plan['Rows Removed by Filter'] ?? 0) + (plan['Rows Removed by Index Recheck'] ?? 0)
  const own = plan['Node Type'].endsWith('Scan') ? (plan['Actual Rows'] + removed) * loops : 0
  return Plans.reduce((sum, inner) => sum + rowsRead(inner), own)
}

/** Inserts one user's orders, most of them paid, with everything that long use leaves behind. */
async function seed(client: pg.Client, mchid: string, serviceId: string): Promise<void> {
  const template = JSON.stringify(
    sampleOrder({ mchid, service_id: serviceId, out_order_no: 'NUMBER', state: 'USER_PAID', openid: DEFAULT_OPENID }),
  ).replace('"USER_PAID"', '"STATE"')
  const run = (text: string, values: unknown[] = []) => client.query(text, values)
  await run(`set session_replication_role = replica`)
  await run(
    `insert into entities (product, mchid, number, openid, state, created_at, document, open)
     select 'payafter', $1, number, case state when 'CREATED' then null else $2 end, state,
       $3::bigint - n * 1000, replace(replace($4, 'NUMBER', number), 'STATE', state)::json, false
     from (
       select n, 'S' || n as number,
         case when n > 19990 then 'EXPIRED' when n % 20 = 0 then 'CREATED' when n % 20 = 1 then 'FINISHED' when n % 20 = 2 then 'REVOKED'
           else 'USER_PAID' end as state
       from generate_series(1, $5::int) n
     ) made
     order by n desc`,
    [mchid, DEFAULT_OPENID, START, template, ORDERS],
  )
  await run(
    `insert into entity_keys (product, name, value, mchid, number)
     select product, name, name || number, mchid, number from entities, unnest(array['order_id', 'query_id']) name`,
  )
  await run(
    `insert into events (product, mchid, number, at, type)
     select product, mchid, number, created_at + step, 'created' from entities, generate_series(1, 3) step`,
  )
  await run(
    `insert into notifications
       (id, product, mchid, number, service_id, event_type, summary, original_type, associated_data, plaintext, state,
       created_at, next_attempt_at)
     select 'N' || step || number, product, mchid, number, $1, 'PAYSCORE.USER_PAID', '', 'payscore', 'payscore', '{}',
       'delivered', created_at + step, null
     from entities, generate_series(1, 2) step`,
    [serviceId],
  )
  await run(
    `insert into attempts (notification_id, attempt, at, url, request_headers, request_body, status, duration_ms, replayed)
     select id, 1, created_at, 'http://a/', '{}', '{}', 204, 1, false from notifications`,
  )
  await run(
    `insert into tasks (id, product, kind, mchid, number, attempt, due_at, leased_until, done_at, outcome)
     select gen_random_uuid(), product, kind, mchid, number, 1, created_at + ${HOUR}, now(),
       case when kind = 'expire' and state = 'CREATED' then null else created_at end, ''
     from entities, unnest(array['expire', 'deduct']) kind`,
  )
  await run(`update tasks set leased_until = null, due_at = $1 where done_at is null`, [START + 100 * HOUR])
  await run(`insert into users select 'o' || n, '{}' from generate_series(1, 5000) n`)
  await run(`insert into nonces select $1, 'n' || n from generate_series(1, 10000) n`, [mchid])
  await run(
    `insert into memories select $1, 'rechargeBankTransferRechargeByOutRechargeNo', 'M' || n,
       'rechargeBankTransferRechargesApply', '{}', 0
     from generate_series(1, $2::int) n`,
    [mchid, ORDERS],
  )
  await run(`set session_replication_role = origin`)
  await run(`analyze`)
}

/** Copies the payment and the refund that {@link trade} has made. */
async function seedPayments(client: pg.Client, mchid: string): Promise<void> {
  const templates = [
    { product: 'payment', mchid, number: 'TEMPLATE0000000' },
    { product: 'refund', mchid, number: 'REFUND-TEMPLATE-0000000' },
  ]
  const query: Query = async (text, values) => (await client.query(text, values)) as never
  await fillSandbox(query, { templates, from: 1, to: PAYMENTS, deliveries: false })
}

/** Copies a user's coupon: as used ones of the same user, and for others, who have not used theirs. */
async function seedCoupons(client: pg.Client, { control }: Engine): Promise<void> {
  const { mchid, coupon_id } = await control.coupons.give({ amount: 100, openid: BUYER })
  await client.query(
    `insert into entities (product, mchid, number, openid, state, created_at, document, open)
     select product, mchid, number || n || given.state, case given.state when 'USED' then openid else 'o' || n end,
       given.state, created_at, replace(document::text, '"SENDED"', '"' || given.state || '"')::json, open
     from entities, generate_series(1, $3::int) n, unnest(array['USED', 'SENDED']) given (state)
     where product = 'coupon' and mchid = $1 and number = $2`,
    [mchid, coupon_id, COUPONS],
  )
  await client.query(
    `insert into entities (product, mchid, number, state, created_at, document, open)
     select product, mchid, number || n, state, created_at, document, open
     from entities, generate_series(1, $2::int) n where product = 'coupon-stock' and mchid = $1`,
    [mchid, STOCKS],
  )
  await client.query('analyze')
}

/** The merchant reads the first and the last of its stocks, and those of one state. */
async function listStocks({ merchant: { mchid } }: Engine, merchant: MerchantClient): Promise<void> {
  const list = async (query: string) => {
    const target = `/v3/marketing/favor/stocks?stock_creator_mchid=${mchid}&limit=10&${query}`
    return (await merchant.send('GET', target)).data
  }
  expect(await list('offset=0')).toMatchObject({ total_count: STOCKS + 1, data: { length: 10 } })
  expect(await list('offset=500')).toMatchObject({ total_count: STOCKS + 1, data: { length: 1 } })
  expect(await list('offset=3&status=running')).toMatchObject({ total_count: STOCKS + 1, data: { length: 10 } })
}

/** The user pays with the coupon that is left. */
async function payWithCoupon({ control, merchant: { mchid, secrets } }: Engine, merchant: MerchantClient) {
  const out_trade_no = 'WITH-COUPON'
  const order = {
    appid: secrets.appids[0],
    mchid,
    description: '图书',
    out_trade_no,
    notify_url: 'http://127.0.0.1:1/notify',
    amount: { total: 1_500, currency: 'CNY' },
  }
  expect((await merchant.send('POST', '/v3/pay/transactions/native', order)).status).toBe(200)
  expect(await control.payments.coupons(out_trade_no, { openid: BUYER })).toHaveLength(1)
  expect(await control.payments.pay(out_trade_no, { openid: BUYER })).toMatchObject({ vouchers: [{ amount: 100 }] })
}

/** Runs whole lives of orders and reads every list. */
async function use(engine: Engine, merchant: MerchantClient): Promise<void> {
  const { control, clock } = engine
  for (const number of ['G1', 'G2', 'G3', 'G4']) expect((await merchant.create(number)).status).toBe(200)
  const recharges = '/v3/recharge/bank-transfer-recharges/out-recharge-no'
  expect((await merchant.send('GET', `${recharges}/M1`)).status).toBe(200)
  expect((await merchant.send('GET', `${recharges}/M0`)).status).toBe(404)
  await control.confirm('G1')
  await control.decline('G2')
  await control.confirm('G3')
  await clock.advance(HOUR)
  expect((await merchant.complete('G1', serviceTime(START + 2 * HOUR))).status).toBe(200)
  expect((await merchant.complete('G3', serviceTime(START + 2 * HOUR))).status).toBe(200)
  await control.setUser(DEFAULT_OPENID, { failNextDeductions: 1 })
  await clock.advance(1_000)
  expect((await control.pay((await control.order('G1')).state === 'FINISHED' ? 'G1' : 'G3')).state).toBe('USER_PAID')
  await clock.set(START)
  await clock.resume()
  await clock.freeze()

  const first = await control.orderPage()
  await control.orderPage({ cursor: first.next ?? '', limit: 200 })
  await control.orderPage({ states: ['CREATED', 'FINISHED'], limit: 20 })
  await control.orderPage({ states: ['EXPIRED'] }) // a few, and the oldest
  await control.orderPage({ outOrderNos: ['S1', 'S2', 'S19999'] })
  await control.orders()
  await control.happenings({ limit: 200 })
  const { deliveries, next } = await control.deliveryPage()
  await control.deliveryPage({ cursor: next ?? '', limit: 200 })
  await control.deliveryPage({ outOrderNo: 'S3' })
  await control.deliveries({ outOrderNo: 'S3' })
  await control.deliveries()
  await control.delivery(deliveries[0]?.id ?? '')
  await control.replay(deliveries[0]?.id ?? '')
  await control.agenda()
  await control.agenda({ outOrderNo: 'G2' })
  await control.users()
  await control.user('o7')
  await control.requests()
  const { id } = await control.addFault({ target: 'api', kind: 'error_before', remaining: 2 })
  await merchant.query('G1')
  await control.faults()
  await control.clearFaults(id)
  await control.platform()
  await control.endpoints()
  await engine.idle()
}

/** Pays an order and refunds a part of it, and closes another order. */
async function trade(engine: Engine, merchant: MerchantClient, name: string): Promise<void> {
  const { mchid } = engine.merchant
  const out_trade_no = `${name}0000000`
  const out_refund_no = `REFUND-${name}-0000000`
  const order = {
    appid: engine.merchant.secrets.appids[0],
    mchid,
    description: '图书',
    notify_url: 'http://127.0.0.1:1/notify',
    amount: { total: 1_500, currency: 'CNY' },
    payer: { openid: DEFAULT_OPENID },
  }
  const jsapi = (number: string) =>
    merchant.send('POST', '/v3/pay/transactions/jsapi', { ...order, out_trade_no: number })
  expect((await jsapi(out_trade_no)).status).toBe(200)
  const { transaction_id } = await engine.control.payments.pay(out_trade_no)
  for (const number of [`out-trade-no/${out_trade_no}`, `id/${transaction_id}`]) {
    const { data } = await merchant.send('GET', `/v3/pay/transactions/${number}?mchid=${mchid}`)
    expect(data).toMatchObject({ trade_state: 'SUCCESS' })
  }
  const amount = { refund: 600, total: 1_500, currency: 'CNY' }
  const asked = await merchant.send('POST', '/v3/refund/domestic/refunds', { out_trade_no, out_refund_no, amount })
  expect(asked.status).toBe(200)
  await engine.clock.advance(HOUR)
  const refund = await merchant.send('GET', `/v3/refund/domestic/refunds/${out_refund_no}`)
  expect(refund.data).toMatchObject({ status: 'SUCCESS' })
  const closed = `CLOSED-${name}`
  expect((await jsapi(closed)).status).toBe(200)
  const target = `/v3/pay/transactions/out-trade-no/${closed}/close`
  expect((await merchant.send('POST', target, { mchid })).status).toBe(204)
}

async function lookAtPayments({ control }: Engine): Promise<void> {
  const first = await control.payments.page()
  await control.payments.page({ cursor: first.next ?? '', limit: 200 })
  await control.payments.page({ states: ['SUCCESS', 'NOTPAY'], limit: 20 })
  await control.payments.page({ outTradeNos: ['TEMPLATE0000001', 'TEMPLATE0040000'] })
  await control.payments.page({ payable: true })
  await control.refunds.page({ limit: 200 })
  await control.refunds.get('REFUND-TEMPLATE-0000007')
}
