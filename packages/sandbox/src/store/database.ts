import { existsSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PGlite } from '@electric-sql/pglite'
import { CompiledQuery, type DatabaseConnection, Kysely, PGliteDialect, PostgresDialect } from 'kysely'
import pg from 'pg'
import { type ConstructorOptions, fromPglite } from 'pg-boss'
import { lockFolder } from './folder-lock.ts'
import { readImage, writeImage } from './image.ts'
import { SCHEMA, migrate } from './migrations.ts'
import type { Tables } from './schema.ts'
import { type Signals, listenOnPglite, listenOnServer } from './signals.ts'

/**
 * Where the sandbox keeps its state: in this process (PGlite), in a folder of its own (PGlite), or on a PostgreSQL
 * server that any number of sandbox processes share. The same SQL runs on all three.
 */
export type DatabaseTarget = 'memory' | { readonly folder: string } | { readonly url: string }

export interface OpenDatabase {
  readonly db: Kysely<Tables>
  readonly signals: Signals
  /** No other process can be at work on it. */
  readonly exclusive: boolean
  /** How pg-boss reaches the same database. */
  readonly boss: ConstructorOptions
  /** To be called when all tables are there, pg-boss's too, and nothing is in them. */
  prepared(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database and brings its schema up to date.
 *
 * A folder is safe against the death of the process at any moment, not against power loss: PGlite never calls `fsync`.
 *
 * @throws FolderInUseError when another live process has the folder open
 */
export function openDatabase(target: DatabaseTarget): Promise<OpenDatabase> {
  if (target === 'memory') return openPglite(undefined)
  return 'folder' in target ? openPglite(target.folder) : openServer(target.url)
}

/** The PostgreSQL server cannot be used; says which, never with its password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError'
}

async function openPglite(folder: string | undefined): Promise<OpenDatabase> {
  const lock = folder === undefined ? undefined : await lockFolder(folder)
  try {
    const dataDir = folder === undefined ? undefined : join(folder, 'database')
    // A marker, because a process that dies while it makes the database leaves one that cannot be opened.
    const marker = folder === undefined ? undefined : join(folder, 'created')
    const isNew = marker === undefined || !existsSync(marker)
    if (dataDir && isNew) await rm(dataDir, { recursive: true, force: true })
    const image = isNew ? await readImage() : undefined
    const pglite = await PGlite.create({ ...(dataDir && { dataDir }), ...(image && { loadDataDir: image }) })
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite, onCreateConnection: useSchema }) })
    await migrate(db)
    const signals = await listenOnPglite(pglite)
    return {
      db,
      signals,
      exclusive: true,
      boss: { db: fromPglite(pglite), backend: 'pglite' },
      async prepared() {
        if (!isNew) return
        if (!image) await writeImage(pglite)
        if (marker) await writeFile(marker, '')
      },
      async close() {
        await signals.close()
        await db.destroy()
        await lock?.release()
      },
    }
  } catch (error) {
    await lock?.release()
    throw error
  }
}

async function openServer(url: string): Promise<OpenDatabase> {
  const pool = new pg.Pool({ connectionString: url, max: 10, types: numbersAsOnPglite })
  // An idle connection that breaks is replaced by the pool; the next query reports what matters.
  pool.on('error', () => {})
  const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool, onCreateConnection: useSchema }) })
  try {
    await migrate(db)
    const signals = await listenOnServer(url)
    return {
      db,
      signals,
      exclusive: false,
      boss: { connectionString: url, max: 4 },
      prepared: () => Promise.resolve(),
      async close() {
        await signals.close()
        await db.destroy()
      },
    }
  } catch (error) {
    await db.destroy()
    throw new DatabaseError(`无法使用数据库 · cannot use the database at ${placeOf(url)}: ${reasonOf(error)}`, {
      cause: error,
    })
  }
}

function placeOf(url: string): string {
  if (!URL.canParse(url)) return 'that address'
  const { host, pathname } = new URL(url)
  return host + pathname
}

function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join('; ')
  return error instanceof Error ? reasonOf(error.cause ?? error.message) : String(error)
}

async function useSchema(connection: DatabaseConnection): Promise<void> {
  await connection.executeQuery(CompiledQuery.raw(`set search_path to ${SCHEMA}, public`))
}

/** `pg` hands out bigint as text, PGlite as a number; every bigint here (instants, counters) fits a number. */
const numbersAsOnPglite: pg.CustomTypesConfig = {
  getTypeParser: (oid, format) =>
    oid === pg.types.builtins.INT8 ? Number : (pg.types.getTypeParser(oid, format) as (text: string) => unknown),
}
