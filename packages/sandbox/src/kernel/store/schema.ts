import type { Generated, JSONColumnType } from 'kysely'
import type { SignType } from 'wechatpay-ts/v2'
import type { TimelineEvent } from '../machine/change.ts'
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
  merchants: {
    mchid: string
    secrets: JSONColumnType<MerchantSecrets>
    notify_url: string | null
    /** In the order of creation. */
    position: Generated<number>
  }
  services: {
    service_id: string
    mchid: string
    settings: JSONColumnType<ServiceConfig>
    notify_url: string | null
  }
  users: { openid: string; settings: JSONColumnType<UserSettings> }
  entities: {
    product: string
    mchid: string
    /** The merchant's own number: out_order_no, out_trade_no, out_refund_no. */
    number: string
    sub_mchid: string | null
    /** `product/mchid/number` of the entity that it is a part of. */
    part_of: string | null
    state: string
    openid: string | null
    /** Still counts for its user: running, or with something to pay. */
    open: boolean
    created_at: number
    /** In the order of creation, which instants of a clock that stands still do not tell. */
    position: Generated<number>
    document: JSONColumnType<object>
  }
  /** Other unique numbers of an entity: `transaction_id`, `prepay_id`, `query_id`. */
  entity_keys: { product: string; name: string; value: string; mchid: string; number: string }
  events: {
    id: Generated<number>
    product: string
    mchid: string
    number: string
    at: number
    type: string
    detail: JSONColumnType<NonNullable<TimelineEvent['detail']>> | null
  }
  notifications: {
    id: string
    product: string
    mchid: string
    number: string
    event_type: string
    summary: string
    original_type: string
    associated_data: string
    /** How a message of APIv2 is signed, `none` where its `req_info` is all the proof; null for APIv3. */
    v2_signature: SignType | 'none' | null
    /** The resource before encryption. */
    plaintext: string
    /** Path of the amount that the fault `wrong_amount` changes. */
    amount: string | null
    /** The entity's own; without one it goes to the service's address, or else the merchant's. */
    url: string | null
    service_id: string | null
    state: 'pending' | 'delivered' | 'given_up' | 'no_endpoint'
    created_at: number
    position: Generated<number>
    next_attempt_at: number | null
  }
  attempts: AttemptTable
  ledger: LedgerTable
  /** Balances of merchants' accounts, in fen. */
  accounts: { account: string; mchid: string; balance: number }
  tasks: TaskTable
  faults: {
    id: string
    /** Whose requests it meets; null for everybody's. */
    mchid: string | null
    position: Generated<number>
    fault: JSONColumnType<Fault>
    remaining: number
  }
  requests: { id: Generated<number>; mchid: string | null; entry: JSONColumnType<RequestEntry> }
  /** Calls under a number of the merchant's that no product plays; `kind` is the query's id. */
  memories: {
    mchid: string
    kind: string
    number: string
    operation: string
    said: JSONColumnType<Readonly<Record<string, unknown>>>
    at: number
  }
  nonces: { mchid: string; nonce: string; seen_on: Generated<Date> }
}

/** One row: what time it is. Read through the SQL function `virtual_now()`. */
export interface ClockTable {
  id: 1
  virtual_ms: number
  /** Real instant from which virtual time passes at the rate of real time; null while frozen. */
  runs_from: Date | null
  /** A move under way, while `moves_until` (a real instant) has not come. */
  move_from: number | null
  move_target: number | null
  /** How often moves had been stopped when it was asked for. */
  move_stops: number | null
  moves_until: Date | null
  /** How often moves have been stopped. */
  stops: Generated<number>
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

/** One posting of a double entry, in fen; appended, never changed. */
export interface LedgerTable {
  id: Generated<number>
  /** The double entry it belongs to. */
  movement: string
  product: string
  mchid: string
  number: string
  at: number
  kind: string
  account: string
  amount: number
  /** After it; only of merchants' accounts. */
  balance: number | null
  business_number: string
  voucher_number: string
  note: string | null
}

/** Work that is due at an instant of the virtual clock; finished rows stay as the record of what ran. */
export interface TaskTable {
  id: string
  product: string
  /** `notify`, or a job of the product. */
  kind: string
  mchid: string
  number: string
  notification_id: string | null
  attempt: number
  due_at: number
  /** Real instant until which a process holds it, or for which it rests after a failure. */
  leased_until: Generated<Date | null>
  /** How often it was tried and failed by itself. */
  failures: Generated<number>
  done_at: number | null
  outcome: string | null
}
