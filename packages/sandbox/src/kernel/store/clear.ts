import { type Kysely, type Transaction, sql } from 'kysely'
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

/** Forgets what happened to one merchant. What hangs on an entity goes with it. */
export function clearMerchant(db: Kysely<Tables>, mchid: string): Promise<void> {
  return givingWay(db, async (trx) => {
    for (const table of ['entities', 'ledger', 'accounts', 'faults', 'requests', 'nonces', 'memories'] as const) {
      await trx.deleteFrom(table).where('mchid', '=', mchid).execute()
    }
  })
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
