import { execFile } from 'node:child_process'
import { cp, mkdir, readFile, readdir, rename, rm, symlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { beforeAll, describe, expect, test } from 'vitest'
import { DataFolderError, createSandbox } from '../../src/index.ts'
import { prepareDatabaseFolder } from '../../src/kernel/store/folder/database-folder.ts'
import { newFolder } from '../support/databases.ts'

const MARKER = 'wechatpay-sandbox.json'

async function start(folder: string) {
  return createSandbox({ database: { folder }, port: false, logger: { info() {}, warn() {}, error() {} } })
}

/** A folder tree as text: names, and contents of small files. */
async function snapshot(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  const lines = entries
    .filter(({ name }) => !name.startsWith('lock.'))
    .map(async (entry) => {
      const path = join(entry.parentPath, entry.name)
      return entry.isFile() ? `${path} ${(await readFile(path)).toString('base64').slice(0, 100)}` : path
    })
  return (await Promise.all(lines)).toSorted()
}

async function expectRefusal(folder: string, words: RegExp): Promise<void> {
  const before = await snapshot(folder)
  const refused = start(folder)
  await expect(refused).rejects.toThrow(DataFolderError)
  await expect(refused).rejects.toThrow(words)
  await expect(refused).rejects.not.toThrow(/\n/)
  expect(await snapshot(folder)).toEqual(before)
}

describe('what is not the sandbox’s is left alone', () => {
  test.each([
    [
      'a folder with work in it',
      async (path: string) => {
        await mkdir(join(path, 'migrations'), { recursive: true })
        await writeFile(join(path, 'migrations', '001.sql'), 'create table mine ()')
      },
    ],
    [
      'a folder with dot files only',
      async (path: string) => {
        await mkdir(path)
        await writeFile(join(path, '.gitkeep'), '')
      },
    ],
    ['a file', (path: string) => writeFile(path, 'mine')],
    ['a link to nowhere', (path: string) => symlink('/nowhere/at/all', path)],
    [
      'a link to a folder with work in it',
      async (path: string) => {
        await mkdir(`${path}-elsewhere`)
        await writeFile(join(`${path}-elsewhere`, 'mine.txt'), 'mine')
        await symlink(`${path}-elsewhere`, path)
      },
    ],
    [
      'a PostgreSQL database of one’s own',
      async (path: string) => {
        await mkdir(join(path, 'base'), { recursive: true })
        await writeFile(join(path, 'PG_VERSION'), '18')
      },
    ],
  ] as const)('database/ is %s', async (_, make) => {
    const { folder } = await newFolder()
    await make(join(folder, 'database'))
    await expectRefusal(folder, /was left alone: nothing proves.*--data/)
    await expectRefusal(`${folder}//`, /was left alone/)
  })

  test('a marker with other content', async () => {
    const { folder } = await newFolder()
    await mkdir(join(folder, 'database'))
    for (const content of ['', '{}', 'null', '{"database":"mine"}']) {
      await writeFile(join(folder, 'database', MARKER), content)
      await expectRefusal(folder, /not as the sandbox wrote it/)
    }
  })

  test('something that was put into an unfinished database', async () => {
    const { folder } = await newFolder()
    await prepareDatabaseFolder(folder)
    await mkdir(join(folder, 'database', 'base'))
    await writeFile(join(folder, 'database', 'notes.txt'), 'mine')
    await expectRefusal(folder, /notes\.txt in it is not the sandbox's/)
  })
})

describe('a first start', () => {
  test('uses an empty database/ and leaves alone what lies beside it', async () => {
    const { folder } = await newFolder()
    await mkdir(join(folder, 'database'))
    const beside = ['created', MARKER, 'lock.1', 'index.js']
    for (const name of beside) await writeFile(join(folder, name), 'mine')
    await (await start(folder)).close()
    for (const name of beside) expect(await readFile(join(folder, name), 'utf8')).toBe('mine')
  })

  test('that was interrupted is made anew', async () => {
    const folder = join((await newFolder()).folder, 'new', 'one/')
    // A process that died left the folder like this: marked as unfinished, with some of PostgreSQL's files.
    await mkdir(folder, { recursive: true })
    await prepareDatabaseFolder(folder)
    await mkdir(join(folder, 'database', 'base'))
    await writeFile(join(folder, 'database', 'PG_VERSION'), '')
    await using sandbox = await start(folder)
    expect(sandbox.merchant.mchid).toBe('1900000109')
  })
})

describe('a database that was whole', () => {
  let whole: string
  let privateKey: string
  beforeAll(async () => {
    whole = (await newFolder()).folder
    await using sandbox = await start(whole)
    privateKey = sandbox.merchant.privateKey
  })

  async function copy(): Promise<string> {
    const { folder } = await newFolder()
    await cp(whole, folder, { recursive: true, filter: (source) => !source.endsWith('.sock') })
    return folder
  }

  async function keyOf(folder: string): Promise<string> {
    await using sandbox = await start(folder)
    return sandbox.merchant.privateKey
  }

  test('is opened again through links and with a trailing slash', async () => {
    const folder = await copy()
    const moved = `${folder}-moved`
    await rename(folder, moved)
    await symlink(moved, folder)
    await rename(join(moved, 'database'), `${moved}-database`)
    await symlink(`${moved}-database`, join(moved, 'database'))
    expect(await keyOf(`${folder}/`)).toBe(privateKey)
  })

  test('of an earlier version is taken over, and marked', async () => {
    const folder = await copy()
    await rm(join(folder, MARKER))
    await rm(join(folder, 'database', MARKER))
    await writeFile(join(folder, 'created'), '')
    expect(await keyOf(folder)).toBe(privateKey)
    expect(await readdir(join(folder, 'database'))).toContain(MARKER)
    expect(await keyOf(folder)).toBe(privateKey)
  })

  test.each([
    ['its marker', `database/${MARKER}`, /nothing proves/],
    ['everything', 'database', /is gone/],
    ['PG_VERSION', 'database/PG_VERSION', /incomplete, .*PG_VERSION is missing/],
    ['the control file', 'database/global/pg_control', /incomplete, .*pg_control is missing/],
    ['its tables', 'database/base', /incomplete, .*base is missing/],
    ['its write-ahead log', 'database/pg_wal', /incomplete, .*pg_wal is missing/],
    ['one catalogue', 'database/global/1262', /is damaged/],
  ])('is never started empty without %s', async (_, lost, words) => {
    const folder = await copy()
    await rm(join(folder, lost), { recursive: true })
    const refused = start(folder)
    await expect(refused).rejects.toThrow(DataFolderError)
    await expect(refused).rejects.toThrow(words)
  })

  test('is never started empty when its contents were swapped for a new database', async () => {
    const folder = await copy()
    const { PGlite } = await import('@electric-sql/pglite')
    const pglite = await PGlite.create({ dataDir: join(folder, 'database') })
    await pglite.exec('delete from wechatpay_sandbox.services; delete from wechatpay_sandbox.merchants')
    await pglite.close()
    await expect(start(folder)).rejects.toThrow(/lacks the tables or the merchant/)
    const again = await PGlite.create({ dataDir: join(folder, 'database') })
    await again.exec('drop schema wechatpay_sandbox cascade')
    await again.close()
    await expect(start(folder)).rejects.toThrow(/lacks the tables or the merchant/)
  })
})

describe('a folder that cannot be used is named, with what to do', () => {
  test.each([
    ['a file', async (folder: string) => join(folder, 'file'), /is a file/],
    ['below a file', async (folder: string) => join(folder, 'file', 'below'), /below a file/],
    ['where nothing can be made', async () => '/proc/nothing/here', /cannot be created/],
    ['through a link to nowhere', async (folder: string) => join(folder, 'link'), /does not exist/],
  ])('%s', async (_, name, words) => {
    const { folder } = await newFolder()
    await writeFile(join(folder, 'file'), 'mine')
    await symlink(join(folder, 'nowhere'), join(folder, 'link'))
    const refused = start(await name(folder))
    await expect(refused).rejects.toThrow(DataFolderError)
    await expect(refused).rejects.toThrow(words)
  })
})

describe.skipIf(process.platform === 'win32')('a process that may open', () => {
  const index = new URL('../../src/index.ts', import.meta.url)

  /** Returns the output of a program that may open this number of files. */
  async function printed(files: number, program: string): Promise<string> {
    const { folder } = await newFolder()
    const script = `import { createSandbox } from ${JSON.stringify(index.href)}
      const database = { folder: ${JSON.stringify(folder)} }
      ${program}`
    const node = 'exec "$0" --conditions=@wechatpay-ts/source --input-type=module --eval "$1"'
    const { stdout } = await promisify(execFile)('sh', [
      '-c',
      `ulimit -n ${files} && ${node}`,
      process.execPath,
      script,
    ])
    return stdout.trim()
  }

  test('too few files is told so at once, and leaves nothing in the folder', async () => {
    const words = await printed(
      100,
      `const { readdir } = await import('node:fs/promises')
      await createSandbox({ database }).catch(({ name, message }) => console.log(name, message))
      console.log((await readdir(database.folder)).length)`,
    )
    expect(words).toMatch(/^DataFolderError .* raise ulimit -n to 256 at least\n0$/)
  })

  test('160 files keeps some of them for connections', async () => {
    const words = await printed(
      160,
      `await using sandbox = await createSandbox({ database })
      const calls = Array.from({ length: 30 }, () => fetch(sandbox.url + '/_sandbox/api/ledger/check'))
      console.log(...new Set((await Promise.all(calls)).map(({ status }) => status)))`,
    )
    expect(words).toBe('200')
  })
})
