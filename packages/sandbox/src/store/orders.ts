import { randomUUID } from 'node:crypto'
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Agenda } from '../deliver/agenda.ts'
import type { NewTask } from '../deliver/task.ts'
import type { Change, OrderEvent, PayafterOrder, Work } from '../domain/order.ts'
import type { OrderRepository, OrderTransaction } from '../routes/deps.ts'
import type { Tables } from './schema.ts'

type NotifyWork = Extract<Work, { kind: 'notify' }>

/** What a notification says, before encryption. */
export type NotificationBody = (order: PayafterOrder, eventType: NotifyWork['eventType']) => object

/** An order with everything that happened to it, oldest first. */
export interface OrderWithEvents extends PayafterOrder {
  readonly events: readonly OrderEvent[]
}

/** An {@link OrderTransaction} that also lets the engine write rows of its own in it. */
export interface StoreTransaction extends OrderTransaction {
  readonly trx: Transaction<Tables>
  readonly lock: (mchid: string, outOrderNo: string) => Promise<PayafterOrder | undefined>
  readonly save: (change: Change) => Promise<void>
}

/** Orders in the database. A change, its timeline, its notifications and its work commit together or not at all. */
export class OrderStore implements OrderRepository {
  readonly #db: Kysely<Tables>
  readonly #agenda: Agenda
  readonly #notificationBody: NotificationBody

  constructor(db: Kysely<Tables>, agenda: Agenda, notificationBody: NotificationBody) {
    this.#db = db
    this.#agenda = agenda
    this.#notificationBody = notificationBody
  }

