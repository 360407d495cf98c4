import { resolve } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { CompiledQuery, type DatabaseConnection, Kysely, PGliteDialect } from 'kysely'
import { type DatabaseFolder, prepareDatabaseFolder } from '../folder/database-folder.ts'
import type { OpenDatabase } from './open-database.ts'
import { DataFolderError, explainFolderError, withoutSandbox } from '../folder/folder-error.ts'
import { FolderInUseError, lockFolder } from '../folder/folder-lock.ts'
import { requireDescriptors } from '../folder/descriptors.ts'
import { type Image, ImageFs, initOptions, readImage, unpack, writeImage } from './image.ts'
import { migrate } from '../schema/migrations/migrate.ts'
import { SCHEMA } from '../schema/migrations/schema-name.ts'
import { PreparedPglite } from './prepared-pglite.ts'
import type { Tables } from '../schema/tables.ts'
import { signalsOfPglite } from './signals.ts'

export function openMemoryDatabase(): Promise<OpenDatabase> {
  return openPglite('memory')
}

/**
 * @param onLost called when another process took the folder because this one stood still too long, or when the folder
 *   was deleted; every later use of the database fails
 */
export async function openFolderDatabase(
  path: string,
  onLost: (error: DataFolderError) => void,
): Promise<OpenDatabase> {
  const folder = resolve(path)
  let pglite: PGlite | undefined
  const lose = (): void => {
    const error = new DataFolderError(
      folder,
      '已被删除，或在本进程停顿时被另一个进程接管，本进程不再写入',
      'was deleted, or taken over by another process while this one stood still: this process writes to it no more',
    )
    if (pglite) disable(pglite, error)
    onLost(error)
  }
  try {
    requireDescriptors(DATABASE_FILES + OTHER_FILES)
    const lock = await lockFolder(folder, { onLost: lose })
    try {
      const found = await prepareDatabaseFolder(folder)
      const database = await openPglite(folder, found, (opened) => (pglite = opened))
      return {
        ...database,
        async close() {
          try {
            await database.close()
          } finally {
            await lock.release()
          }
        },
      }
    } catch (error) {
      await lock.release()
      throw error
    }
  } catch (error) {
    if (error instanceof FolderInUseError || error instanceof DataFolderError) throw error
    throw explainFolderError(error, folder) ?? error
  }
}

async function openPglite(
  place: string,
  found?: DatabaseFolder,
  onOpen: (pglite: PGlite) => void = () => {},
): Promise<OpenDatabase> {
  const image = found?.exists ? undefined : await readImage()
  const pglite = await create(place, found, image)
  onOpen(pglite)
  const db = new Kysely<Tables>({
    dialect: new PGliteDialect({ pglite: new PreparedPglite(pglite), onCreateConnection: useSession }),
  })
  try {
    if (found?.exists) await requireSchema(pglite, place)
    if (!image) await migrate(db)
    return {
      db,
      signals: await signalsOfPglite(pglite),
      exclusive: true,
      wasWhole: found?.wasWhole ?? false,
      place,
      prepared: async () => {
        if (!found?.exists && !image) await writeImage(pglite)
      },
      complete: async () => found?.complete(),
      close: () => db.destroy(),
    }
  } catch (error) {
    await db.destroy()
    throw found?.exists ? explainExisting(error, place) : error
  }
}

/**
 * Maximum number of files that PostgreSQL keeps open. By default it keeps all of them, which can leave no descriptors
 * for connections.
 */
const DATABASE_FILES = 64
/** Descriptors for everything else: other files and connections. */
const OTHER_FILES = 64

/** PostgreSQL zeroes its buffers at each start; a quarter of the default size is enough. */
const settings = ['shared_buffers=32MB', `max_files_per_process=${DATABASE_FILES}`]
const startParams = [...PGlite.defaultStartParams, ...settings.flatMap((setting) => ['-c', setting])]

async function create(place: string, found: DatabaseFolder | undefined, image: Image | undefined): Promise<PGlite> {
  try {
    if (found && image) await unpack(image, found.path)
    const where = found ? { dataDir: found.path } : image && { fs: new ImageFs(image) }
    return await PGlite.create({ ...where, startParams, initDbStartParams: initOptions })
  } catch (error) {
    throw found?.exists ? explainExisting(error, place) : error
  }
}

/** A database without the sandbox's tables belongs to somebody else or is damaged, so nothing is written to it. */
async function requireSchema(pglite: PGlite, folder: string): Promise<void> {
  const { rows } = await pglite.query(`select from pg_namespace where nspname = $1`, [SCHEMA])
  if (rows.length === 0) throw withoutSandbox(folder)
}

/** Explains an error of an existing database: the disk's, or the database's own. */
function explainExisting(error: unknown, folder: string): DataFolderError {
  if (error instanceof DataFolderError) return error
  const explained = explainFolderError(error, folder)
  return explained?.isTemporary ? explained : damaged(error, folder)
}

function damaged(error: unknown, folder: string): DataFolderError {
  const reason = error instanceof Error ? error.message.split('\n')[0] : String(error)
  return new DataFolderError(
    folder,
    '数据库已损坏，打不开，没有动它。请恢复备份，或换一个目录重新开始',
    `was left alone: its database is damaged and cannot be opened (${reason}). ` +
      'Restore it from a backup, or choose another folder to begin anew',
    { cause: error },
  )
}

/** Makes every later use of a database fail, even closing, which would write to its files. */
function disable(pglite: PGlite, error: Error): void {
  const refuse = (): Promise<never> => Promise.reject(error)
  Object.assign(pglite, { query: refuse, exec: refuse, execProtocol: refuse, close: () => Promise.resolve() })
}

/**
 * Sets up a session. A prepared statement keeps its plan, and nothing here updates the statistics that would renew it,
 * so a plan for ten rows must also suit a hundred thousand.
 */
async function useSession(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(`set search_path to ${SCHEMA}, public`))
  await connection.executeQuery(CompiledQuery.raw(`set enable_seqscan to off`))
}
