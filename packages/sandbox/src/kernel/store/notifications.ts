import { type Kysely, type SelectQueryBuilder, type Selectable, type Transaction, sql } from 'kysely'
import { readCursor, writeCursor } from './cursor.ts'
import type { AttemptTable, Tables } from './schema.ts'

export interface Notification {
  readonly id: string
  readonly mchid: string
  readonly outOrderNo: string
  readonly serviceId: string
  readonly eventType: string
  /** The resource before encryption. */
  readonly plaintext: string
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

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'no_endpoint'

/** A notification with all that was tried to deliver it. */
export interface Delivery extends Notification {
  readonly state: DeliveryState
  readonly url?: string
  readonly nextAttemptAt?: number
  readonly attempts: readonly Attempt[]
}

/** A notification as a list shows it, without its content. */
export interface DeliverySummary extends Omit<Delivery, 'mchid' | 'serviceId' | 'plaintext' | 'attempts'> {
  readonly attempts: readonly AttemptSummary[]
}

/** Which notifications to list, newest first. */
export interface DeliveryQuery {
  readonly limit: number
  /** The `next` of the page before. */
  readonly cursor?: string
  /** Of one order. */
  readonly order?: { readonly mchid: string; readonly outOrderNo: string }
}

export interface DeliveryPage {
  readonly deliveries: readonly DeliverySummary[]
  /** The cursor of the page that follows; absent on the last. */
  readonly next?: string
}

export class NotificationStore {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  /** The notification and the address it goes to: its service's, or else its merchant's. */
  async find(id: string): Promise<(Notification & { url?: string; state: DeliveryState }) | undefined> {
    const row = await this.#deliveries().where('notifications.id', '=', id).executeTakeFirst()
    return row && toDelivery(row, [])
  }

  /** The notification with every attempt, as sent and as answered. */
  async findWithAttempts(id: string): Promise<Delivery | undefined> {
    const row = await this.#deliveries().where('notifications.id', '=', id).executeTakeFirst()
    return row && toDelivery(row, await this.#attemptsOf([id]).selectAll().execute())
  }

  /** Whole notifications, newest first. */
  async list({ limit, order }: Omit<DeliveryQuery, 'cursor'>): Promise<Delivery[]> {
    const rows = await newestFirst(this.#deliveries(), { order, limit }).execute()
    if (rows.length === 0) return []
    const attempts = await this.#attemptsOf(rows.map((row) => row.id))
      .selectAll()
      .execute()
    const byNotification = Map.groupBy(attempts, (attempt) => attempt.notification_id)
    return rows.map((row) => toDelivery(row, byNotification.get(row.id) ?? []))
  }

  /** A page of summaries, newest first. */
  async page({ limit, cursor, order }: DeliveryQuery): Promise<DeliveryPage> {
    const rows = await newestFirst(this.#summaries(), { order, cursor, limit: limit + 1 }).execute()
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    if (!last) return { deliveries: [] }
    const attempts = await this.#attemptsOf(shown.map((row) => row.id))
      .select(['notification_id', 'attempt', 'at', 'status', 'duration_ms', 'error', 'replayed'])
      .execute()
    const byNotification = Map.groupBy(attempts, (attempt) => attempt.notification_id)
    return {
      deliveries: shown.map((row) => toDeliverySummary(row, byNotification.get(row.id) ?? [])),
      ...(rows.length > limit && { next: writeCursor(last.position) }),
    }
  }

  /** Writes an attempt down; does nothing when the notification is gone (the sandbox was reset meanwhile). */
  async addAttempt(trx: Transaction<Tables>, id: string, attempt: Attempt): Promise<void> {
    const exists = await trx.selectFrom('notifications').select('id').where('id', '=', id).executeTakeFirst()
    if (!exists) return
    await trx
      .insertInto('attempts')
      .values({
        notification_id: id,
        attempt: attempt.attempt,
        at: attempt.at,
        url: attempt.url,
        request_headers: JSON.stringify(attempt.requestHeaders),
        request_body: attempt.requestBody,
        status: attempt.status ?? null,
        duration_ms: attempt.durationMs,
        error: attempt.error ?? null,
        reply_excerpt: attempt.replyExcerpt?.replaceAll('\0', '\u{FFFD}') ?? null,
        replayed: attempt.replayed ?? false,
      })
      .execute()
  }

  async setState(trx: Transaction<Tables>, id: string, state: DeliveryState, nextAttemptAt?: number): Promise<void> {
    await trx
      .updateTable('notifications')
      .set({ state, next_attempt_at: nextAttemptAt ?? null })
      .where('id', '=', id)
      .execute()
  }

  #deliveries() {
    return this.#addressed().selectAll('notifications')
  }

  #summaries() {
    return this.#addressed().select([
      'notifications.id',
      'notifications.out_order_no',
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
      .innerJoin('services', 'services.service_id', 'notifications.service_id')
      .innerJoin('merchants', 'merchants.mchid', 'notifications.mchid')
      .select(sql<string | null>`coalesce(services.notify_url, merchants.notify_url)`.as('url'))
  }

  #attemptsOf(ids: readonly string[]) {
    return this.#db.selectFrom('attempts').where('notification_id', 'in', ids).orderBy('id')
  }
}

type NotificationTables = Pick<Tables, 'notifications' | 'services' | 'merchants'>
type NotificationQuery<Row> = SelectQueryBuilder<
  Tables & NotificationTables,
  'notifications' | 'services' | 'merchants',
  Row
>

function newestFirst<Row>(
  notifications: NotificationQuery<Row>,
  { limit, cursor, order }: { [Name in keyof DeliveryQuery]: DeliveryQuery[Name] | undefined } & { limit: number },
): NotificationQuery<Row> {
  let query = notifications
  if (order) {
    query = query
      .where('notifications.mchid', '=', order.mchid)
      .where('notifications.out_order_no', '=', order.outOrderNo)
  }
  const last = cursor === undefined ? undefined : readCursor(cursor)
  if (last !== undefined) query = query.where('notifications.position', '<', last)
  return query.orderBy('notifications.position', 'desc').limit(limit)
}

type SummaryColumns = 'id' | 'out_order_no' | 'event_type' | 'created_at' | 'state' | 'next_attempt_at'
type SummaryRow = Pick<Selectable<Tables['notifications']>, SummaryColumns> & { url: string | null }
type DeliveryRow = Selectable<Tables['notifications']> & { url: string | null }
type AttemptRow = Pick<Selectable<AttemptTable>, 'attempt' | 'at' | 'status' | 'duration_ms' | 'error' | 'replayed'>

function toDeliverySummary(row: SummaryRow, attempts: readonly AttemptRow[]): DeliverySummary {
  return {
    id: row.id,
    outOrderNo: row.out_order_no,
    eventType: row.event_type,
    createdAt: row.created_at,
    state: row.state,
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    attempts: attempts.map(toAttemptSummary),
  }
}

function toDelivery(row: DeliveryRow, attempts: readonly Selectable<AttemptTable>[]): Delivery {
  return {
    ...toDeliverySummary(row, []),
    mchid: row.mchid,
    serviceId: row.service_id,
    plaintext: row.plaintext,
    attempts: attempts.map(toAttempt),
  }
}

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
