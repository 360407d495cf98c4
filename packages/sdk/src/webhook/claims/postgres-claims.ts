import { nonce } from '../../crypto/nonce.ts'
import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'
import { clearingOld, codeOf, createTable, DEFAULT_TABLE, quoted, type PostgresQueries } from './postgres-table.ts'

const UNDEFINED_TABLE = '42P01'

/**
 * Claims in a PostgreSQL table, for any number of processes. Time is the database's, so that it is the same for all.
 *
 * The claim is a statement of its own, so this is at least once: a process that dies between its action and the next
 * statement leaves a notification that is acted on again. {@link postgresTransactions} is exactly once.
 *
 * @param database `new Pool(…)` of `pg`, or a PGlite
 * @param table default `wechatpay_claims`; made when it is not there. Whoever may not create tables has a migration do it:
 *   `create table wechatpay_claims (name text primary key, token text not null, done boolean not null default false,
 *   until timestamptz not null, unique (until, name))`
 * @example
 * const claims = postgresClaims(new Pool({ connectionString: process.env.DATABASE_URL }))
 */
export function postgresClaims(database: PostgresQueries, table = DEFAULT_TABLE): ClaimStore {
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

/** All but the first count only while the claim is still this one's: another may have taken over after its lease. */
function statements(table: string) {
  return {
    // One statement, so that of many at once one gets it. A claim that is held is read under its row's lock, not from
    // before it.
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
