import { type Kysely, type Transaction, sql } from 'kysely'
import { type Shortened, forgetMoney } from './forget-money.ts'
import type { Tables } from './schema/tables.ts'

/**
 * All tables of events and their effects. The list is complete, because `truncate` needs a table together with those
 * that refer to it.
 */
const HAPPENINGS =
  'entities, entity_keys, events, notifications, attempts, tasks, ledger, accounts, users, faults, requests, nonces, memories'

/** How long to wait for writers: less than the second after which PostgreSQL checks for a deadlock. */
const PATIENCE = '400ms'
const TRIES = 25
const LOCK_NOT_AVAILABLE = '55P03'

/**
 * Deletes everything that happened; merchants, services and the clock stay. The time does not depend on the amount of
 * data, and the disk space is freed.
 */
export function clearAll(db: Kysely<Tables>): Promise<void> {
  return givingWay(db, async (trx) => {
    await sql`truncate ${sql.raw(HAPPENINGS)}`.execute(trx)
  })
}

/**
 * Deletes everything that happened to one merchant: its own entities, those that partners created for it, and their
 * parts at other merchants for which no money has moved. The data and the money of a deleted entity go with it.
 */
export function clearMerchant(db: Kysely<Tables>, mchid: string): Promise<void> {
  return givingWay(db, async (trx) => {
    // Saving an entity moves its money in the same statement, so this lock also stops changes of the book.
    await sql`lock table entities in exclusive mode`.execute(trx)
    await forgetMoney(trx, mchid, await forgetEntities(trx, mchid))
    for (const table of ['faults', 'requests', 'nonces', 'memories'] as const) {
      await trx.deleteFrom(table).where('mchid', '=', mchid).execute()
    }
  })
}

/** @returns the accounts with deleted postings, each with the first of them */
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
 * Deletion locks whole tables, or an entity before its dependents, while writers lock in another order. On a conflict
 * the deletion gives way and tries again, so that a reset makes no request or delivery fail.
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
