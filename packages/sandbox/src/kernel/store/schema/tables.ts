import type { Generated, JSONColumnType } from 'kysely'
import type { SignType } from 'wechatpay-ts/v2'
import type { TimelineEvent } from '../../machine/change.ts'
import type { ServiceConfig } from '../../merchant/service.ts'
import type { RequestEntry } from '../../protocol/deps.ts'
import type { Fault } from '../../faults/faults.ts'
import type { MerchantSecrets } from '../../merchant/secrets.ts'
import type { UserSettings } from '../../merchant/settings.ts'

/**
 * The tables. Columns named `*_at` are instants of the virtual clock in milliseconds since the epoch; comments mark
 * real instants. JSON columns hold data that is only read as a whole; searched values have their own columns.
 */
export interface Tables {
  clock: ClockTable
  merchants: {
    mchid: string
    secrets: JSONColumnType<MerchantSecrets>
    notify_url: string | null
    /** Order of creation. */
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
    /** `product/mchid/number` of the entity of which this one is a part. */
    part_of: string | null
    state: string
    openid: string | null
    /** Whether it is open for its user: running, or with something to pay. */
    open: boolean
    created_at: number
    /** Order of creation, which the instants of a frozen clock do not show. */
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
    /** The signature type of an APIv2 message, or `none` where `req_info` authenticates it; null for APIv3. */
    v2_signature: SignType | 'none' | null
    /** The resource before encryption. */
    plaintext: string
    /** Path of the amount that the fault `wrong_amount` changes. */
    amount: string | null
    /** The entity's own address. Without one, the service's or the merchant's address is used. */
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
    /** The merchant to which the fault applies; null for all. */
    mchid: string | null
    position: Generated<number>
    fault: JSONColumnType<Fault>
    remaining: number
  }
  requests: { id: Generated<number>; mchid: string | null; entry: JSONColumnType<RequestEntry> }
  /** Remembered calls that no product implements, by the merchant's number; `kind` is the query's id. */
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

/** One row with the virtual time. Read it through the SQL function `virtual_now()`. */
export interface ClockTable {
  id: 1
  virtual_ms: number
  /** Real instant from which virtual time runs at the rate of real time; null while frozen. */
  runs_from: Date | null
  /** A move in progress, until the real instant `moves_until`. */
  move_from: number | null
  move_target: number | null
  /** Number of stops when the move was requested. */
  move_stops: number | null
  moves_until: Date | null
  /** Number of stops of moves. */
  stops: Generated<number>
}

/** One delivery attempt of a notification with its request and answer. */
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
  /** A person started the attempt; WeChat Pay has no such button. */
  replayed: boolean
}

/** One posting of a double entry, in fen. Rows are appended, never changed. */
export interface LedgerTable {
  id: Generated<number>
  /** The double entry to which it belongs. */
  movement: string
  product: string
  mchid: string
  number: string
  at: number
  kind: string
  account: string
  amount: number
  /** Balance after the posting; only for merchants' accounts. */
  balance: number | null
  business_number: string
  voucher_number: string
  note: string | null
}

/** Work that is due at an instant of the virtual clock. Finished rows stay as the record of what ran. */
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
  /** Real instant until which a process holds the task, or until which it rests after a failure. */
  leased_until: Generated<Date | null>
  /** Number of failed tries. */
  failures: Generated<number>
  done_at: number | null
  outcome: string | null
}
