import { type Kysely, type Transaction, sql } from 'kysely'
import { type Shortened, forgetMoney } from './forget-money.ts'
import type { Tables } from './schema.ts'

/** Everything that happens; listed whole, because `truncate` wants a table together with those that refer to it. */
const HAPPENINGS =
  'entities, entity_keys, events, notifications, attempts, tasks, ledger, accounts, users, faults, requests, nonces, memories'

/** How long to wait for those who write: less than the second after which PostgreSQL would look for a deadlock. */
const PATIENCE = '400ms'
const TRIES = 25
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Forgets what happened; merchants, services and the clock stay. However much there was takes the same time, and gives
 * its space on disk back.
 */
export function clearAll(db: Kysely<Tables>): Promise<void> {
  return givingWay(db, async (trx) => {
    await sql`truncate ${sql.raw(HAPPENINGS)}`.execute(trx)
  })
}

/**
 * Forgets what happened to one merchant: its own entities, those that partners made for it, and their parts that other
 * merchants have, as long as no money has moved for them. What hangs on an entity goes with it, and so does its money.
 */
export function clearMerchant(db: Kysely<Tables>, mchid: string): Promise<void> {
  return givingWay(db, async (trx) => {
    // Who saves an entity moves its money in the same statement: while nobody can, the book stands still.
    await sql`lock table entities in exclusive mode`.execute(trx)
    await forgetMoney(trx, mchid, await forgetEntities(trx, mchid))
    for (const table of ['faults', 'requests', 'nonces', 'memories'] as const) {
      await trx.deleteFrom(table).where('mchid', '=', mchid).execute()
    }
  })
}

/** @returns the accounts that their money was on, each with the first of the postings that are gone */
async function forgetEntities(trx: Transaction<Tables>, mchid: string): Promise<readonly Shortened[]> {
  const { rows } = await sql<Shortened>`
    with own as (
      select product, mchid, number from entities where mchid = ${mchid} or sub_mchid = ${mchid}
    ), forgotten as (
      select * from own
      union
      select product, mchid, number from entities part
      where part_of in (select product || '/' || mchid || '/' || number from own) and not exists (
        select from ledger
        where ledger.mchid = part.mchid and ledger.number = part.number and ledger.product = part.product
      )
    ), entity as (
      delete from entities using forgotten
      where entities.product = forgotten.product and entities.mchid = forgotten.mchid
        and entities.number = forgotten.number
    ), posting as (
      delete from ledger using forgotten
      where ledger.mchid = forgotten.mchid and ledger.number = forgotten.number
        and ledger.product = forgotten.product
      returning ledger.id, at, account, balance
    )
    select distinct on (account) account, id, at from posting where balance is not null order by account, id`.execute(
    trx,
  )
  return rows
}
/**
 * Forgetting locks whole tables, or an entity before what hangs on it, and those who write take them in another order.
 * Of the two it is this one that gives way and tries again, so that no request and no delivery fails because somebody
 * resets the sandbox.
 */
async function givingWay(db: Kysely<Tables>, forget: (trx: Transaction<Tables>) => Promise<void>): Promise<void> {
  for (let tries = 1; ; tries++) {
    try {
      await db.transaction().execute(async (trx) => {
        await sql`set local lock_timeout = ${sql.lit(PATIENCE)}`.execute(trx)
        await forget(trx)
      })
      return
    } catch (error) {
      if (tries >= TRIES || !isBusy(error)) throw error
    }
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === LOCK_NOT_AVAILABLE
}
