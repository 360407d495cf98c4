import { randomUUID } from 'node:crypto'
import { mkdtemp } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import type { DatabaseTarget } from '../../src/index.ts'
import { postgresUrl } from '../../../../scripts/test-setup/postgres-url.ts'

/** Creates an empty database on the test run's PostgreSQL server. */
export async function newServerDatabase(): Promise<{ url: string }> {
  const name = `sandbox_${randomUUID().replaceAll('-', '')}`
  const server = await postgresUrl()
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  await admin.query(`create database ${name}`)
  await admin.end()
  const url = new URL(server)
  url.pathname = name
  return { url: url.href }
}

export async function newFolder(): Promise<{ folder: string }> {
  return { folder: await mkdtemp(join(tmpdir(), 'wechatpay-sandbox-test-')) }
}

/** All kinds of databases, by name. The contract holds for each. */
export const databaseKinds: readonly (readonly [string, () => Promise<DatabaseTarget>])[] = [
  ['PGlite in memory', () => Promise.resolve('memory')],
  ['PGlite in a folder', newFolder],
  ['a PostgreSQL server', newServerDatabase],
]

/** Arguments of a sandbox process that keeps its state in a new folder. */
export async function folderArguments(): Promise<string[]> {
  const { folder } = await newFolder()
  return ['--data', folder]
}

/** Arguments of sandbox processes that share a new database on the server. */
export async function serverArguments(): Promise<string[]> {
  const [{ url }, { folder }] = [await newServerDatabase(), await newFolder()]
  return ['--database-url', url, '--env', join(folder, '.env')]
}
