import { type Kysely, type RawBuilder, type SelectQueryBuilder, type Selectable, sql } from 'kysely'
import { type Schedule, delaysOf } from '../deliver/ladder.ts'
import type { Task } from '../deliver/task.ts'
import type { SignType } from 'wechatpay-ts/v2'
import type { EntityReference } from '../machine/entity-kind.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { AttemptTable, Tables } from './schema/tables.ts'

export interface Notification extends EntityReference {
  readonly id: string
  readonly serviceId?: string
  readonly eventType: string
  /** The envelope's text for people. */
  readonly summary: string
  /** `original_type` and `associated_data` of the encrypted resource. */
  readonly originalType: string
  readonly associatedData: string
  /** For APIv2: the signature type, or `none` where `req_info` authenticates the message. Absent for APIv3. */
  readonly v2Signature?: SignType | 'none'
  /** The resource before encryption; for APIv2 the fields as JSON. */
  readonly plaintext: string
  /** Path of the amount in the content: `total_amount`. */
  readonly amount?: string
  /** Virtual instant, ms. */
  readonly createdAt: number
}

/** One delivery attempt with its request and answer. */
export interface Attempt {
  readonly attempt: number
  /** Virtual instant, ms. */
  readonly at: number
  readonly url: string
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** Absent when no answer came. */
  readonly status?: number
  /** Duration in real time. */
  readonly durationMs: number
  /** The reason why the attempt failed, with or without an answer. */
  readonly error?: string
  /** The first characters of the answer's body. */
  readonly replyExcerpt?: string
  /** A person started the attempt; WeChat Pay has no such button. */
  readonly replayed?: true
}

/** An attempt in a list, without the request and the answer. */
export type AttemptSummary = Omit<Attempt, 'url' | 'requestHeaders' | 'requestBody' | 'replyExcerpt'>

/** Everything needed for a delivery. */
export interface Deliverable extends Notification {
  readonly url?: string
  readonly state: DeliveryState
  /** Virtual instant of the read, ms. */
  readonly now: number
}

/** The outcome of a delivery. */
export interface Conclusion {
  readonly attempts?: readonly Attempt[]
  /** A short description of the result, for the record of finished tasks. */
  readonly outcome: string
  /** The new state. Default: unchanged. */
  readonly state?: DeliveryState | undefined
  /** The next attempt and its virtual instant in ms; absent for none. */
  readonly next?: Pick<Task, 'attempt' | 'dueAt'> | undefined
}

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'no_endpoint'

/** A notification with all its delivery attempts. */
export interface Delivery extends Notification {
  readonly state: DeliveryState
  readonly url?: string
  readonly nextAttemptAt?: number
  /** Maximum number of attempts, without replays. */
  readonly maxAttempts: number
  readonly attempts: readonly Attempt[]
}

/** A notification in a list, without its content. */
export interface DeliverySummary extends Pick<
  Delivery,
  'id' | 'product' | 'outOrderNo' | 'eventType' | 'createdAt' | 'state' | 'url' | 'nextAttemptAt' | 'maxAttempts'
> {
  readonly attempts: readonly AttemptSummary[]
}

/** The notifications to list, newest first. */
export interface DeliveryQuery {
  readonly limit: number
  /** The `next` of the previous page. */
  readonly cursor?: string
  /** Restricts the list to one merchant. */
  readonly mchid?: string | undefined
  /** Restricts the list to this number of the merchant's. */
  readonly outOrderNo?: string | undefined
  /** Restricts the list to this product, because a payment and a refund may have one number. */
  readonly product?: string | undefined
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[]
  /** The cursor of the next page; absent on the last. */
  readonly next?: string
}

export class NotificationStore {
  readonly #db: Kysely<Tables>
  readonly #schedule: Schedule

  constructor(db: Kysely<Tables>, schedule: Schedule = delaysOf) {
    this.#db = db
    this.#schedule = schedule
  }

  /** Finds a notification with its address: its own, its service's, or its merchant's. */
  async find(id: string): Promise<Deliverable | undefined> {
    const query = this.#deliveries().select(sql<number>`virtual_now()`.as('now'))
    const row = await query.where('notifications.id', '=', id).executeTakeFirst()
    return row && { ...this.#toDelivery(row, []), now: row.now }
  }

  /** Finds a notification with the request and answer of every attempt. */
  async findWithAttempts(id: string): Promise<Delivery | undefined> {
    const row = await this.#deliveries().where('notifications.id', '=', id).executeTakeFirst()
    return row && this.#toDelivery(row, await this.#attemptsOf([id]).selectAll().execute())
  }

  /** Lists whole notifications, newest first. */
  async list(query: Omit<DeliveryQuery, 'cursor'>): Promise<Delivery[]> {
    const rows = await newestFirst(this.#deliveries(), query).execute()
    if (rows.length === 0) return []
    const attempts = await this.#attemptsOf(rows.map((row) => row.id))
      .selectAll()
      .execute()
    const byNotification = Map.groupBy(attempts, (attempt) => attempt.notification_id)
    return rows.map((row) => this.#toDelivery(row, byNotification.get(row.id) ?? []))
  }

  /** Lists a page of summaries, newest first. */
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

  /** Records attempts. Does nothing when the notification is gone because the sandbox was reset. */
  async addAttempts(id: string, attempts: readonly Attempt[], state?: DeliveryState): Promise<void> {
    const change =
      state === undefined
        ? sql``
        : sql`, told as (update notifications set state = ${state}, next_attempt_at = null where id = ${id})`
    await sql`with ${addedAttempts(id, attempts)} ${change} select`.execute(this.#db)
  }

  /**
   * Records the result of a delivery in one statement. Attempts are always recorded; the end of the task, the
   * notification's state and the next attempt only if no other process has done the task.
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
  { limit, cursor, mchid, outOrderNo, product }: DeliveryQuery,
): NotificationQuery<Row> {
  let query = notifications
  if (mchid !== undefined) query = query.where('notifications.mchid', '=', mchid)
  if (outOrderNo !== undefined) query = query.where('notifications.number', '=', outOrderNo)
  if (product !== undefined) query = query.where('notifications.product', '=', product)
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
