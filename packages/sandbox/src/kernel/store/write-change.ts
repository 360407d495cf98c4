import { randomUUID } from 'node:crypto'
import { type Kysely, type RawBuilder, type Transaction, sql } from 'kysely'
import { ownerOf } from '../ledger/account.ts'
import type { Movement } from '../ledger/movement.ts'
import { type Announcement, type Change, type Job, type TimelineEvent, isAnnouncement } from '../machine/change.ts'
import type { EntityKind, EntityReference } from '../machine/entity-kind.ts'
import type { Tables } from './schema/tables.ts'

/**
 * The expected state of the entity's row for the write: unchanged since the read (`version`), missing (`absent`), or
 * any, if the transaction holds the lock (`locked`).
 */
export type Expected = { readonly version: string } | 'absent' | 'locked'

interface Key {
  readonly product: string
  readonly mchid: string
  readonly number: string
}

/**
 * Writes an entity, its other numbers, its timeline, its notifications, its work and its money in one statement, so
 * that no separate transaction is needed. Empty parts are left out of the statement.
 *
 * @param policy may affect the content of notifications
 * @returns false when the entity was not as expected; nothing is written then
 * @throws when a merchant's account would become negative, which the decision should have refused
 */
export async function writeChange<E, Policy>(
  db: Kysely<Tables> | Transaction<Tables>,
  kind: EntityKind<E, Policy>,
  { entity, events, work, movements = [] }: Change<E>,
  policy: Policy,
  expected: Expected,
): Promise<boolean> {
  const { mchid, number } = kind.row(entity)
  const key = { product: kind.product, mchid, number }
  const notices = work.filter(isAnnouncement).map(({ eventType, dueAt }) => ({ id: randomUUID(), eventType, dueAt }))
  const jobs = work.filter((item) => !isAnnouncement(item))
  const parts = [
    savedEntity(kind, entity, expected),
    ...addedKeys(key, kind.keys(entity)),
    ...addedEvents(key, events),
    ...droppedTasks(key, kind.pointless(entity)),
    ...addedNotifications(key, notices, (eventType) => kind.notice(entity, eventType, policy)),
    ...addedTasks(key, notices, jobs),
    ...postings(key, movements),
  ]
  const { rows } = await sql`with ${sql.join(parts, sql`, `)} select from saved`.execute(db)
  return rows.length > 0
}

function savedEntity<E, Policy>(kind: EntityKind<E, Policy>, entity: E, expected: Expected): RawBuilder<unknown> {
  const { mchid, number, subMchid, partOf, state, openid, open, createdAt } = kind.row(entity)
  const whole = partOf && nameOf(partOf)
  const document = JSON.stringify(entity)
  const insert = sql`
    insert into entities (product, mchid, number, sub_mchid, part_of, created_at, state, openid, open, document)
    values (${kind.product}, ${mchid}, ${number}, ${subMchid ?? null}, ${whole ?? null}, ${createdAt},
      ${state}, ${openid ?? null}, ${open}, ${document})`
  if (expected === 'absent') return sql`saved as (${insert} on conflict do nothing returning 1)`
  if (expected === 'locked') {
    return sql`saved as (${insert} on conflict (product, mchid, number) do update set
      state = excluded.state, openid = excluded.openid, open = excluded.open, document = excluded.document
      returning 1)`
  }
  return sql`saved as (
    update entities set state = ${state}, openid = ${openid ?? null}, open = ${open}, document = ${document}
    where product = ${kind.product} and mchid = ${mchid} and number = ${number} and xmin = ${expected.version}::xid
    returning 1)`
}

/** The name of an entity in another one's `part_of`. */
function nameOf({ product, mchid, outOrderNo }: EntityReference): string {
  return `${product}/${mchid}/${outOrderNo}`
}

/** Inserts unique numbers. An existing number of the same entity stays; the primary key refuses another entity's. */
function addedKeys(
  { product, mchid, number }: Key,
  keys: ReturnType<EntityKind<unknown>['keys']>,
): readonly RawBuilder<unknown>[] {
  const pairs = Object.entries(keys).flatMap(([name, value]) => [value].flat().map((one) => [name, one] as const))
  const [names, values] = [pairs.map(([name]) => name), pairs.map(([, value]) => value)]
  if (names.length === 0) return []
  return [
    sql`keyed as (
      insert into entity_keys (product, mchid, number, name, value)
      select ${product}, ${mchid}, ${number}, name, value
      from saved, unnest(${names}::text[], ${values}::text[]) as given (name, value)
      where not exists (
        select from entity_keys known
        where known.product = ${product} and known.mchid = ${mchid} and known.number = ${number}
          and known.name = given.name and known.value = given.value
      ))`,
  ]
}

function addedEvents(
  { product, mchid, number }: Key,
  events: readonly TimelineEvent[],
): readonly RawBuilder<unknown>[] {
  if (events.length === 0) return []
  const details = events.map(({ detail }) => (detail ? JSON.stringify(detail) : null))
  return [
    sql`told as (
      insert into events (product, mchid, number, type, at, detail)
      select ${product}, ${mchid}, ${number}, type, at, detail::json
      from saved, unnest(${events.map(({ type }) => type)}::text[], ${events.map(({ at }) => at)}::bigint[],
        ${details}::text[]) with ordinality as given (type, at, detail, position)
      order by position)`,
  ]
}

