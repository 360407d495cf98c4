import { REMEMBER_MS } from './claim-store.ts'

export const DEFAULT_TABLE = 'wechatpay_claims'

/** What those hear who create the same table at the same time: unique violation, duplicate object, duplicate table. */
const MADE_MEANWHILE: ReadonlySet<unknown> = new Set(['23505', '42710', '42P07'])

/** What the claims need of a database: a pool of `pg`, a PGlite, or anything with their `query`. */
export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/** `until`: end of the lease, or, once done, when it may be forgotten. */
export async function createTable(database: PostgresQueries, table: string): Promise<void> {
  // `unique` for its index: or every claim would look through all of the table for what is old.
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
    // "If not exists" looks before it creates: of two that start together one fails, and finds it there the second time.
    if (!MADE_MEANWHILE.has(codeOf(error))) throw error
    await create()
  }
}

/** Clears a few old claims on the way, other than the one of `$1`. To stand in front of an insert. */
export function clearingOld(table: string): string {
  return `with old as (
    delete from ${table} where name = any(array(
      select name from ${table} where until < now() - ${REMEMBER_MS} * interval '1 millisecond' and name <> $1
      order by until limit 10 for update skip locked
    ))
  )`
}

export function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

/** PostgreSQL's own code, also where a library has wrapped its error. */
export function codeOf(error: unknown): unknown {
  if (typeof error !== 'object' || error === null) return undefined
  if ('code' in error) return error.code
  return 'cause' in error ? codeOf(error.cause) : undefined
}
