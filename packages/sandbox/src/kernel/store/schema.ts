import type { Generated, JSONColumnType } from 'kysely'
import type { OrderEvent, PayafterOrder } from '../../products/payafter/order.ts'
import type { ServiceConfig } from '../merchant/service.ts'
import type { RequestEntry } from '../protocol/deps.ts'
import type { Fault } from '../faults/faults.ts'
import type { MerchantSecrets } from '../merchant/secrets.ts'
import type { UserSettings } from '../merchant/settings.ts'

/**
 * The tables. Columns named `*_at` are instants of the virtual clock in milliseconds since the epoch; real instants say
 * so. A JSON column holds what is only ever read whole; whatever is searched for has a column of its own.
 */
export interface Tables {
  clock: ClockTable
  merchants: { mchid: string; secrets: JSONColumnType<MerchantSecrets>; notify_url: string | null }
  services: {
    service_id: string
    mchid: string
    settings: JSONColumnType<ServiceConfig>
    notify_url: string | null
  }
  users: { openid: string; settings: JSONColumnType<UserSettings> }
  orders: {
    mchid: string
    out_order_no: string
    order_id: string
    service_id: string
    openid: string | null
    state: PayafterOrder['state']
    query_id: string
    created_at: number
    /** In the order of creation, which instants of a clock that stands still do not tell. */
    position: Generated<number>
    /** Counts in its user's evaluation: running, or with something to pay. */
    open: boolean
    document: JSONColumnType<PayafterOrder>
  }
  order_events: {
    id: Generated<number>
    mchid: string
    out_order_no: string
    at: number
    type: OrderEvent['type']
    detail: JSONColumnType<NonNullable<OrderEvent['detail']>> | null
  }
  notifications: {
    id: string
    mchid: string
    out_order_no: string
    service_id: string
    event_type: string
    /** The resource before encryption. */
    plaintext: string
    state: 'pending' | 'delivered' | 'given_up' | 'no_endpoint'
    created_at: number
    position: Generated<number>
    next_attempt_at: number | null
  }
  attempts: AttemptTable
  tasks: TaskTable
  faults: { id: string; position: Generated<number>; fault: JSONColumnType<Fault>; remaining: number }
  requests: { id: Generated<number>; entry: JSONColumnType<RequestEntry> }
  nonces: { mchid: string; nonce: string; seen_on: Generated<Date> }
}

/** One row: what time it is. Read through the SQL function `virtual_now()`. */
export interface ClockTable {
  id: 1
  virtual_ms: number
  /** Real instant from which virtual time passes at the rate of real time; null while frozen. */
  runs_from: Date | null
}

/** One delivery attempt of a notification, as sent and as answered. */
export interface AttemptTable {
  id: Generated<number>
  notification_id: string
  attempt: number
  at: number
  url: string
  request_headers: JSONColumnType<Record<string, string>>
  request_body: string
  status: number | null
  duration_ms: number
  error: string | null
  reply_excerpt: string | null
  /** Asked for by a person; WeChat Pay has no such button. */
  replayed: boolean
}

/** Work that is due at an instant of the virtual clock; finished rows stay as the record of what ran. */
export interface TaskTable {
  id: string
  kind: 'expire' | 'deduct' | 'notify'
  mchid: string
  out_order_no: string
  notification_id: string | null
  attempt: number
  due_at: number
  /** Given to the job queue, which runs it in real time. */
  handed_over: boolean
  done_at: number | null
  outcome: string | null
}
