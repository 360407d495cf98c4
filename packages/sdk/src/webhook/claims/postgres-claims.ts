import { nonce } from '../../crypto/nonce.ts'
import { checkAreFunctions } from '../../shared/checks.ts'
import { memberOf } from '../../shared/member-of.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'
import { clearingOld, codeOf, createTable, DEFAULT_TABLE, quoted, type PostgresQueries } from './postgres-table.ts'

const UNDEFINED_TABLE = '42P01'

/**
 * Keeps claims in a PostgreSQL table for any number of processes. It uses the database's time, so that all processes
 * agree.
 *
 * The claim is a separate statement, so this is at least once: if a process dies between its action and the next
 * statement, the notification is handled again. {@link postgresTransactions} is exactly once.
 *
 * @param database `new Pool(…)` of `pg`, or a PGlite
 * @param table default: `wechatpay_claims`; it is created if missing. Without permission to create tables, use a
 *   migration: `create table wechatpay_claims (name text primary key, token text not null, done boolean not null
 *   default false, until timestamptz not null, unique (until, name))`
 * @example
 * const claims = postgresClaims(new Pool({ connectionString: process.env.DATABASE_URL }))
 */
export function postgresClaims(database: PostgresQueries, table = DEFAULT_TABLE): ClaimStore {
  checkAreFunctions({ 'database.query': memberOf(database, 'query') })
  const name = quoted(table)
  const { claim, renew, done, release } = statements(name)
  return {
    async claim(key, leaseMs, rememberMs = REMEMBER_MS) {
      const token = nonce()
      const take = () => database.query(claim, [key, token, leaseMs])
      const { rows } = await take().catch(async (error: unknown) => {
        if (codeOf(error) !== UNDEFINED_TABLE) throw error
        await createTable(database, name)
        return take()
      })
      const held = rows[0] as { mine: boolean; done: boolean }
      if (!held.mine) return { state: held.done ? 'done' : 'running' } satisfies Claim
      const stillMine = async (text: string, values: unknown[]) => (await database.query(text, values)).rows.length > 0
      return {
        state: 'mine',
        renew: () => stillMine(renew, [key, token, leaseMs]),
        done: () => stillMine(done, [key, token, rememberMs]),
        release: async () => void (await database.query(release, [key, token])),
      }
    },
  }
}

/** All statements but the first have an effect only while this claim is held; another process may have taken over. */
function statements(table: string) {
  return {
    // A single statement, so that only one of many simultaneous claims succeeds. It reads an existing claim under its
    // row's
    // lock and not from an earlier snapshot.
    claim: `${clearingOld(table)}
    insert into ${table} as held (name, token, until) values ($1, $2, now() + $3 * interval '1 millisecond')
    on conflict (name) do update set
      token = case when held.until < now() then excluded.token else held.token end,
      done = held.done and held.until >= now(),
      until = case when held.until < now() then excluded.until else held.until end
    returning held.token = $2 as mine, held.done as done`,
    renew: `update ${table} set until = case when done then until else now() + $3 * interval '1 millisecond' end
    where name = $1 and token = $2 returning 1`,
    done: `insert into ${table} as held (name, token, done, until)
    values ($1, $2, true, now() + $3 * interval '1 millisecond')
    on conflict (name) do update set done = true, until = excluded.until where held.token = excluded.token
    returning 1`,
    release: `delete from ${table} where name = $1 and token = $2 and not done`,
  }
}
