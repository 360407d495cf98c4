import { randomUUID } from 'node:crypto'
import { type Kysely, type Selectable, sql } from 'kysely'
import { documentedRefusal } from './fault-code.ts'
import type { Fault, FaultSubject } from './faults.ts'
import type { Tables } from '../store/schema/tables.ts'
import type { Signals } from '../store/database/signals.ts'

/** Faults that wait for requests. All processes share them: "the next 3" means three in total. */
export class FaultStore {
  readonly #db: Kysely<Tables>
  /** Every request asks for faults, so this flag avoids a query when there are none. */
  #mayExist = true

  constructor(db: Kysely<Tables>, signals: Signals) {
    this.#db = db
    signals.subscribe((name) => {
      if (name === 'faults') this.#mayExist = true
    })
  }

  /** @param mchid the merchant for which the fault is. Default: all */
  async add(fault: Omit<Fault, 'id'>, mchid?: string): Promise<Fault> {
    const { remaining, ...rest } = fault
    const id = randomUUID()
    await this.#db
      .insertInto('faults')
      .values({ id, mchid: mchid ?? null, remaining, fault: JSON.stringify(rest) })
      .execute()
    this.#mayExist = true
    return { id, ...fault }
  }

  /** @param mchid lists only faults that apply to this merchant */
  async list(mchid?: string): Promise<Fault[]> {
    const rows = await this.#db.selectFrom('faults').selectAll().orderBy('position').execute()
    return rows.filter((row) => mchid === undefined || meets(row, mchid)).map(toFault)
  }

  /**
   * @param mchid only faults that apply to this merchant
   * @returns whether a fault with this id existed; without an id, whether any existed
   */
  async clear(id?: string, mchid?: string): Promise<boolean> {
    let query = this.#db.deleteFrom('faults')
    if (mchid !== undefined) query = query.where((is) => is.or([is('mchid', 'is', null), is('mchid', '=', mchid)]))
    if (id !== undefined) query = query.where('id', '=', id)
    const { numDeletedRows } = await query.executeTakeFirst()
    return numDeletedRows > 0n
  }

  /**
   * Returns the oldest matching fault and reduces its count by one.
   *
   * @param mchid the requesting merchant; absent for unauthenticated requests
   */
  async take(subject: FaultSubject, mchid?: string): Promise<Fault | undefined> {
    if (!this.#mayExist) return undefined
    return this.#db.transaction().execute(async (trx) => {
      const rows = await trx.selectFrom('faults').selectAll().orderBy('position').forUpdate().execute()
      if (rows.length === 0) this.#mayExist = false
      const row = rows.find((one) => meets(one, mchid) && fits(toFault(one), subject))
      const found = row && toFault(row)
      if (!found) return undefined
      await (found.remaining > 1
        ? trx
            .updateTable('faults')
            .set({ remaining: sql<number>`remaining - 1` })
            .where('id', '=', found.id)
            .execute()
        : trx.deleteFrom('faults').where('id', '=', found.id).execute())
      return found
    })
  }
}

/** A fault for one merchant does not apply to requests of another. */
function meets(fault: { mchid: string | null }, mchid: string | undefined): boolean {
  return fault.mchid === null || fault.mchid === mchid
}

function fits(fault: Fault, subject: FaultSubject): boolean {
  return (
    fault.target === subject.target &&
    (fault.method === undefined || fault.method === subject.method) &&
    (fault.path === undefined || subject.path.includes(fault.path)) &&
    (fault.outOrderNo === undefined || fault.outOrderNo === subject.outOrderNo) &&
    (fault.code === undefined || documentedRefusal(fault, subject.errors) !== undefined)
  )
}

function toFault({ id, fault, remaining }: Selectable<Tables['faults']>): Fault {
  return { ...fault, id, remaining }
}
