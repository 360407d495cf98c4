import { createHash, randomUUID } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { MemoryFS, PGlite } from '@electric-sql/pglite'
import { cacheFolder } from '../folder/cache-folder.ts'
import { MARKER } from '../folder/database-folder.ts'
import { schemaVersion } from '../schema/migrations/migrate.ts'

/** Options of `initdb`. The write-ahead log has segments of 1 MB, of which every start copies one. */
export const initOptions = ['--wal-segsize=1']

/**
 * The files of a new database with all tables and no rows. An image is created once per machine and version, in
 * `node_modules/.cache`, and opens in a fraction of the time that creating a database takes.
 */
export interface Image {
  /** Folders relative to the database's folder, parents first. */
  readonly folders: readonly string[]
  /** Files with their own bytes, to which a database may write. */
  readonly files: readonly (readonly [path: string, content: Uint8Array])[]
}

/** The header of an image, after four bytes with its length. The files' bytes follow. */
interface Contents {
  readonly folders: readonly string[]
  readonly files: readonly (readonly [path: string, size: number])[]
}

/** @param file the image file. Default: that of this version of the sandbox */
export async function readImage(file: string | undefined = imageFile()): Promise<Image | undefined> {
  if (file === undefined) return undefined
  try {
    return decode(await readFile(file))
  } catch {
    return undefined // not there, or cut off: one is made
  }
}

/** Stores the image of a database that has tables only. If nothing can be written, the only loss is time. */
export async function writeImage(pglite: PGlite, file: string | undefined = imageFile()): Promise<void> {
  if (file === undefined) return
  const partial = `${file}.${randomUUID()}`
  try {
    for (const statement of withoutTemplates) await pglite.exec(statement)
    const { rows } = await pglite.query<{ name: string }>('select pg_walfile_name(pg_current_wal_lsn()) as name')
    // The other segments are pre-allocated for the future.
    const isLogAhead = (path: string): boolean => /^pg_wal\/[0-9A-F]{24}$/.test(path) && !path.endsWith(rows[0]!.name)
    const { folders, files } = filesOf(pglite)
    const needed = files.filter(([path]) => !isLogAhead(path))
    await mkdir(dirname(file), { recursive: true })
    await writeFile(partial, encode({ folders, files: needed }))
    await rename(partial, file)
  } catch {
    await rm(partial, { force: true }).catch(() => {}) // a cache that cannot be written is no error
  }
}

/** Number of files to write at a time; some systems limit the open files of a process. */
const OPEN_FILES = 16

/** Writes an image's files to a new database folder. */
export async function unpack({ folders, files }: Image, target: string): Promise<void> {
  for (const path of folders) await mkdir(join(target, path), { recursive: true, mode: 0o700 })
  const waiting = files.values()
  const writeNext = async (): Promise<void> => {
    for (const [path, content] of waiting) await writeFile(join(target, path), content, { mode: 0o600 })
  }
  await Promise.all(Array.from({ length: OPEN_FILES }, writeNext))
}

/** A database in memory that starts from an image. Its files use the image's own bytes. */
export class ImageFs extends MemoryFS {
  readonly #image: Image

  constructor(image: Image) {
    super()
    this.#image = image
  }

  override async initialSyncFs(): Promise<void> {
    const { FS } = this.pg!.Module
    const { PGDATA } = PGlite.paths
    FS.mkdirTree(PGDATA, 0o700)
    for (const path of this.#image.folders) FS.mkdirTree(`${PGDATA}/${path}`, 0o700)
    for (const [path, content] of this.#image.files) {
      FS.createDataFile(`${PGDATA}/${path}`, '', content, true, true, true)
    }
  }
}

/**
 * Removes the template databases, which nobody uses and which are a third of the bytes that every start copies. The
 * checkpoint leaves nothing to recover.
 */
const withoutTemplates = [
  'update pg_database set datistemplate = false',
  'drop database if exists template0',
  'drop database if exists template1',
  'checkpoint',
]

/** Version of the image format. */
const LAYOUT = 1

/** Files of a single database: PostgreSQL recreates these at each start, and the marker names a folder's owner. */
const OF_ONE_DATABASE = new RegExp(String.raw`(^|/)(postmaster\.(pid|opts)|pg_internal\.init)$|^${MARKER}$`)

function filesOf(pglite: PGlite): Image {
  const { FS } = pglite.Module
  const { PGDATA } = PGlite.paths
  const folders: string[] = []
  const files: (readonly [string, Uint8Array])[] = []
  const collect = (folder: string): void => {
    for (const name of FS.readdir(`${PGDATA}/${folder}`)) {
      const path = folder + name
      if (name === '.' || name === '..' || OF_ONE_DATABASE.test(path)) continue
      if (FS.isDir(FS.stat(`${PGDATA}/${path}`).mode)) {
        folders.push(path)
        collect(`${path}/`)
      } else {
        files.push([path, FS.readFile(`${PGDATA}/${path}`, { encoding: 'binary' })])
      }
    }
  }
  collect('')
  return { folders, files }
}

function encode({ folders, files }: Image): Uint8Array {
  const contents: Contents = { folders, files: files.map(([path, content]) => [path, content.length]) }
  const head = Buffer.from(JSON.stringify(contents))
  const length = Buffer.alloc(4)
  length.writeUInt32LE(head.length)
  return Buffer.concat([length, head, ...files.map(([, content]) => content)])
}

/** @throws when the bytes are not a complete image */
function decode(bytes: Buffer): Image {
  const head = 4 + bytes.readUInt32LE(0)
  const { folders, files } = JSON.parse(bytes.toString('utf8', 4, head)) as Contents
  let end = head
  // Avoids Buffers: their `slice` shares bytes, while a database's file system expects a copy.
  const contents = files.map(([path, size]) => {
    const content = new Uint8Array(bytes.buffer, bytes.byteOffset + end, size)
    end += size
    return [path, content] as const
  })
  if (end !== bytes.length) throw new RangeError('cut off')
  return { folders, files: contents }
}

function imageFile(): string | undefined {
  const folder = cacheFolder()
  return folder && join(folder, `${imageKey()}.image`)
}

/** A key of everything that determines an image's content, so that an outdated image is never used. */
function imageKey(): string {
  const made = [schemaVersion, initOptions, ['@electric-sql/pglite', 'kysely'].map(versionOf), withoutTemplates, LAYOUT]
  return createHash('sha256').update(JSON.stringify(made)).digest('hex').slice(0, 32)
}

/** Reads a version from the `package.json` above a package's entry point, which not every package exports. */
function versionOf(name: string): string {
  const path = join(dirname(fileURLToPath(import.meta.resolve(name))), '../package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}
