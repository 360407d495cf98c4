import { type Kysely, sql } from 'kysely'
import type { Tables } from './schema.ts'

/** Nonces of the last minutes, for the policy that refuses a repeated one. */
export class NonceStore {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** Remembers the nonce; true when it was known. Older than the ten minutes in which its timestamp is good: forgotten. */
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
