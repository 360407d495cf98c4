import type { Kysely } from 'kysely'
import type { Tables } from './schema.ts'

/** Forgets what happened; merchants, services and the clock stay. Events, deliveries and tasks go with their orders. */
export async function clear(db: Kysely<Tables>): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const table of ['orders', 'users', 'faults', 'requests', 'nonces'] as const) {
      await trx.deleteFrom(table).execute()
    }
  })
}
