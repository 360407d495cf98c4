import type { Context } from 'hono'
import type { IdSource } from '../../products/payafter/ids.ts'
import type { Change, PayafterOrder } from '../../products/payafter/order.ts'
import type { SandboxPolicy } from '../../products/payafter/policy.ts'
import type { SandboxUser } from '../merchant/user.ts'
import type { Fault, FaultSubject } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { TrafficShare } from './traffic-share.ts'

/** What the API needs from the engine that runs it. */
export interface ApiDeps {
  readonly policy: SandboxPolicy
  /** Virtual time, ms: everything the business sees (start, end, expiry). */
  now(): Promise<number>
  /** Real time, ms: everything transport sees (request window, signature timestamps), because clients use real clocks. */
  wallClock(): number
  readonly merchants: { find(mchid: string): Promise<MerchantView | undefined> }
  readonly users: { find(openid: string): Promise<SandboxUser | undefined> }
  readonly orders: OrderRepository
  /** Deals answers out between two keys while one takes over. */
  readonly share: TrafficShare
  /** Random ones if absent. */
  readonly ids?: IdSource
  readonly faults: { take(subject: FaultSubject): Promise<Fault | undefined> }
  /** Cuts the TCP connection of a request; answers as if with nothing where there is no socket (in-process calls). */
  resetConnection(context: Context): void
  /** Asked when the policy rejects replays: true when this nonce of this merchant was seen before. */
  readonly nonces?: { seen(mchid: string, nonce: string): Promise<boolean> }
  /** Asked once it is sure who calls; false is answered with 429. */
  readonly rateLimit?: { allow(mchid: string): boolean }
  /** For the control room: one line per request, without secrets. */
  onRequest?(entry: RequestEntry): void
  /** Told of what made the API answer 500. */
  onError?(error: unknown): void
}

export interface OrderRepository {
  /** Runs `work` in one transaction: it commits when `work` resolves and leaves nothing behind when it rejects. */
  transaction<T>(work: (transaction: OrderTransaction) => Promise<T>): Promise<T>
  find(mchid: string, outOrderNo: string): Promise<PayafterOrder | undefined>
  findByQueryId(mchid: string, queryId: string): Promise<PayafterOrder | undefined>
  /** Orders of a user that are not settled, for the evaluation: running ones and unpaid ones. */
  openOrdersOf(openid: string): Promise<readonly PayafterOrder[]>
}

export interface OrderTransaction {
  /** Reads an order and keeps everybody else from changing (or creating) it until the transaction ends. */
  lock(mchid: string, outOrderNo: string): Promise<PayafterOrder | undefined>
  /** Writes the order, its timeline, its notifications and its work. */
  save(change: Change): Promise<void>
}

export interface RequestEntry {
  /** Virtual instant, ms. */
  readonly at: number
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly status: number
  readonly requestId?: string
  readonly code?: string
  readonly durationMs: number
  readonly fault?: Fault['kind']
}
