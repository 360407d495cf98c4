import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema/tables.ts'

/** Nonces of the last minutes, for the policy that refuses repeated ones. */
export class NonceStore {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /**
   * Records a nonce; returns true if it was known. Nonces are deleted after ten minutes, when their timestamp is no
   * longer accepted.
   */
  async seen(mchid: string, nonce: string): Promise<boolean> {
    await this.#db
      .deleteFrom('nonces')
      .where('seen_on', '<', sql<Date>`now() - interval '10 minutes'`)
      .execute()
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('nonces')
      .values({ mchid, nonce })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    return numInsertedOrUpdatedRows === 0n
  }
}
