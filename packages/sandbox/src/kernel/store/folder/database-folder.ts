import { lstat, mkdir, readFile, readdir, realpath, rename, rm, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DataFolderError } from './folder-error.ts'

/** A file in the database's folder which shows that the sandbox created it and whether it is complete. */
export const MARKER = 'wechatpay-sandbox.json'
/** A file beside the complete database's folder, which shows when that folder is lost. */
const WITNESS = 'wechatpay-sandbox.json'
/** The witness file of earlier versions without a marker: an empty file. */
const OLD_WITNESS = 'created'

type Marked = 'creating' | 'whole'

/** PostgreSQL's files in its folder. Only these are ever deleted, and only with a marker. */
const OF_POSTGRES = /^(base|global|pg_\w+(\.conf)?|PG_VERSION|postgresql(\.auto)?\.conf|postmaster\.(pid|opts))$/
/** Without one of these, PostgreSQL does not start, or PGlite creates a new database over the old one. */
const ESSENTIAL = ['PG_VERSION', 'base', 'global/pg_control', 'pg_wal', 'pg_xact', 'postgresql.conf']

export interface DatabaseFolder {
  /** The folder of PostgreSQL's files. */
  readonly path: string
  /** Whether a database exists. */
  readonly exists: boolean
  /** Whether this start found a complete database, with tables and a merchant. */
  readonly wasWhole: boolean
  /** Call this when the database is complete: from then on it is never recreated. */
  complete(): Promise<void>
}

/**
 * Examines a data folder and prepares it for a database if it has none. It deletes only the remains of an interrupted
 * creation, which the marker proves.
 *
 * @param folder a data folder that this process has locked
 * @throws DataFolderError when the folder contains anything but a complete database
 */
export async function prepareDatabaseFolder(folder: string): Promise<DatabaseFolder> {
  const path = join(folder, 'database')
  const ready = async (found: { exists: boolean; wasWhole: boolean }): Promise<DatabaseFolder> => ({
    path: await realpath(path), // PGlite follows no link to its folder
    ...found,
    complete: () => complete(folder, path),
  })
  const entries = await entriesOf(folder, path)
  const marked = entries.includes(MARKER) ? await readMarker(folder, join(path, MARKER)) : undefined
  if (marked === 'whole') {
    await requireEssentials(folder, path)
    return ready({ exists: true, wasWhole: true })
  }
  if (marked === 'creating') {
    await removeUnfinished(folder, path, entries)
    return ready({ exists: false, wasWhole: false })
  }
  const known = await hasWitness(folder)
  if (entries.length === 0) {
    if (known) throw lost(folder, path)
    await mkdir(path, { recursive: true, mode: 0o700 })
    await mark(folder, path, 'creating')
    return ready({ exists: false, wasWhole: false })
  }
  if (known !== 'old' || entries.some((name) => !OF_POSTGRES.test(name))) throw notOurs(folder, path)
  await requireEssentials(folder, path)
  return ready({ exists: true, wasWhole: false })
}

async function complete(folder: string, path: string): Promise<void> {
  await mark(folder, path, 'whole')
  const witness = join(folder, WITNESS)
  const present = await lstat(witness).catch(() => undefined)
  if (!present) await writeFile(witness, text('whole'), { mode: 0o600, flag: 'wx' })
}

async function entriesOf(folder: string, path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined)
  if (!found) {
    const isBrokenLink = (await lstat(path).catch(() => undefined)) !== undefined
    if (isBrokenLink) throw notOurs(folder, path)
    return []
  }
  if (!found.isDirectory()) throw notOurs(folder, path)
  return readdir(path)
}

/** Writes the marker in one step: a process that dies meanwhile leaves an empty folder, or the previous marker. */
async function mark(folder: string, path: string, state: Marked): Promise<void> {
  const partial = join(folder, `${MARKER}.partial`)
  await writeFile(partial, text(state), { mode: 0o600 })
  await rename(partial, join(path, MARKER))
}

function text(state: Marked): string {
  const about = 'Made by wechatpay-sandbox, which needs this file: do not change or delete it alone.'
  return `${JSON.stringify({ about, database: state })}\n`
}

async function readMarker(folder: string, path: string): Promise<Marked> {
  try {
    const database = (JSON.parse(await readFile(path, 'utf8')) as { database?: unknown } | null)?.database
    if (database === 'creating' || database === 'whole') return database
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error
  }
  throw new DataFolderError(
    folder,
    `${path} 不是沙箱写的内容，没有动它。请恢复备份，或换一个目录`,
    `was left alone: ${path} is not as the sandbox wrote it. Restore it from a backup, or choose another folder`,
  )
}

/** @returns the kind of witness that proves an earlier complete database */
async function hasWitness(folder: string): Promise<'old' | 'new' | undefined> {
  const witness = await readFile(join(folder, WITNESS), 'utf8').catch(() => '')
  if (witness === text('whole')) return 'new'
  const old = await lstat(join(folder, OLD_WITNESS)).catch(() => undefined)
  return old?.isFile() && old.size === 0 ? 'old' : undefined
}

async function requireEssentials(folder: string, path: string): Promise<void> {
  for (const name of ESSENTIAL) {
    if (await stat(join(path, name)).catch(() => undefined)) continue
    throw new DataFolderError(
      folder,
      `数据库缺少 ${join(path, name)}，没有动它。请恢复备份，或换一个目录重新开始`,
      `was left alone: its database is incomplete, ${join(path, name)} is missing. ` +
        `Restore it from a backup, or choose another folder to begin anew`,
    )
  }
}

async function removeUnfinished(folder: string, path: string, entries: readonly string[]): Promise<void> {
  const strange = entries.find((name) => name !== MARKER && !OF_POSTGRES.test(name))
  if (strange !== undefined) {
    throw new DataFolderError(
      folder,
      `上次创建没有完成，但 ${join(path, strange)} 不是沙箱的，没有动它。请先移走它`,
      `was left alone: an interrupted start left ${path}, but ${strange} in it is not the sandbox's. Move it away first`,
    )
  }
  for (const name of entries) if (name !== MARKER) await rm(join(path, name), { recursive: true, force: true })
}

function notOurs(folder: string, path: string): DataFolderError {
  return new DataFolderError(
    folder,
    `${path} 不能证明是沙箱建的，没有动它。请用 --data 换一个目录；如果它是旧沙箱留下而不再需要的，请自己删除它`,
    `was left alone: nothing proves that the sandbox made ${path}. Choose another folder (--data); ` +
      `if it is an old sandbox's that nobody needs, delete it yourself`,
  )
}

function lost(folder: string, path: string): DataFolderError {
  return new DataFolderError(
    folder,
    `这里有过一个沙箱，但 ${path} 不见了。请恢复备份；要重新开始，请换一个目录，或删除 ${WITNESS} 与 ${OLD_WITNESS}`,
    `held a sandbox, but ${path} is gone. Restore it from a backup; to begin anew, choose another folder, ` +
      `or delete ${WITNESS} and ${OLD_WITNESS} in it`,
  )
}
