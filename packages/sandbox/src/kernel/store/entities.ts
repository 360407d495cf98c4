import { type Kysely, type Transaction, sql } from 'kysely'
import type { Agenda } from '../deliver/agenda.ts'
import type { Entities, NumberedPageQuery, SingleUnit, UnitOfWork } from '../machine/entities.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import type { UserStore } from '../merchant/users.ts'
import { isStorable } from './storable.ts'
import type { Ledger } from './ledger.ts'
import type { Tables } from './schema/tables.ts'
import { type Expected, writeChange } from './write-change.ts'

/** Thrown when another transaction was faster. It never leaves this file. */
const overtaken = new Error('somebody else has changed the entity meanwhile')

/** Number of tries without a lock. A change that was overtaken once usually finds nothing left to do. */
const UNLOCKED_TRIES = 2

/** Number of entities that `each` reads at a time. */
const EACH = 500

/**
 * Stores entities in the database. A change, its timeline, its notifications and its work commit together or not at
 * all.
 */
export class EntityStore<Policy> implements Entities<Policy> {
  readonly #db: Kysely<Tables>
  readonly #agenda: Agenda
  readonly #users: UserStore
  readonly #ledger: Ledger
  readonly #policy: Policy

  /** @param policy may affect the content of notifications */
  constructor(db: Kysely<Tables>, agenda: Agenda, users: UserStore, ledger: Ledger, policy: Policy) {
    this.#db = db
    this.#agenda = agenda
    this.#users = users
    this.#ledger = ledger
    this.#policy = policy
  }

