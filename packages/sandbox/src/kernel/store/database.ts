import type { Kysely } from 'kysely'
import type { DataFolderError } from './folder-error.ts'
import { openFolderDatabase, openMemoryDatabase } from './pglite-database.ts'
import type { Tables } from './schema.ts'
import { openServerDatabase } from './server-database.ts'
import type { Signals } from './signals.ts'

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
  /** An earlier start has completed it: whatever is missing now has been lost. */
  readonly wasWhole: boolean
  /** How people call it: never with a password. */
  readonly place: string
  /** To be called when all tables are there, and nothing is in them. */
  prepared(): Promise<void>
  /** To be called when everything is in it that a first start makes. */
  complete(): Promise<void>
  close(): Promise<void>
}

/**
 * Opens the database and brings its schema up to date.
 *
 * A folder is safe against the death of the process at any moment, not against power loss: PGlite never calls `fsync`.
 *
 * @param onLost called when a folder cannot be this process's any more, see `docs/decisions/data-folder.md`
 * @throws {FolderInUseError} when another live process has the folder open
 * @throws {DataFolderError} when the folder holds anything else, is damaged or cannot be written
 * @throws {DatabaseError} when the server cannot be used
 */
export function openDatabase(
  target: DatabaseTarget,
  onLost: (error: DataFolderError) => void = () => {},
): Promise<OpenDatabase> {
  if (target === 'memory') return openMemoryDatabase()
  return 'folder' in target ? openFolderDatabase(target.folder, onLost) : openServerDatabase(target.url)
}
