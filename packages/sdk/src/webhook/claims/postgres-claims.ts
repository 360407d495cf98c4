import { nonce } from '../../crypto/nonce.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

/** What those hear who create the same table at the same time: unique violation, duplicate object, duplicate table. */
const MADE_MEANWHILE: ReadonlySet<unknown> = new Set(['23505', '42710', '42P07'])
const UNDEFINED_TABLE = '42P01'

/** What the claims need of a database: a pool of `pg`, a PGlite, or anything with their `query`. */
export interface PostgresQueries {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: readonly unknown[] }>
}

/**
 * Claims in a PostgreSQL table, for any number of processes. Time is the database's, so that it is the same for all.
 *
 * @param database `new Pool(…)` of `pg`, or a PGlite
 * @param table default `wechatpay_claims`; made when it is not there. Whoever may not create tables has a migration do it:
 *   `create table wechatpay_claims (name text primary key, token text not null, done boolean not null default false,
 *   until timestamptz not null, unique (until, name))`
 * @example
 * const claims = postgresClaims(new Pool({ connectionString: process.env.DATABASE_URL }))
 */
export function postgresClaims(database: PostgresQueries, table = 'wechatpay_claims'): ClaimStore {
  const name = quoted(table)
  return {
    async claim(key, leaseMs, rememberMs = REMEMBER_MS) {
      const token = nonce()
      const take = () => database.query(claimStatement(name), [key, token, leaseMs, REMEMBER_MS])
      const { rows } = await take().catch(async (error: unknown) => {
        if (codeOf(error) !== UNDEFINED_TABLE) throw error
        await createTable(database, name)
        return take()
      })
      const { mine, done } = rows[0] as { mine: boolean; done: boolean }
      if (!mine) return { state: done ? 'done' : 'running' } satisfies Claim
      return {
        state: 'mine',
        // Only while the claim is still this one's: another may have taken over after its lease.
        done: async () =>
          void (await database.query(
            `update ${name} set done = true, until = now() + $3 * interval '1 millisecond' where name = $1 and token = $2`,
            [key, token, rememberMs],
          )),
        release: async () =>
          void (await database.query(`delete from ${name} where name = $1 and token = $2 and not done`, [key, token])),
      }
    },
  }
}

/** `until`: end of the lease, or, once done, when it may be forgotten. */
async function createTable(database: PostgresQueries, table: string): Promise<void> {
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

/**
 * One statement, so that of many at once one gets it. A claim that is held is read under its row's lock, not from
 * before it; a few old ones are cleared on the way.
 */
function claimStatement(table: string): string {
  return `with old as (
    delete from ${table} where name = any(array(
      select name from ${table} where until < now() - $4 * interval '1 millisecond' and name <> $1
      order by until limit 10 for update skip locked
    ))
  )
  insert into ${table} as held (name, token, until) values ($1, $2, now() + $3 * interval '1 millisecond')
  on conflict (name) do update set
    token = case when held.until < now() then excluded.token else held.token end,
    done = held.done and held.until >= now(),
    until = case when held.until < now() then excluded.until else held.until end
  returning held.token = $2 as mine, held.done as done`
}

function quoted(table: string): string {
  return table
    .split('.')
    .map((part) => `"${part.replaceAll('"', '""')}"`)
    .join('.')
}

function codeOf(error: unknown): unknown {
  return typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
}
