import { type Kysely, type RawBuilder, type SelectQueryBuilder, type Selectable, sql } from 'kysely'
import { type Schedule, delaysOf } from '../deliver/ladder.ts'
import type { Task } from '../deliver/task.ts'
import type { SignType } from 'wechatpay-ts/v2'
import type { EntityReference } from '../machine/entity-kind.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { AttemptTable, Tables } from './schema.ts'

export interface Notification extends EntityReference {
  readonly id: string
  readonly serviceId?: string
  readonly eventType: string
  /** In words, as in the envelope. */
  readonly summary: string
  /** `original_type` and `associated_data` of the encrypted resource. */
  readonly originalType: string
  readonly associatedData: string
  /** Of a message of APIv2: how it is signed, `none` where its `req_info` is all the proof. Absent for APIv3. */
  readonly v2Signature?: SignType | 'none'
  /** The resource before encryption; of APIv2 the fields, as JSON. */
  readonly plaintext: string
  /** Path of the amount it is about, in its content: `total_amount`. */
  readonly amount?: string
  /** Virtual instant, ms. */
  readonly createdAt: number
}

/** One delivery attempt, as sent and as answered. */
export interface Attempt {
  readonly attempt: number
  /** Virtual instant, ms. */
  readonly at: number
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** Absent when no answer came. */
  readonly status?: number
  /** Real time. */
  readonly durationMs: number
  /** Why it counts as failed although, or because no, answer came. */
  readonly error?: string
  /** The first characters of the answer's body. */
  readonly replyExcerpt?: string
  /** Asked for by a person; WeChat Pay has no such button. */
  readonly replayed?: true
}

/** An attempt as a list shows it, without what went over the wire. */
export type AttemptSummary = Omit<Attempt, 'url' | 'requestHeaders' | 'requestBody' | 'replyExcerpt'>

/** Everything that a delivery needs to know. */
export interface Deliverable extends Notification {
  readonly url?: string
  readonly state: DeliveryState
  /** Virtual instant of reading, ms. */
  readonly now: number
}

/** The outcome of a delivery. */
export interface Conclusion {
  readonly attempts?: readonly Attempt[]
  /** In a word or two, for the record of what ran. */
  readonly outcome: string
  /** As it was if absent. */
  readonly state?: DeliveryState | undefined
  /** When it is sent again, virtual instant in ms; never if absent. */
  readonly next?: Pick<Task, 'attempt' | 'dueAt'> | undefined
}

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'no_endpoint'

/** A notification with all that was tried to deliver it. */
export interface Delivery extends Notification {
  readonly state: DeliveryState
  readonly url?: string
  readonly nextAttemptAt?: number
  /** How often it is sent at the most, replays apart. */
  readonly maxAttempts: number
  readonly attempts: readonly Attempt[]
}

/** A notification as a list shows it, without its content. */
export interface DeliverySummary extends Pick<
  Delivery,
  'id' | 'product' | 'outOrderNo' | 'eventType' | 'createdAt' | 'state' | 'url' | 'nextAttemptAt' | 'maxAttempts'
> {
  readonly attempts: readonly AttemptSummary[]
}

/** Which notifications to list, newest first. */
export interface DeliveryQuery {
  readonly limit: number
  /** The `next` of the page before. */
  readonly cursor?: string
  /** Of one merchant. */
  readonly mchid?: string | undefined
  /** About this number of the merchant's. */
  readonly outOrderNo?: string | undefined
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[]
  /** The cursor of the page that follows; absent on the last. */
  readonly next?: string
}

export class NotificationStore {
  readonly #db: Kysely<Tables>
  readonly #schedule: Schedule

  constructor(db: Kysely<Tables>, schedule: Schedule = delaysOf) {
    this.#db = db
    this.#schedule = schedule
  }