  async change<T>(work: (unit: SingleUnit<Policy>) => Promise<T>): Promise<T> {
    for (let tries = 0; tries < UNLOCKED_TRIES; tries++) {
      try {
        return await work(this.#unlocked())
      } catch (error) {
        if (error !== overtaken) throw error
      }
    }
    return this.transaction(work)
  }

  async transaction<T>(work: (unit: UnitOfWork<Policy>) => Promise<T>): Promise<T> {
    for (;;) {
      try {
        return await this.#db.transaction().execute((trx) => work(this.#locked(trx)))
      } catch (error) {
        // Another transaction created an entity without a lock after this one found none; a repeat can lock it.
        if (error !== overtaken) throw error
      }
    }
  }

  #locked(trx: Transaction<Tables>): UnitOfWork<Policy> {
    const absent = new Set<string>()
    const nameOf = (product: string, mchid: string, number: string) => `${product}/${mchid}/${number}`
    return {
      async lock(kind, mchid, number) {
        const found = await lockEntity(trx, kind, mchid, number)
        if (found === undefined) absent.add(nameOf(kind.product, mchid, number))
        return found
      },
      save: async (kind, change) => {
        const { mchid, number } = kind.row(change.entity)
        const isNew = absent.delete(nameOf(kind.product, mchid, number))
        if (!(await writeChange(trx, kind, change, this.#policy, isNew ? 'absent' : 'locked'))) throw overtaken
      },
      finish: (task, outcome) => this.#agenda.finish(trx, task, outcome),
      balance: (mchid) => this.#ledger.lock(trx, mchid),
      charge: (openid) => this.#users.charge(trx, openid),
    }
  }

  /** Reads without a lock. A save is one statement, which has an effect only if the entity is unchanged. */
  #unlocked(): SingleUnit<Policy> {
    let expected: Expected = 'locked'
    return {
      lock: async (kind, mchid, number) => {
        const row = await findRow(this.#db, kind, mchid, number)
        expected = row ?? 'absent'
        return row?.document
      },
      save: async (kind, change) => {
        if (!(await writeChange(this.#db, kind, change, this.#policy, expected))) throw overtaken
      },
      charge: async (openid) => {
        const charged = await this.#users.chargeUnlocked(openid)
        if (charged === undefined) throw overtaken
        return charged
      },
    }
  }

  async find<E>(kind: EntityKind<E, Policy>, mchid: string, number: string): Promise<E | undefined> {
    return (await findRow(this.#db, kind, mchid, number))?.document
  }

  async findByKey<E>(kind: EntityKind<E, Policy>, mchid: string, key: string, value: string): Promise<E | undefined> {
    return this.#withKey(kind, key, value, mchid)
  }

  findOfAny<E>(kind: EntityKind<E, Policy>, key: string, value: string): Promise<E | undefined> {
    return this.#withKey(kind, key, value)
  }

  async #withKey<E>(
    { product }: EntityKind<E, Policy>,
    key: string,
    value: string,
    mchid?: string,
  ): Promise<E | undefined> {
    if (!isStorable(value)) return undefined
    const found = this.#db
      .selectFrom('entity_keys')
      .innerJoin('entities', (join) =>
        join
          .onRef('entities.product', '=', 'entity_keys.product')
          .onRef('entities.mchid', '=', 'entity_keys.mchid')
          .onRef('entities.number', '=', 'entity_keys.number'),
      )
      .select('document')
      .where('entity_keys.product', '=', product)
      .where('entity_keys.name', '=', key)
      .where('entity_keys.value', '=', value)
    const row = await (mchid === undefined ? found : found.where('entity_keys.mchid', '=', mchid)).executeTakeFirst()
    return row?.document as E | undefined
  }

  async openOf<E>({ product }: EntityKind<E, Policy>, openid: string, states?: readonly string[]): Promise<E[]> {
    if (!isStorable(openid)) return []
    const all = this.#db
      .selectFrom('entities')
      .select('document')
      .where('product', '=', product)
      .where('openid', '=', openid)
      .where('open', '=', true)
      .orderBy('position')
    const rows = await (states ? all.where('state', 'in', states) : all).execute()
    return rows.map((row) => row.document as E)
  }

  async *each<E>({ product }: EntityKind<E, Policy>, mchid: string, state: string): AsyncGenerator<E, void> {
    for (let last = -1, length = EACH; length === EACH;) {
      const rows = await this.#db
        .selectFrom('entities')
        .select(['document', 'position'])
        .where('product', '=', product)
        .where('mchid', '=', mchid)
        .where('state', '=', state)
        .where('position', '>', last)
        .orderBy('position')
        .limit(EACH)
        .execute()
      for (const { document } of rows) yield document as E
      length = rows.length
      last = rows.at(-1)?.position ?? last
    }
  }

  async numberedPage<E>(
    { product }: EntityKind<E, Policy>,
    mchid: string,
    { skip, limit, state, createdFrom, createdUntil }: NumberedPageQuery,
  ): Promise<{ items: E[]; total: number }> {
    let listed = this.#db.selectFrom('entities').where('product', '=', product).where('mchid', '=', mchid)
    if (state !== undefined) listed = listed.where('state', '=', state)
    if (createdFrom !== undefined) listed = listed.where('created_at', '>=', createdFrom)
    if (createdUntil !== undefined) listed = listed.where('created_at', '<=', createdUntil)
    const [rows, { total }] = await Promise.all([
      listed.select('document').orderBy('position', 'desc').offset(skip).limit(limit).execute(),
      listed.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow(),
    ])
    return { items: rows.map((row) => row.document as E), total }
  }
}

/**
 * Locks an existing row, or the name of a missing one, so that of two simultaneous creations with one number the second
 * sees the first.
 */
async function lockEntity<E, Policy>(
  trx: Transaction<Tables>,
  kind: EntityKind<E, Policy>,
  mchid: string,
  number: string,
): Promise<E | undefined> {
  if (!isStorable(number)) return undefined
  const existing = await findRow(trx, kind, mchid, number, 'update')
  if (existing) return existing.document
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind.product}/${mchid}/${number}`}, 0))`.execute(trx)
  return (await findRow(trx, kind, mchid, number, 'update'))?.document
}

/** @returns the entity, and the version of its row */
async function findRow<E, Policy>(
  db: Kysely<Tables>,
  { product }: EntityKind<E, Policy>,
  mchid: string,
  number: string,
  lock?: 'update',
): Promise<{ readonly document: E; readonly version: string } | undefined> {
  if (!isStorable(number)) return undefined
  const query = db
    .selectFrom('entities')
    .select(['document', sql<string>`xmin::text`.as('version')])
    .where('product', '=', product)
    .where('mchid', '=', mchid)
    .where('number', '=', number)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  return row as { document: E; version: string } | undefined
}
