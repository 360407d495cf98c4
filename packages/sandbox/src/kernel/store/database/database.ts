import type { DataFolderError } from '../folder/folder-error.ts'
import type { OpenDatabase } from './open-database.ts'
import { openFolderDatabase, openMemoryDatabase } from './pglite-database.ts'

/**
 * The place of the sandbox's state: in memory (PGlite), in a folder (PGlite), or on a PostgreSQL server that any number
 * of sandbox processes share. The same SQL runs on all three.
 */
export type DatabaseTarget = 'memory' | { readonly folder: string } | { readonly url: string }

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