  transaction<T>(work: (transaction: StoreTransaction) => Promise<T>): Promise<T> {
    return this.#db.transaction().execute((trx) =>
      work({
        trx,
        lock: (mchid, outOrderNo) => lockOrder(trx, mchid, outOrderNo),
        save: (change) => this.#save(trx, change),
      }),
    )
  }

  find(mchid: string, outOrderNo: string): Promise<PayafterOrder | undefined> {
    return findOrder(this.#db, mchid, outOrderNo)
  }

  async findByQueryId(mchid: string, queryId: string): Promise<PayafterOrder | undefined> {
    if (!isStorable(queryId)) return undefined
    const row = await this.#db
      .selectFrom('orders')
      .select('document')
      .where('mchid', '=', mchid)
      .where('query_id', '=', queryId)
      .executeTakeFirst()
    return row?.document
  }

  async openOrdersOf(openid: string): Promise<PayafterOrder[]> {
    if (!isStorable(openid)) return []
    const rows = await this.#db
      .selectFrom('orders')
      .select('document')
      .where('openid', '=', openid)
      .where('state', 'in', ['USER_ACCEPTED', 'FINISHED'])
      .execute()
    return rows.map((row) => row.document)
  }

  /** What the front end gets when the user leaves the confirm page by its button; it queries the order like its number. */
  async queryIdOf(mchid: string, outOrderNo: string): Promise<string | undefined> {
    const row = await this.#db
      .selectFrom('orders')
      .select('query_id')
      .where('mchid', '=', mchid)
      .where('out_order_no', '=', outOrderNo)
      .executeTakeFirst()
    return row?.query_id
  }

  /** Newest first. */
  async list(limit: number): Promise<OrderWithEvents[]> {
    const rows = await this.#db
      .selectFrom('orders')
      .select(['document', eventsOf])
      .orderBy('created_at', 'desc')
      .orderBy('order_id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(withEvents)
  }

  async findWithEvents(mchid: string, outOrderNo: string): Promise<OrderWithEvents | undefined> {
    if (!isStorable(outOrderNo)) return undefined
    const row = await this.#db
      .selectFrom('orders')
      .select(['document', eventsOf])
      .where('mchid', '=', mchid)
      .where('out_order_no', '=', outOrderNo)
      .executeTakeFirst()
    return row && withEvents(row)
  }

  async #save(trx: Transaction<Tables>, { order, events, work }: Change): Promise<void> {
    const columns = {
      state: order.state,
      openid: order.openid ?? null,
      document: JSON.stringify(order),
    }
    const key = { mchid: order.mchid, out_order_no: order.out_order_no }
    await trx
      .insertInto('orders')
      .values({
        ...key,
        ...columns,
        order_id: order.order_id,
        query_id: newQueryId(),
        service_id: order.service_id,
        created_at: order.createdAt,
      })
      .onConflict((conflict) => conflict.columns(['mchid', 'out_order_no']).doUpdateSet(columns))
      .execute()
    if (events.length > 0) {
      await trx
        .insertInto('order_events')
        .values(
          events.map(({ type, at, detail }) => ({ ...key, type, at, detail: detail ? JSON.stringify(detail) : null })),
        )
        .execute()
    }
    const tasks: NewTask[] = []
    for (const item of work)
      tasks.push(item.kind === 'notify' ? await this.#announce(trx, order, item) : taskFor(order, item))
    await this.#agenda.plan(trx, tasks)
  }

  /** Writes a notification down; its deliveries are work like any other. */
  async #announce(trx: Transaction<Tables>, order: PayafterOrder, { eventType, dueAt }: NotifyWork): Promise<NewTask> {
    const id = randomUUID()
    await trx
      .insertInto('notifications')
      .values({
        id,
        mchid: order.mchid,
        out_order_no: order.out_order_no,
        service_id: order.service_id,
        event_type: eventType,
        plaintext: JSON.stringify(this.#notificationBody(order, eventType)),
        state: 'pending',
        created_at: sql<number>`virtual_now()`,
        next_attempt_at: dueAt,
      })
      .execute()
    return { kind: 'notify', mchid: order.mchid, outOrderNo: order.out_order_no, notificationId: id, attempt: 1, dueAt }
  }
}

/**
 * A row that exists is locked as a row; one that does not yet is locked by its name, so that of two simultaneous
 * creations with one number the second sees the first's.
 */
async function lockOrder(
  trx: Transaction<Tables>,
  mchid: string,
  outOrderNo: string,
): Promise<PayafterOrder | undefined> {
  if (!isStorable(outOrderNo)) return undefined
  const existing = await findOrder(trx, mchid, outOrderNo, 'update')
  if (existing) return existing
  await sql`select pg_advisory_xact_lock(hashtextextended(${`${mchid}/${outOrderNo}`}, 0))`.execute(trx)
  return findOrder(trx, mchid, outOrderNo, 'update')
}

async function findOrder(
  db: Kysely<Tables>,
  mchid: string,
  outOrderNo: string,
  lock?: 'update',
): Promise<PayafterOrder | undefined> {
  if (!isStorable(outOrderNo)) return undefined
  const query = db
    .selectFrom('orders')
    .select('document')
    .where('mchid', '=', mchid)
    .where('out_order_no', '=', outOrderNo)
  const row = await (lock ? query.forUpdate() : query).executeTakeFirst()
  return row?.document
}

function taskFor(order: PayafterOrder, work: Exclude<Work, NotifyWork>): NewTask {
  return {
    kind: work.kind,
    mchid: order.mchid,
    outOrderNo: order.out_order_no,
    attempt: work.kind === 'deduct' ? work.attempt : 1,
    dueAt: work.dueAt,
  }
}

type EventRow = Pick<OrderEvent, 'type' | 'at'> & { detail: OrderEvent['detail'] | null }

const eventsOf = sql<EventRow[]>`(
  select coalesce(json_agg(json_build_object('type', type, 'at', at, 'detail', detail) order by id), '[]')
  from order_events where order_events.mchid = orders.mchid and order_events.out_order_no = orders.out_order_no
)`.as('events')

function withEvents({ document, events }: { document: PayafterOrder; events: EventRow[] }): OrderWithEvents {
  return { ...document, events: events.map(({ type, at, detail }) => ({ type, at, ...(detail ? { detail } : {}) })) }
}

function newQueryId(): string {
  return randomUUID().replaceAll('-', '')
}

/** PostgreSQL's text has no NUL character: nothing with one in it can have been stored. */
function isStorable(text: string): boolean {
  return !text.includes('\0')
}
