import type { Kysely } from 'kysely'
import type { Memories, Memory, MemoryKey } from '../answers/memory.ts'
import type { Tables } from './schema/tables.ts'
import { isStorable } from './storable.ts'

/** Stores calls that no product implements, by the merchant's number. The first call under a number stays. */
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
    // When two calls come at the same time, the later one waits until the earlier one commits, and then finds its
    // memory.
    return numInsertedOrUpdatedRows === 0n ? ((await this.find(memory)) ?? this.keep(memory)) : memory
  }
}