/** Ends pointless tasks, so that neither a list nor the clock stops at them. */
function droppedTasks({ product, mchid, number }: Key, kinds: readonly string[]): readonly RawBuilder<unknown>[] {
  if (kinds.length === 0) return []
  return [
    sql`dropped as (
      update tasks set done_at = virtual_now(), outcome = 'went on meanwhile'
      from saved
      where product = ${product} and mchid = ${mchid} and number = ${number} and kind = any(${kinds}::text[])
        and done_at is null)`,
  ]
}

interface Notice extends Omit<Announcement, 'kind'> {
  readonly id: string
}

/** Inserts notifications; their deliveries are ordinary tasks. */
function addedNotifications<E, Policy>(
  { product, mchid, number }: Key,
  notices: readonly Notice[],
  render: (eventType: string) => ReturnType<EntityKind<E, Policy>['notice']>,
): readonly RawBuilder<unknown>[] {
  if (notices.length === 0) return []
  const rows = notices.map(({ id, eventType, dueAt }) => {
    const notice = render(eventType)
    const { body, summary, amount, url, serviceId } = notice
    const v2 = 'signature' in notice
    const [type, data, signature] = v2 ? ['', '', notice.signature] : [notice.originalType, notice.associatedData, null]
    return sql`(${id}, ${eventType}, ${summary}, ${type}, ${data}, ${signature}, ${JSON.stringify(body)},
      ${amount ?? null}, ${url ?? null}, ${serviceId ?? null}, ${dueAt}::bigint)`
  })
  return [
    sql`announced as (
      insert into notifications (product, mchid, number, state, created_at, id, event_type, summary, original_type,
        associated_data, v2_signature, plaintext, amount, url, service_id, next_attempt_at)
      select ${product}, ${mchid}, ${number}, 'pending', virtual_now(), given.*
      from saved, (values ${sql.join(rows)}) as given)`,
  ]
}

function addedTasks(
  { product, mchid, number }: Key,
  notices: readonly Notice[],
  jobs: readonly Job[],
): readonly RawBuilder<unknown>[] {
  const tasks = [
    ...notices.map(({ id, dueAt }) => ({ kind: 'notify', notification: id, attempt: 1, dueAt })),
    ...jobs.map(({ kind, attempt = 1, dueAt }) => ({ kind, notification: null, attempt, dueAt })),
  ]
  if (tasks.length === 0) return []
  return [
    sql`planned as (
      insert into tasks (id, product, mchid, number, kind, notification_id, attempt, due_at)
      select gen_random_uuid(), ${product}, ${mchid}, ${number}, kind, notification, attempt, due_at
      from saved, unnest(${tasks.map(({ kind }) => kind)}::text[],
        ${tasks.map(({ notification }) => notification)}::text[], ${tasks.map(({ attempt }) => attempt)}::int[],
        ${tasks.map(({ dueAt }) => dueAt)}::bigint[]) as given (kind, notification, attempt, due_at))`,
  ]
}

/**
 * Updates the balances of merchants' accounts in the order of their names, so that two transactions never deadlock.
 * Each posting stores the balance after it.
 */
function postings({ product, mchid, number }: Key, movements: readonly Movement[]): readonly RawBuilder<unknown>[] {
  const rows = movements.flatMap((movement) => {
    const id = randomUUID()
    return movement.postings.map((posting) => ({ id, movement, ...posting }))
  })
  if (rows.length === 0) return []
  const changes = new Map<string, { owner: string; change: number }>()
  for (const { account, amount } of rows) {
    const owner = ownerOf(account)
    if (owner !== undefined) changes.set(account, { owner, change: (changes.get(account)?.change ?? 0) + amount })
  }
  const owned = [...changes].toSorted(([a], [b]) => (a < b ? -1 : 1))
  const given = rows.map(
    ({ id, movement: { at, kind, businessNumber, voucherNumber, note }, account, amount }, position) =>
      sql`(${position}::int, ${id}::uuid, ${at}::bigint, ${kind}, ${account}, ${amount}::bigint, ${businessNumber},
        ${voucherNumber}, ${note ?? null})`,
  )
  return [
    sql`moved as (
      insert into accounts (account, mchid, balance)
      select account, owner, change
      from saved, unnest(${owned.map(([account]) => account)}::text[], ${owned.map(([, { owner }]) => owner)}::text[],
        ${owned.map(([, { change }]) => change)}::bigint[]) with ordinality as given (account, owner, change, position)
      order by position
      on conflict (account) do update set balance = accounts.balance + excluded.balance
      returning account, balance)`,
    sql`posted as (
      insert into ledger (product, mchid, number, movement, at, kind, account, amount, balance, business_number,
        voucher_number, note)
      select ${product}, ${mchid}, ${number}, movement, at, kind, account, amount,
        balance - (sum(amount) over (partition by account) - sum(amount) over (partition by account order by position))::bigint,
        business_number, voucher_number, note
      from saved, (values ${sql.join(given)}) as given (position, movement, at, kind, account, amount,
        business_number, voucher_number, note) left join moved using (account)
      order by position)`,
  ]
}
