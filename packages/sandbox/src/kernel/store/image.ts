import { randomUUID } from 'node:crypto'
import { existsSync, openAsBlob, readFileSync } from 'node:fs'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PGlite } from '@electric-sql/pglite'
import { schemaVersion } from './migrations.ts'

/**
 * An image of an empty database, made once per machine and version, opens in a fraction of the time that making one
 * takes. It lies in `node_modules/.cache` and holds tables, never a row.
 */
export async function readImage(): Promise<Blob | undefined> {
  const file = imageFile()
  return file && existsSync(file) ? openAsBlob(file) : undefined
}

/** Keeps the image of a database that has tables only. Where nothing can be written the only loss is the time. */
export async function writeImage(pglite: PGlite): Promise<void> {
  const file = imageFile()
  if (!file) return
  const partial = `${file}.${randomUUID()}`
  try {
    await dropTemplates(pglite)
    const image = await pglite.dumpDataDir('none')
    await mkdir(dirname(file), { recursive: true })
    await writeFile(partial, image.stream())
    await rename(partial, file)
  } catch {
    await rm(partial, { force: true }).catch(() => {}) // a cache that cannot be written is no error
  }
}

/** Nobody makes databases from the templates, and they are a third of the bytes that every start copies. */
async function dropTemplates(pglite: PGlite): Promise<void> {
  for (const name of ['template0', 'template1']) {
    await pglite.query('update pg_database set datistemplate = false where datname = $1', [name])
    await pglite.exec(`drop database if exists ${name}`)
  }
}

function imageFile(): string | undefined {
  const modules = nearestNodeModules(import.meta.dirname)
  return (
    modules &&
    join(
      modules,
      `.cache/@wechatpay-ts/sandbox/${schemaVersion}-${versionOf('@electric-sql/pglite')}-${versionOf('pg-boss')}.tar`,
    )
  )
}

/** From the `package.json` above a package's entry point; not every package exports it. */
function versionOf(name: string): string {
  const path = join(dirname(fileURLToPath(import.meta.resolve(name))), '../package.json')
  return (JSON.parse(readFileSync(path, 'utf8')) as { version: string }).version
}

function nearestNodeModules(folder: string): string | undefined {
  const here = join(folder, 'node_modules')
  if (existsSync(here)) return here
  const parent = dirname(folder)
  return parent === folder ? undefined : nearestNodeModules(parent)
}