  /** The notification and the address it goes to: its own, its service's, or else its merchant's. */
  async find(id: string): Promise<Deliverable | undefined> {
    const query = this.#deliveries().select(sql<number>`virtual_now()`.as('now'))
    const row = await query.where('notifications.id', '=', id).executeTakeFirst()
    return row && { ...this.#toDelivery(row, []), now: row.now }
  }

  /** The notification with every attempt, as sent and as answered. */
  async findWithAttempts(id: string): Promise<Delivery | undefined> {
    const row = await this.#deliveries().where('notifications.id', '=', id).executeTakeFirst()
    return row && this.#toDelivery(row, await this.#attemptsOf([id]).selectAll().execute())
  }

  /** Whole notifications, newest first. */
  async list(query: Omit<DeliveryQuery, 'cursor'>): Promise<Delivery[]> {
    const rows = await newestFirst(this.#deliveries(), query).execute()
    if (rows.length === 0) return []
    const attempts = await this.#attemptsOf(rows.map((row) => row.id))
      .selectAll()
      .execute()
    const byNotification = Map.groupBy(attempts, (attempt) => attempt.notification_id)
    return rows.map((row) => this.#toDelivery(row, byNotification.get(row.id) ?? []))
  }

  /** A page of summaries, newest first. */
  async page(query: DeliveryQuery): Promise<DeliveryPage> {
    const { limit } = query
    const rows = await newestFirst(this.#summaries(), { ...query, limit: limit + 1 }).execute()
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    if (!last) return { deliveries: [] }
    const attempts = await this.#attemptsOf(shown.map((row) => row.id))
      .select(['notification_id', 'attempt', 'at', 'status', 'duration_ms', 'error', 'replayed'])
      .execute()
    const byNotification = Map.groupBy(attempts, (attempt) => attempt.notification_id)
    return {
      deliveries: shown.map((row) => this.#toSummary(row, byNotification.get(row.id) ?? [])),
      ...(rows.length > limit && { next: writeCursor(last.position) }),
    }
  }

  /** Writes attempts down; does nothing when the notification is gone (the sandbox was reset meanwhile). */
  async addAttempts(id: string, attempts: readonly Attempt[], state?: DeliveryState): Promise<void> {
    const change =
      state === undefined
        ? sql``
        : sql`, told as (update notifications set state = ${state}, next_attempt_at = null where id = ${id})`
    await sql`with ${addedAttempts(id, attempts)} ${change} select`.execute(this.#db)
  }

  /**
   * Writes down what a delivery came to, all in one statement: its attempts in any case; that its task is done, what it
   * means for the notification and the next step, unless somebody else has done the task.
   */
  async conclude(
    { id: task, product, mchid, outOrderNo: number, notificationId: id = '' }: Task,
    { attempts = [], outcome, state, next }: Conclusion,
  ): Promise<void> {
    const parts = [
      sql`finished as (
        update tasks set done_at = virtual_now(), outcome = ${outcome} where id = ${task} and done_at is null returning 1)`,
      ...(attempts.length > 0 ? [addedAttempts(id, attempts)] : []),
      ...(state === undefined
        ? []
        : [
            sql`told as (
              update notifications set state = ${state}, next_attempt_at = ${next?.dueAt ?? null}::bigint
              from finished where id = ${id})`,
          ]),
      ...(next === undefined
        ? []
        : [
            sql`planned as (
              insert into tasks (id, product, kind, mchid, number, notification_id, attempt, due_at)
              select gen_random_uuid(), ${product}, 'notify', ${mchid}, ${number}, ${id}, ${next.attempt}::int,
                ${next.dueAt}::bigint
              from finished)`,
          ]),
    ]
    await sql`with ${sql.join(parts, sql`, `)} select`.execute(this.#db)
  }

  #toSummary(row: SummaryRow, attempts: readonly AttemptRow[]): DeliverySummary {
    return {
      id: row.id,
      product: row.product,
      outOrderNo: row.number,
      eventType: row.event_type,
      createdAt: row.created_at,
      state: row.state,
      ...(row.address === null ? {} : { url: row.address }),
      ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
      maxAttempts: this.#schedule(row.event_type).length + 1,
      attempts: attempts.map(toAttemptSummary),
    }
  }

  #toDelivery(row: DeliveryRow, attempts: readonly Selectable<AttemptTable>[]): Delivery {
    return {
      ...this.#toSummary(row, []),
      mchid: row.mchid,
      ...(row.service_id === null ? {} : { serviceId: row.service_id }),
      summary: row.summary,
      originalType: row.original_type,
      associatedData: row.associated_data,
      ...(row.v2_signature === null ? {} : { v2Signature: row.v2_signature }),
      plaintext: row.plaintext,
      ...(row.amount === null ? {} : { amount: row.amount }),
      attempts: attempts.map(toAttempt),
    }
  }

  #deliveries() {
    return this.#addressed().selectAll('notifications')
  }

  #summaries() {
    return this.#addressed().select([
      'notifications.id',
      'notifications.product',
      'notifications.number',
      'notifications.event_type',
      'notifications.created_at',
      'notifications.state',
      'notifications.next_attempt_at',
      'notifications.position',
    ])
  }

  #addressed() {
    return this.#db
      .selectFrom('notifications')
      .leftJoin('services', 'services.service_id', 'notifications.service_id')
      .innerJoin('merchants', 'merchants.mchid', 'notifications.mchid')
      .select(sql<string | null>`coalesce(notifications.url, services.notify_url, merchants.notify_url)`.as('address'))
  }

