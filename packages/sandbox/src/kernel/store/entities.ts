import { randomUUID } from 'node:crypto'
import { type Kysely, type Transaction, sql } from 'kysely'
import type { Agenda } from '../deliver/agenda.ts'
import type { NewTask } from '../deliver/task.ts'
import {
  type Change,
  type OrderEvent,
  type PayafterOrder,
  type Work,
  stateOfWork,
} from '../../products/payafter/order.ts'
import type { OrderRepository, OrderTransaction } from '../protocol/deps.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Tables } from './schema.ts'

type NotifyWork = Extract<Work, { kind: 'notify' }>

/** What a notification says, before encryption. */
export type NotificationBody = (order: PayafterOrder, eventType: NotifyWork['eventType']) => object

/** An order with everything that happened to it, oldest first. */
export interface OrderWithEvents extends PayafterOrder {
  readonly events: readonly OrderEvent[]
}

/** An order as a list shows it, without what the merchant sent. */
export interface OrderSummary
  extends
    Pick<PayafterOrder, 'mchid' | 'out_order_no' | 'state' | 'openid' | 'createdAt'>,
    Pick<PayafterOrder['create'], 'service_introduction' | 'service_start_location' | 'risk_amount'> {
  /** Fen; once the merchant has completed the order. */
  readonly total_amount?: number
  /** When something last happened to it. */
  readonly changedAt: number
}

/** Which orders to list, newest first. */
export interface OrderQuery {
  readonly limit: number
  /** The `next` of the page before. */
  readonly cursor?: string
  /** In one of these states. */
  readonly states?: readonly PayafterOrder['state'][]
  /** With one of these numbers of this merchant. */
  readonly named?: { readonly mchid: string; readonly outOrderNos: readonly string[] }
}

export interface OrderPage {
  readonly orders: readonly OrderSummary[]
  /** The cursor of the page that follows; absent on the last. */
  readonly next?: string
}

/** A line of some order's timeline. */
export interface Happening extends OrderEvent {
  readonly id: number
  readonly outOrderNo: string
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
      .where('open', '=', true)
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

  /** A page of summaries, newest first. */
  async page({ limit, cursor, states, named }: OrderQuery): Promise<OrderPage> {
    const summaries = (state?: PayafterOrder['state']) => {
      let query = this.#db.selectFrom('orders').select(['document', 'position', latestOf])
      if (state) query = query.where('state', '=', state)
      if (named) query = query.where('mchid', '=', named.mchid).where('out_order_no', 'in', named.outOrderNos)
      const last = cursor === undefined ? undefined : readCursor(cursor)
      if (last !== undefined) query = query.where('position', '<', last)
      return query.orderBy('position', 'desc').limit(limit + 1)
    }
    // Each state is read by itself, in the order of the index, and no further than the page goes.
    const read = await Promise.all((states ?? [undefined]).map((state) => summaries(state).execute()))
    const rows = read.flat().toSorted((a, b) => b.position - a.position)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      orders: shown.map(toSummary),
      ...(last && rows.length > limit && { next: writeCursor(last.position) }),
    }
  }

  /** What happened last, to whichever order; newest first. */
  async happenings(limit: number): Promise<Happening[]> {
    const rows = await this.#db.selectFrom('order_events').selectAll().orderBy('id', 'desc').limit(limit).execute()
    return rows.map(toHappening)
  }

  /** Whole orders, newest first. */
  async list(limit: number): Promise<OrderWithEvents[]> {
    const rows = await this.#db
      .selectFrom('orders')
      .select(['document', eventsOf])
      .orderBy('position', 'desc')
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
      open: isOpen(order),
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
    await this.#agenda.drop(trx, { mchid: order.mchid, outOrderNo: order.out_order_no }, pointlessIn(order.state))
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

function isOpen({ state, complete }: PayafterOrder): boolean {
  return state === 'USER_ACCEPTED' || (state === 'FINISHED' && complete?.total_amount !== 0)
}

/** The kinds of work that an order in this state makes pointless. */
function pointlessIn(state: PayafterOrder['state']): (keyof typeof stateOfWork)[] {
  if (state === 'CREATED') return [] // nothing is planned yet that could be
  return (['expire', 'deduct'] as const).filter((kind) => stateOfWork[kind] !== state)
}

const latestOf = sql<number | null>`(
  select at from order_events where order_events.mchid = orders.mchid and order_events.out_order_no = orders.out_order_no
  order by id desc limit 1
)`.as('latest')

function toSummary({ document, latest }: { document: PayafterOrder; latest: number | null }): OrderSummary {
  const { mchid, out_order_no, state, openid, createdAt, create, complete } = document
  const { service_introduction, service_start_location, risk_amount } = create
  return {
    mchid,
    out_order_no,
    state,
    ...(openid !== undefined && { openid }),
    service_introduction,
    service_start_location,
    risk_amount,
    ...(complete && { total_amount: complete.total_amount }),
    createdAt,
    changedAt: latest ?? createdAt,
  }
}

type EventRow = Pick<OrderEvent, 'type' | 'at'> & { detail: OrderEvent['detail'] | null }

const eventsOf = sql<EventRow[]>`(
  select coalesce(json_agg(json_build_object('type', type, 'at', at, 'detail', detail) order by id), '[]')
  from order_events where order_events.mchid = orders.mchid and order_events.out_order_no = orders.out_order_no
)`.as('events')

function withEvents({ document, events }: { document: PayafterOrder; events: EventRow[] }): OrderWithEvents {
  return { ...document, events: events.map(toEvent) }
}

function toEvent({ type, at, detail }: EventRow): OrderEvent {
  return { type, at, ...(detail ? { detail } : {}) }
}

function toHappening({ id, out_order_no, ...event }: EventRow & { id: number; out_order_no: string }): Happening {
  return { id, outOrderNo: out_order_no, ...toEvent(event) }
}

function newQueryId(): string {
  return randomUUID().replaceAll('-', '')
}

/** PostgreSQL's text has no NUL character: nothing with one in it can have been stored. */
function isStorable(text: string): boolean {
  return !text.includes('\0')
}
