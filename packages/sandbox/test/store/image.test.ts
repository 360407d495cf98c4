import { execFile } from 'node:child_process'
import { mkdtemp, readFile, readdir, rm, truncate, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { PGlite } from '@electric-sql/pglite'
import { Kysely, PGliteDialect } from 'kysely'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openDatabase } from '../../src/kernel/store/database/database.ts'
import { ImageFs, readImage, unpack, writeImage } from '../../src/kernel/store/database/image.ts'
import { migrate } from '../../src/kernel/store/schema/migrations/migrate.ts'

describe('an image', () => {
  let folder: string
  let file: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'image-'))
    file = join(folder, 'cache/one.image')
    await using pglite = await PGlite.create()
    await pglite.exec('create table notes (text text)')
    await writeImage(pglite, file)
  })
  afterAll(() => rm(folder, { recursive: true }))

  const texts = async (pglite: PGlite): Promise<unknown> => (await pglite.query('select text from notes')).rows
  const fromImage = async (): Promise<PGlite> => PGlite.create({ fs: new ImageFs((await readImage(file))!) })

  test('opens in memory, each time as it was made', async () => {
    {
      await using one = await fromImage()
      await one.exec(`insert into notes select repeat('x', 1000) from generate_series(1, 1000)`)
    }
    await using other = await fromImage()
    expect(await texts(other)).toEqual([])
    await other.exec(`insert into notes values ('kept')`)
    expect(await texts(other)).toEqual([{ text: 'kept' }])
  })

  test('opens in a folder, and the folder keeps what is written', async () => {
    const target = await mkdtemp(join(folder, 'database-'))
    await unpack((await readImage(file))!, target)
    {
      await using one = await PGlite.create(target)
      await one.exec(`insert into notes values ('kept')`)
    }
    await using again = await PGlite.create(target)
    expect(await texts(again)).toEqual([{ text: 'kept' }])
  })

  test('is unpacked by a process that may open few files', async () => {
    const target = await mkdtemp(join(folder, 'database-'))
    const module = new URL('../../src/kernel/store/database/image.ts', import.meta.url)
    const script = `const { readImage, unpack } = await import(${JSON.stringify(module.href)})
      await unpack(await readImage(${JSON.stringify(file)}), ${JSON.stringify(target)})`
    const shell = ['-c', 'ulimit -n 64 && exec "$0" --input-type=module --eval "$1"', process.execPath, script]
    await promisify(execFile)('sh', shell)
    await using pglite = await PGlite.create(target)
    expect(await texts(pglite)).toEqual([])
  })

  test('is the only file that is left beside it', async () => {
    expect(await readdir(join(folder, 'cache'))).toEqual(['one.image'])
  })

  test.each<[what: string, size: number]>([
    ['a byte', 1],
    ['half of it', 1_000_000],
    ['everything', Infinity],
  ])('that lacks %s at its end is not used', async (_, lacking) => {
    const cut = join(folder, 'cut.image')
    const whole = await readFile(file)
    await writeFile(cut, whole)
    await truncate(cut, Math.max(0, whole.length - lacking))
    expect(await readImage(cut)).toBeUndefined()
  })

  test('that is not there is not used', async () => {
    expect(await readImage(join(folder, 'none.image'))).toBeUndefined()
  })
})

test('a database that begins as an image is the same as one that is made step by step', async () => {
  // The first database creates the missing image.
  for (const database of [await openDatabase('memory'), await openDatabase('memory')]) {
    await database.prepared()
    await database.close()
  }
  await using made = await PGlite.create()
  await made.exec('set search_path to wechatpay_sandbox, public')
  const db = new Kysely<never>({ dialect: new PGliteDialect({ pglite: made }) })
  await migrate(db as never)
  await using opened = await PGlite.create({ fs: new ImageFs((await readImage())!) })
  expect(await contentsOf(opened)).toEqual(await contentsOf(made))
})

/** Everything that the sandbox has created in a database, as text. */
async function contentsOf(pglite: PGlite): Promise<unknown> {
  await pglite.exec('set search_path to public') // so that every name is written out
  const own = `nspname like 'wechatpay%'`
  const parts = {
    columns: `select n.nspname, c.relname, a.attname, format_type(a.atttypid, a.atttypmod) as type, a.attnotnull
      from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
      where ${own} and a.attnum > 0 order by 1, 2, 3`,
    indexes: `select indexdef from pg_indexes where schemaname like 'wechatpay%' order by 1`,
    functions: `select pg_get_functiondef(p.oid) as text from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where ${own} order by 1`,
    triggers: `select pg_get_triggerdef(t.oid) as text from pg_trigger t join pg_class c on c.oid = t.tgrelid
      join pg_namespace n on n.oid = c.relnamespace where ${own} and not tgisinternal order by 1`,
    migrations: 'select name from wechatpay_sandbox.kysely_migration order by name',
  }
  const found: Record<string, unknown> = {}
  for (const [part, query] of Object.entries(parts)) found[part] = (await pglite.query(query)).rows
  expect(Object.values(found).every((rows) => (rows as unknown[]).length > 0)).toBe(true)
  return found
}
