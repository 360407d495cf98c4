import { PGlite } from '@electric-sql/pglite'
import { expect, test } from 'vitest'
import { PreparedPglite } from '../../src/kernel/store/database/prepared-pglite.ts'

test('statements are prepared anew when tables change, and when that is undone', async () => {
  const database = new PreparedPglite(await PGlite.create())
  const rows = async () => (await database.query('select * from things', [])).rows
  await database.query('create table things (a int)', [])
  await database.query('insert into things values (1)', [])
  expect(await rows()).toEqual([{ a: 1 }])

  await database.query('alter table things add column b int', [])
  expect(await rows()).toEqual([{ a: 1, b: null }])

  const undone = database.transaction(async ({ query }) => {
    await query('alter table things add column c int', [])
    expect((await query('select * from things', [])).rows).toEqual([{ a: 1, b: null, c: null }])
    throw new Error('undone')
  })
  await expect(undone).rejects.toThrow('undone')
  expect(await rows()).toEqual([{ a: 1, b: null }])
  await database.close()
})
