import { Kysely, PostgresDialect, sql } from 'kysely'
import { Migrator } from 'kysely/migration'
import pg from 'pg'
import { expect, test } from 'vitest'
import { createSandbox } from '../../src/index.ts'
import { createMerchant } from '../../src/kernel/merchant/create-merchant.ts'
import { clearMerchant } from '../../src/kernel/store/clear.ts'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import { migrations } from '../../src/kernel/store/schema/migrations/migrate.ts'
import { SCHEMA } from '../../src/kernel/store/schema/migrations/schema-name.ts'
import { newServerDatabase } from '../support/databases.ts'
import { startEndpoint } from '../support/endpoint.ts'
import { MerchantClient, serviceTime } from '../support/merchant-client.ts'
import { START, sampleOrder } from '../support/store.ts'

const HOUR = 3_600_000

/** A database as the last version before a migration left it. */
async function oldDatabase(before: string): Promise<{ url: string; db: Kysely<never> }> {
  const { url } = await newServerDatabase()
  const pool = new pg.Pool({ connectionString: url, options: `-c search_path=${SCHEMA},public` })
  const db = new Kysely<never>({ dialect: new PostgresDialect({ pool }) })
  await sql.raw(`create schema ${SCHEMA}`).execute(db)
  const old = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < before))
  const { error } = await new Migrator({
    db,
    provider: { getMigrations: () => Promise.resolve(old) },
    migrationTableSchema: SCHEMA,
  }).migrateToLatest()
  if (error) throw new Error('the old schema could not be made', { cause: error })
  return { url, db }
}

test('a database of the time when there were only orders goes on where it stood', async () => {
  await using endpoint = await startEndpoint()
  const { url, db } = await oldDatabase('0003_products')
  const { mchid, secrets, services } = await createMerchant()
  const [service] = services
  const orders = [
    sampleOrder({ out_order_no: 'OLD1', state: 'USER_ACCEPTED', openid: 'o1', resolvedStartTime: serviceTime(START) }),
    sampleOrder({ out_order_no: 'OLD2' }),
    // A paid one, with what a merchant may write: JSON functions cannot read it.
    sampleOrder({
      out_order_no: 'OLD3',
      state: 'USER_PAID',
      finish_transaction_id: '4200000000202603010000000003',
      create: { ...sampleOrder().create, attach: '\0"finish_transaction_id":"4200000000202603010000000009"' },
    }),
  ]
  await sql`insert into clock values (1, ${START}, null)`.execute(db)
  await sql`insert into merchants values (${mchid}, ${JSON.stringify(secrets)}, ${endpoint.url})`.execute(db)
  await sql`insert into services values (${service!.service_id}, ${mchid}, ${JSON.stringify(service)}, null)`.execute(
    db,
  )
  for (const order of orders) {
    const { out_order_no: number, order_id, service_id, openid = null, state } = order
    await sql`insert into orders
      (mchid, out_order_no, order_id, service_id, openid, state, query_id, created_at, document, open)
      values (${mchid}, ${number}, ${order_id}, ${service_id}, ${openid}, ${state}, ${`query${number}`}, ${START},
        ${JSON.stringify(order)}, ${state === 'USER_ACCEPTED'})`.execute(db)
    await sql`insert into order_events (mchid, out_order_no, at, type) values (${mchid}, ${number}, ${START}, 'created')`.execute(
      db,
    )
  }
  await sql`insert into notifications
    (id, mchid, out_order_no, service_id, event_type, plaintext, state, created_at, next_attempt_at)
    values ('N1', ${mchid}, 'OLD1', ${service!.service_id}, 'PAYSCORE.USER_ACCEPTED', '{"risk_amount":9900}', 'pending',
      ${START}, ${START})`.execute(db)
  // Handed over to a job queue that this version does not have any more.
  await sql`insert into tasks values
    (gen_random_uuid(), 'notify', ${mchid}, 'OLD1', 'N1', 1, ${START}, true, null, null),
    (gen_random_uuid(), 'expire', ${mchid}, 'OLD2', null, 1, ${START + HOUR}, false, null, null)`.execute(db)
  await db.destroy()

  await using sandbox = await createSandbox({ database: { url }, port: false })
  const merchant = new MerchantClient(sandbox, sandbox.fetch)
  expect(sandbox.merchant.mchid).toBe(mchid)
  expect((await sandbox.control.orders()).map(({ out_order_no }) => out_order_no)).toEqual(['OLD3', 'OLD2', 'OLD1'])
  expect(await sandbox.control.order('OLD3')).toEqual({ ...orders[2], events: [{ type: 'created', at: START }] })
  const ids = new URLSearchParams({ ...merchant.ids, query_id: 'queryOLD2' })
  expect((await merchant.send('GET', `/v3/payscore/payafter-orders?${ids}`)).data).toMatchObject({
    out_order_no: 'OLD2',
  })

  await sandbox.idle()
  expect(endpoint.received).toHaveLength(1)
  expect(JSON.parse(endpoint.received[0]!.body.toString())).toMatchObject({
    id: 'N1',
    summary: '用户已确认订单',
    resource: { original_type: 'payscore', associated_data: 'payscore' },
  })
  const { ran } = await sandbox.clock.advance(HOUR)
  expect(ran).toMatchObject([{ product: 'payafter', kind: 'expire', outOrderNo: 'OLD2', outcome: 'expired' }])
  expect((await merchant.complete('OLD1', serviceTime(START + HOUR))).status).toBe(200)
  await sandbox.clock.advance(1_000)
  expect(await sandbox.control.order('OLD1')).toMatchObject({ state: 'USER_PAID' })

  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  const { rows } = await admin.query<{ key: string }>(
    `select number || ' ' || name || ' ' || value as key from ${SCHEMA}.entity_keys where number = 'OLD3' order by name`,
  )
  await admin.end()
  expect(rows.map(({ key }) => key)).toEqual([
    `OLD3 order_id ${orders[2]!.order_id}`,
    'OLD3 query_id queryOLD3',
    'OLD3 transaction_id 4200000000202603010000000003',
  ])
})

test('sub orders of the time before resets knew of them go with their combined order', async () => {
  const { url, db } = await oldDatabase('0010_parts')
  const sub = { mchid: '1900000111', out_trade_no: 'S1', terms: { description: '\0"partOf":{"mchid":"1' } }
  const partOf = { mchid: '1900000110', combine_out_trade_no: 'C|1' }
  await sql`insert into entities (product, mchid, number, state, open, created_at, document) values
    ('combined', '1900000110', 'C|1', 'NOTPAY', true, ${START}, '{"subOrders":[]}'),
    ('payment', '1900000111', 'S1', 'NOTPAY', false, ${START}, ${JSON.stringify({ ...sub, partOf })}),
    ('payment', '1900000111', 'S2', 'NOTPAY', false, ${START}, ${JSON.stringify({ ...sub, out_trade_no: 'S2' })})`.execute(
    db,
  )
  await db.destroy()

  const database = await openDatabase({ url })
  await database.prepared()
  await clearMerchant(database.db, '1900000110')
  const left = await database.db.selectFrom('entities').select('number').execute()
  await database.close()
  expect(left).toEqual([{ number: 'S2' }])
})
