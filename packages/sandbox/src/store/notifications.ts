import { type Kysely, type Selectable, type Transaction, sql } from 'kysely'
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

export type DeliveryState = 'pending' | 'delivered' | 'given_up' | 'no_endpoint'

/** A notification with all that was tried to deliver it. */
export interface Delivery extends Notification {
  readonly state: DeliveryState
  readonly url?: string
  readonly nextAttemptAt?: number
  readonly attempts: readonly Attempt[]
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

  /** Newest first. */
  async list(limit: number, outOrderNo?: string): Promise<Delivery[]> {
    let query = this.#deliveries()
    if (outOrderNo !== undefined) query = query.where('notifications.out_order_no', '=', outOrderNo)
    const rows = await query
      .orderBy('notifications.created_at', 'desc')
      .orderBy('notifications.id')
      .limit(limit)
      .execute()
    if (rows.length === 0) return []
    const attempts = await this.#db
      .selectFrom('attempts')
      .selectAll()
      .where(
        'notification_id',
        'in',
        rows.map((row) => row.id),
      )
      .orderBy('id')
      .execute()
    return rows.map((row) =>
      toDelivery(
        row,
        attempts.filter((attempt) => attempt.notification_id === row.id),
      ),
    )
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
    return this.#db
      .selectFrom('notifications')
      .innerJoin('services', 'services.service_id', 'notifications.service_id')
      .innerJoin('merchants', 'merchants.mchid', 'notifications.mchid')
      .selectAll('notifications')
      .select(sql<string | null>`coalesce(services.notify_url, merchants.notify_url)`.as('url'))
  }
}

type DeliveryRow = Selectable<Tables['notifications']> & { url: string | null }

function toDelivery(row: DeliveryRow, attempts: readonly Selectable<AttemptTable>[]): Delivery {
  return {
    id: row.id,
    mchid: row.mchid,
    outOrderNo: row.out_order_no,
    serviceId: row.service_id,
    eventType: row.event_type,
    plaintext: row.plaintext,
    createdAt: row.created_at,
    state: row.state,
    ...(row.url === null ? {} : { url: row.url }),
    ...(row.next_attempt_at === null ? {} : { nextAttemptAt: row.next_attempt_at }),
    attempts: attempts.map(toAttempt),
  }
}

function toAttempt(row: Selectable<AttemptTable>): Attempt {
  return {
    attempt: row.attempt,
    at: row.at,
    url: row.url,
    requestHeaders: row.request_headers,
    requestBody: row.request_body,
    durationMs: row.duration_ms,
    ...(row.status === null ? {} : { status: row.status }),
    ...(row.error === null ? {} : { error: row.error }),
    ...(row.reply_excerpt === null ? {} : { replyExcerpt: row.reply_excerpt }),
    ...(row.replayed ? { replayed: true } : {}),
  }
}
