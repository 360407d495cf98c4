import { type Kysely, type Selectable, sql } from 'kysely'
import type { TimelineEvent } from '../machine/change.ts'
import type { Archive, EntityPage, EntityQuery, WithEvents } from '../machine/entities.ts'
import type { EntityKind } from '../machine/entity-kind.ts'
import { readCursor, writeCursor } from './cursor.ts'
import type { Tables } from './schema/tables.ts'
import { isStorable } from './storable.ts'

/** An event of some entity. */
export interface Happening extends TimelineEvent {
  readonly id: number
  readonly product: string
  /** The merchant's number under any name: out_order_no, out_trade_no, out_refund_no. */
  readonly outOrderNo: string
}

/** Reads entities and their timelines for people. */
export class EntityArchive<Policy> implements Archive<Policy> {
  readonly #db: Kysely<Tables>

  constructor(db: Kysely<Tables>) {
    this.#db = db
  }

  async page<E>(
    kinds: EntityKind<E, Policy> | readonly EntityKind<E, Policy>[],
    { mchid, limit, cursor, states, numbers, open }: EntityQuery,
  ): Promise<EntityPage<E>> {
    const rowsIn = ({ product }: EntityKind<E, Policy>, state?: string) => {
      let query = this.#db
        .selectFrom('entities')
        .select(['document', 'position', 'created_at', latestOf])
        .where('product', '=', product)
        .where('mchid', '=', mchid)
      if (state !== undefined) query = query.where('state', '=', state)
      if (open === true) query = query.where('open', '=', true)
      if (numbers) query = query.where('number', 'in', numbers)
      const last = cursor === undefined ? undefined : readCursor(cursor)
      if (last !== undefined) query = query.where('position', '<', last)
      return query.orderBy('position', 'desc').limit(limit + 1)
    }
    // Reads each kind and state separately in index order, and no further than the page.
    const read = await Promise.all(
      [kinds].flat().flatMap((kind) => (states ?? [undefined]).map((state) => rowsIn(kind, state).execute())),
    )
    const rows = read.flat().toSorted((a, b) => b.position - a.position)
    const shown = rows.slice(0, limit)
    const last = shown.at(-1)
    return {
      entities: shown.map(({ document, latest, created_at }) => ({
        entity: document as E,
        changedAt: latest ?? created_at,
      })),
      ...(last && rows.length > limit && { next: writeCursor(last.position) }),
    }
  }

  async list<E>({ product }: EntityKind<E, Policy>, mchid: string, limit: number): Promise<WithEvents<E>[]> {
    const rows = await this.#db
      .selectFrom('entities')
      .select(['document', eventsOf])
      .where('product', '=', product)
      .where('mchid', '=', mchid)
      .orderBy('position', 'desc')
      .limit(limit)
      .execute()
    return rows.map((row) => withEvents<E>(row))
  }

  async findWithEvents<E>(
    { product }: EntityKind<E, Policy>,
    mchid: string,
    number: string,
  ): Promise<WithEvents<E> | undefined> {
    if (!isStorable(number)) return undefined
    const row = await this.#db
      .selectFrom('entities')
      .select(['document', eventsOf])
      .where('product', '=', product)
      .where('mchid', '=', mchid)
      .where('number', '=', number)
      .executeTakeFirst()
    return row && withEvents<E>(row)
  }

  /** Lists the latest events of all of a merchant's entities, newest first. */
  async happenings(mchid: string, limit: number): Promise<Happening[]> {
    const rows = await this.#db
      .selectFrom('events')
      .selectAll()
      .where('mchid', '=', mchid)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute()
    return rows.map(toHappening)
  }
}

const ofEntity = sql`
  events.product = entities.product and events.mchid = entities.mchid and events.number = entities.number`

const latestOf = sql<number | null>`(
  select at from events where ${ofEntity} order by id desc limit 1
)`.as('latest')

type EventRow = Pick<TimelineEvent, 'type' | 'at'> & { detail: TimelineEvent['detail'] | null }

const eventsOf = sql<EventRow[]>`(
  select coalesce(json_agg(json_build_object('type', type, 'at', at, 'detail', detail) order by id), '[]')
  from events where ${ofEntity}
)`.as('events')

function withEvents<E>({ document, events }: { document: object; events: EventRow[] }): WithEvents<E> {
  return { ...(document as E), events: events.map(toEvent) }
}

function toHappening({ id, product, number, ...event }: Selectable<Tables['events']>): Happening {
  return { id, product, outOrderNo: number, ...toEvent(event) }
}

function toEvent({ type, at, detail }: EventRow): TimelineEvent {
  return { type, at, ...(detail ? { detail } : {}) }
}
