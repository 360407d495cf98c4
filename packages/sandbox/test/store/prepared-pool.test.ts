import { CompiledQuery, Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { preparedPool } from '../../src/kernel/store/database/prepared-pool.ts'
import { newServerDatabase } from '../support/databases.ts'

let db: Kysely<unknown>

beforeEach(async () => {
  const { url } = await newServerDatabase()
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  db = new Kysely({ dialect: new PostgresDialect({ pool: preparedPool(pool) }) })
  await run('create table things (a int)')
  await run('insert into things values ($1)', [1])
})
afterEach(() => db.destroy())

async function run(text: string, values: unknown[] = []): Promise<unknown[]> {
  return (await db.executeQuery(CompiledQuery.raw(text, values))).rows
}

test('what is asked again and again is prepared once, and what happens once is not', async () => {
  for (const value of [1, 2, 3]) await run('select a from things where a = $1', [value])
  await db.transaction().execute((trx) => trx.executeQuery(CompiledQuery.raw('update things set a = a')))
  expect(await run('select statement, from_sql from pg_prepared_statements order by prepare_time')).toEqual([
    { statement: 'insert into things values ($1)', from_sql: false },
    { statement: 'select a from things where a = $1', from_sql: false },
    { statement: 'update things set a = a', from_sql: false },
    { statement: 'select statement, from_sql from pg_prepared_statements order by prepare_time', from_sql: false },
  ])
})

test('only so many statements are kept', async () => {
  for (let count = 0; count < 310; count++) await run(`select ${count}`)
  expect(await run('select count(*)::int as kept from pg_prepared_statements')).toEqual([{ kept: 300 }])
})

test('statements are prepared anew when somebody else has changed a table', async () => {
  expect(await run('select * from things')).toEqual([{ a: 1 }])
  await run('alter table things add column b int')
  expect(await run('select * from things')).toEqual([{ a: 1, b: null }])
})

test('in a transaction the change shows as what it is', async () => {
  await run('select * from things')
  await run('alter table things add column b int')
  const failed = db.transaction().execute((trx) => trx.executeQuery(CompiledQuery.raw('select * from things')))
  await expect(failed).rejects.toThrow('cached plan must not change result type')
  expect(await run('select * from things')).toEqual([{ a: 1, b: null }])
})
