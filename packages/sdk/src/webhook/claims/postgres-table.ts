import { ConfigError } from '../../errors/config-error.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { REMEMBER_MS } from './claim-store.ts'

export const DEFAULT_TABLE = 'wechatpay_claims'

/**
 * Errors of processes that create the same table simultaneously: unique violation, duplicate object, duplicate table.
 */
const MADE_MEANWHILE: ReadonlySet<unknown> = new Set(['23505', '42710', '42P07'])

/** The part of a database that the claims use: a pool of `pg`, a PGlite, or anything with their `query`. */
export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/**
 * Creates the table of claims. `until` is the end of the lease or, for a finished claim, the time when it may be
 * deleted.
 */
export async function createTable(database: PostgresQueries, table: string): Promise<void> {
  // `unique` creates an index, without which every claim would scan the whole table for old rows.
  const create = () =>
    database.query(`create table if not exists ${table} (
      name text primary key,
      token text not null,
      done boolean not null default false,
      until timestamptz not null,
      unique (until, name)
    )`)
  try {
    await create()
  } catch (error) {
    // "If not exists" checks before it creates, so one of two simultaneous processes may fail. The second try finds the
    // table.
    if (!MADE_MEANWHILE.has(codeOf(error))) throw error
    await create()
  }
}

/** Deletes a few old claims except that of `$1`. Put it before an insert. */
export function clearingOld(table: string): string {
  return `with old as (
    delete from ${table} where name = any(array(
      select name from ${table} where until < now() - ${REMEMBER_MS} * interval '1 millisecond' and name <> $1
      order by until limit 10 for update skip locked
    ))
  )`
}

/** @throws {ConfigError} the value is no name of a table */
export function quoted(table: string): string {
  if (typeof table !== 'string' || table === '')
    throw new ConfigError('table', `table: expected the name of a table, received ${describeValue(table)}`)
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

/** Finds PostgreSQL's own error code, even inside a library's wrapper. Causes may form a circle. */
export function codeOf(error: unknown, depth = 0): unknown {
  if (typeof error !== 'object' || error === null || depth > 8) return undefined
  if ('code' in error) return error.code
  return 'cause' in error ? codeOf(error.cause, depth + 1) : undefined
}
