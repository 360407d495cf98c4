import { randomUUID } from 'node:crypto'
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Agenda } from '../deliver/agenda.ts'
import type { NewTask } from '../deliver/task.ts'
import { type Announcement, type Change, isAnnouncement } from '../machine/change.ts'
import type { Entities, UnitOfWork } from '../machine/entities.ts'
import type { EntityKind, EntityReference } from '../machine/entity-kind.ts'
import type { UserStore } from '../merchant/users.ts'
import { isStorable } from './storable.ts'
import type { Ledger } from './ledger.ts'
import type { Tables } from './schema.ts'

/** Entities in the database. A change, its timeline, its notifications and its work commit together or not at all. */
export class EntityStore<Policy> implements Entities<Policy> {
  readonly #db: Kysely<Tables>
  readonly #agenda: Agenda
  readonly #users: UserStore
  readonly #ledger: Ledger
  readonly #policy: Policy

  /** @param policy what notifications say may depend on it */
  constructor(db: Kysely<Tables>, agenda: Agenda, users: UserStore, ledger: Ledger, policy: Policy) {
    this.#db = db
    this.#agenda = agenda
    this.#users = users
    this.#ledger = ledger
    this.#policy = policy
  }

  transaction<T>(work: (unit: UnitOfWork<Policy>) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) =>
      work({
        lock: (kind, mchid, number) => lockEntity(trx, kind, mchid, number),
        save: (kind, change) => this.#save(trx, kind, change),
        finish: (task, outcome) => this.#agenda.finish(trx, task, outcome),
        balance: (mchid) => this.#ledger.lock(trx, mchid),
        charge: (openid) => this.#users.charge(trx, openid),
      }),
    )
  }

  find<E>(kind: EntityKind<E, Policy>, mchid: string, number: string): Promise<E | undefined> {
    return findEntity(this.#db, kind, mchid, number)
  }

  async findByKey<E>(
    { product }: EntityKind<E, Policy>,
    mchid: string,
    key: string,
    value: string,
  ): Promise<E | undefined> {
    if (!isStorable(value)) return undefined
    const row = await this.#db
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
      .where('entity_keys.mchid', '=', mchid)
      .executeTakeFirst()
    return row?.document as E | undefined
  }

  async openOf<E>({ product }: EntityKind<E, Policy>, openid: string): Promise<E[]> {
    if (!isStorable(openid)) return []
    const rows = await this.#db
      .selectFrom('entities')
      .select('document')
      .where('product', '=', product)
      .where('openid', '=', openid)
      .where('open', '=', true)
      .execute()
    return rows.map((row) => row.document as E)
  }

  async #save<E>(
    trx: Transaction<Tables>,
    kind: EntityKind<E, Policy>,
    { entity, events, work, movements = [] }: Change<E>,
  ): Promise<void> {
    const { mchid, number, subMchid, state, openid, open, createdAt } = kind.row(entity)
    const { product } = kind
    const key = { product, mchid, number }
    const columns = { state, openid: openid ?? null, open, document: JSON.stringify(entity) }
    await trx
      .insertInto('entities')
      .values({ ...key, ...columns, sub_mchid: subMchid ?? null, created_at: createdAt })
      .onConflict((conflict) => conflict.columns(['product', 'mchid', 'number']).doUpdateSet(columns))
      .execute()
    await saveKeys(trx, key, kind.keys(entity))
    if (events.length > 0) {
      await trx
        .insertInto('events')
        .values(
          events.map(({ type, at, detail }) => ({ ...key, type, at, detail: detail ? JSON.stringify(detail) : null })),
        )
        .execute()
    }
    const reference = { product, mchid, outOrderNo: number }
    await this.#agenda.drop(trx, reference, kind.pointless(entity))
    const tasks: NewTask[] = []
    for (const item of work) {
      tasks.push(
        isAnnouncement(item)
          ? await this.#announce(trx, kind, entity, reference, item)
          : { ...reference, kind: item.kind, attempt: item.attempt ?? 1, dueAt: item.dueAt },
      )
    }
    await this.#agenda.plan(trx, tasks)
    await this.#ledger.post(trx, reference, movements)
  }

  /** Writes a notification down; its deliveries are work like any other. */
  async #announce<E>(
    trx: Transaction<Tables>,
    kind: EntityKind<E, Policy>,
    entity: E,
    reference: EntityReference,
    { eventType, dueAt }: Announcement,
  ): Promise<NewTask> {
    const id = randomUUID()
    const notice = kind.notice(entity, eventType, this.#policy)
    const { body, summary, amount, url, serviceId } = notice
    const isV2 = 'signature' in notice
    await trx
      .insertInto('notifications')
      .values({
        id,
        product: reference.product,
        mchid: reference.mchid,
        number: reference.outOrderNo,
        event_type: eventType,
        summary,
        original_type: isV2 ? '' : notice.originalType,
        associated_data: isV2 ? '' : notice.associatedData,
        v2_signature: isV2 ? notice.signature : null,
        plaintext: JSON.stringify(body),
        amount: amount ?? null,
        url: url ?? null,
        service_id: serviceId ?? null,
        state: 'pending',
        created_at: sql<number>`virtual_now()`,
        next_attempt_at: dueAt,
      })
      .execute()
    return { ...reference, kind: 'notify', notificationId: id, attempt: 1, dueAt }
  }
}

/** What is there already stays; a number that another entity has is refused by the primary key. */
async function saveKeys(
  trx: Transaction<Tables>,
  { product, mchid, number }: { product: string; mchid: string; number: string },
  keys: Readonly<Record<string, string>>,
): Promise<void> {
  const [names, values] = [Object.keys(keys), Object.values(keys)]
  if (names.length === 0) return
  await sql`
    insert into entity_keys (product, mchid, number, name, value)
    select ${product}, ${mchid}, ${number}, name, value
    from unnest(${names}::text[], ${values}::text[]) as given (name, value)
    where not exists (
      select from entity_keys known
      where known.product = ${product} and known.mchid = ${mchid} and known.number = ${number}
        and known.name = given.name and known.value = given.value
    )`.execute(trx)
}

/**
 * A row that exists is locked as a row; one that does not yet is locked by its name, so that of two simultaneous
 * creations with one number the second sees the first's.
 */
async function lockEntity<E, Policy>(
  trx: Transaction<Tables>,
  kind: EntityKind<E, Policy>,
  mchid: string,
  number: string,
): Promise<E | undefined> {
  if (!isStorable(number)) return undefined
  const existing = await findEntity(trx, kind, mchid, number, 'update')
  if (existing) return existing
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${kind.product}/${mchid}/${number}`}, 0))`.execute(trx)
  return findEntity(trx, kind, mchid, number, 'update')
}

async function findEntity<E, Policy>(
  db: Kysely<Tables>,
  { product }: EntityKind<E, Policy>,
  mchid: string,
  number: string,
  lock?: 'update',
): Promise<E | undefined> {
  if (!isStorable(number)) return undefined
  const query = db
    .selectFrom('entities')
    .select('document')
    .where('product', '=', product)
    .where('mchid', '=', mchid)
    .where('number', '=', number)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  return row?.document as E | undefined
}
