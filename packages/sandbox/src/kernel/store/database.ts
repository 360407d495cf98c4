import type { Kysely } from 'kysely'
import type { DataFolderError } from './folder-error.ts'
import { openFolderDatabase, openMemoryDatabase } from './pglite-database.ts'
import type { Tables } from './schema.ts'
import type { Signals } from './signals.ts'

/**
 * The place of the sandbox's state: in memory (PGlite), in a folder (PGlite), or on a PostgreSQL server that any number
 * of sandbox processes share. The same SQL runs on all three.
 */
export type DatabaseTarget = 'memory' | { readonly folder: string } | { readonly url: string }

export interface OpenDatabase {
  readonly db: Kysely<Tables>
  readonly signals: Signals
  /** Whether no other process can use the database. */
  readonly exclusive: boolean
  /** Whether an earlier start completed it: then anything missing has been lost. */
  readonly wasWhole: boolean
  /** A description for people, never with a password. */
  readonly place: string
  /** Call this when all tables exist and are empty. */
  prepared(): Promise<void>
  /** Call this when everything that a first start creates is there. */
  complete(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database and brings its schema up to date.
 *
 * A folder survives the death of the process at any moment, but not a power loss: PGlite never calls `fsync`.
 *
 * @param onLost called when this process loses its folder, see `docs/decisions/data-folder.md`
 * @throws {FolderInUseError} when another live process has the folder open
 * @throws {DataFolderError} when the folder contains anything else, is damaged or cannot be written
 * @throws {DatabaseError} when the server cannot be used
 */
export async function openDatabase(
  target: DatabaseTarget,
  onLost: (error: DataFolderError) => void = () => {},
): Promise<OpenDatabase> {
  // Loads the server's driver only when it is needed, which is rare.
  if (typeof target === 'object' && 'url' in target) {
    const { openServerDatabase } = await import('./server-database.ts')
    return openServerDatabase(target.url)
  }
  return target === 'memory' ? openMemoryDatabase() : openFolderDatabase(target.folder, onLost)
}
