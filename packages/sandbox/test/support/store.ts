import type { NumberedPageQuery } from '../../src/kernel/machine/entities.ts'
import { Agenda } from '../../src/kernel/deliver/agenda.ts'
import { Worker } from '../../src/kernel/deliver/worker.ts'
import { VirtualClock } from '../../src/kernel/clock/virtual-clock.ts'
import type { PayafterOrder } from '../../src/products/payafter/order.ts'
import { type DatabaseTarget, openDatabase } from '../../src/kernel/store/database/database.ts'
import type { OpenDatabase } from '../../src/kernel/store/database/open-database.ts'
import { UserStore } from '../../src/kernel/merchant/users.ts'
import { EntityArchive } from '../../src/kernel/store/archive.ts'
import { Outage } from '../../src/kernel/store/database/outage.ts'
import type { Logger } from '../../src/kernel/world/logger.ts'
import { Ledger } from '../../src/kernel/store/ledger.ts'
import { EntityStore } from '../../src/kernel/store/entities.ts'
import type { EntityKind } from '../../src/kernel/machine/entity-kind.ts'
import { payafterOrders, queryIdOf } from '../../src/products/payafter/entity.ts'
import type { Change } from '../../src/products/payafter/order.ts'

export const START = Date.parse('2026-03-01T10:00:00+08:00')

/** Opens a database with its stores. The worker does not start. */
export async function openStores(
  target: DatabaseTarget,
  { logger = console, retries }: { readonly logger?: Logger; readonly retries?: number } = {},
) {
  const database = await openDatabase(target)
  await database.prepared()
  const agenda = new Agenda(database.db, database.signals)
  const worker = new Worker(agenda, database.signals, new Outage(logger, 'the test’s database'), retries)
  const clock = new VirtualClock(database.db, agenda, database.exclusive)
  await clock.initialise({ now: START, frozen: true })
  const orders = ordersIn(database.db, agenda)
  return {
    ...database,
    worker,
    agenda,
    clock,
    orders,
    async [Symbol.asyncDispose]() {
      await worker.stop()
      await database.close()
    },
  }
}

/** Pay-after orders whose notifications contain text that tests can search for. */
const kind: EntityKind<PayafterOrder, unknown> = {
  ...payafterOrders,
  notice: (order, eventType) => ({
    body: { state: order.state, eventType },
    summary: eventType,
    originalType: 'payscore',
    associatedData: 'payscore',
    serviceId: order.service_id,
  }),
}

interface OrderTransaction {
  readonly lock: (mchid: string, outOrderNo: string) => Promise<PayafterOrder | undefined>
  readonly save: (change: Change) => Promise<void>
}

function ordersIn(db: OpenDatabase['db'], agenda: Agenda) {
  const entities = new EntityStore<unknown>(db, agenda, new UserStore(db), new Ledger(db), {})
  const archive = new EntityArchive<unknown>(db)
  const find = (mchid: string, outOrderNo: string) => entities.find(kind, mchid, outOrderNo)
  return {
    transaction: <T>(work: (orders: OrderTransaction) => Promise<T>): Promise<T> =>
      entities.transaction((unit) =>
        work({
          lock: (mchid, outOrderNo) => unit.lock(kind, mchid, outOrderNo),
          save: (change) => unit.save(kind, change),
        }),
      ),
    find,
    findWithEvents: (mchid: string, outOrderNo: string) => archive.findWithEvents(kind, mchid, outOrderNo),
    findByQueryId: (mchid: string, queryId: string) => entities.findByKey(kind, mchid, 'query_id', queryId),
    openOrdersOf: (openid: string) => entities.openOf(kind, openid),
    numberedPage: (mchid: string, query: NumberedPageQuery) => entities.numberedPage(kind, mchid, query),
    findOfAny: (queryId: string) => entities.findOfAny(kind, 'query_id', queryId),
    async queryIdOf(mchid: string, outOrderNo: string): Promise<string | undefined> {
      const order = await find(mchid, outOrderNo)
      return order && queryIdOf(order)
    },
  }
}

let count = 0

/** A new order that waits for its user. */
export function sampleOrder(changes: Partial<PayafterOrder> = {}): PayafterOrder {
  count++
  return {
    mchid: '1900000109',
    out_order_no: `T${count}`,
    appid: 'wxd678efh567hg6787',
    service_id: '500001',
    order_id: `10000000002026030100000000${String(count).padStart(5, '0')}`,
    state: 'CREATED',
    create: {
      service_start_time: 'OnAccept',
      service_start_location: 'A柜',
      service_introduction: '租借',
      fees: [],
      discounts: [],
      risk_amount: 9900,
      need_user_confirm: true,
    },
    createdAt: START,
    ticketSecret: 'secret',
    deductionAttempts: 0,
    ...changes,
  }
}