  #attemptsOf(ids: readonly string[]) {
    return this.#db.selectFrom('attempts').where('notification_id', 'in', ids).orderBy('id')
  }
}

function addedAttempts(id: string, attempts: readonly Attempt[]): RawBuilder<unknown> {
  const rows = attempts.map(
    ({ attempt, at, url, requestHeaders, requestBody, status, durationMs, error, replyExcerpt, replayed = false }) =>
      sql`(${attempt}::int, ${at}::bigint, ${url}, ${JSON.stringify(requestHeaders)}::json, ${requestBody},
        ${status ?? null}::int, ${durationMs}::int, ${error ?? null}, ${replyExcerpt?.replaceAll('\0', '\u{FFFD}') ?? null},
        ${replayed}::boolean)`,
  )
  return sql`tried as (
    insert into attempts (notification_id, attempt, at, url, request_headers, request_body, status, duration_ms, error,
      reply_excerpt, replayed)
    select notifications.id, given.* from notifications, (values ${sql.join(rows)}) as given
    where notifications.id = ${id})`
}

type NotificationTables = Pick<Tables, 'notifications' | 'services' | 'merchants'>
type NotificationQuery<Row> = SelectQueryBuilder<
  Tables & NotificationTables,
  'notifications' | 'services' | 'merchants',
  Row
>

function newestFirst<Row>(
  notifications: NotificationQuery<Row>,
  { limit, cursor, mchid, outOrderNo }: DeliveryQuery,
): NotificationQuery<Row> {
  let query = notifications
  if (mchid !== undefined) query = query.where('notifications.mchid', '=', mchid)
  if (outOrderNo !== undefined) query = query.where('notifications.number', '=', outOrderNo)
  const last = cursor === undefined ? undefined : readCursor(cursor)
  if (last !== undefined) query = query.where('notifications.position', '<', last)
  return query.orderBy('notifications.position', 'desc').limit(limit)
}

type SummaryColumns = 'id' | 'product' | 'number' | 'event_type' | 'created_at' | 'state' | 'next_attempt_at'
type SummaryRow = Pick<Selectable<Tables['notifications']>, SummaryColumns> & { address: string | null }
type DeliveryRow = Selectable<Tables['notifications']> & { address: string | null }
type AttemptRow = Pick<Selectable<AttemptTable>, 'attempt' | 'at' | 'status' | 'duration_ms' | 'error' | 'replayed'>

function toAttempt(row: Selectable<AttemptTable>): Attempt {
  return {
    ...toAttemptSummary(row),
    url: row.url,
    requestHeaders: row.request_headers,
    requestBody: row.request_body,
    ...(row.reply_excerpt === null ? {} : { replyExcerpt: row.reply_excerpt }),
  }
}

function toAttemptSummary(row: AttemptRow): AttemptSummary {
  return {
    attempt: row.attempt,
    at: row.at,
    durationMs: row.duration_ms,
    ...(row.status === null ? {} : { status: row.status }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.replayed ? { replayed: true } : {}),
  }
}
