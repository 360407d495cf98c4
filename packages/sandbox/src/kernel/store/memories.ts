import type { Kysely } from 'kysely'
import type { Memories, Memory, MemoryKey } from '../answers/memory.ts'
import type { Tables } from './schema.ts'
import { isStorable } from './storable.ts'

/** Calls that no product plays, by the merchant's number. The first one under a number stays. */
export class MemoryStore implements Memories {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async find({ mchid, kind, number }: MemoryKey): Promise<Memory | undefined> {
    if (!isStorable(number)) return undefined
    return this.#db
      .selectFrom('memories')
      .selectAll()
      .where('mchid', '=', mchid)
      .where('kind', '=', kind)
      .where('number', '=', number)
      .executeTakeFirst()
  }

  async keep(memory: Memory): Promise<Memory> {
    if (!isStorable(memory.number)) return memory
    const { numInsertedOrUpdatedRows } = await this.#db
      .insertInto('memories')
      .values({ ...memory, said: JSON.stringify(memory.said) })
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirst()
    // When two calls come at once, the later waits for the earlier to commit, and finds it.
    return numInsertedOrUpdatedRows === 0n ? ((await this.find(memory)) ?? this.keep(memory)) : memory
  }
}
