/**
 * The control API as the page uses it. Instants are milliseconds since the epoch on the virtual clock; durations are
 * real time and end in `Ms`. Plain nouns are taken from the sandbox; what its store keeps is described again, because
 * those files belong to Node and not to a browser (`test/console/contract.test.ts` holds the two together).
 */
import type { Balance } from '../../src/kernel/ledger/balance.ts'
import type { PlatformChanges, PlatformState } from '../../src/kernel/merchant/platform-state.ts'
import type { Task } from '../../src/kernel/deliver/task.ts'
import type { OrderEvent, OrderState, PayafterOrder } from '../../src/products/payafter/order.ts'
import type { AuthCode } from '../../src/products/payment/code/user-codes.ts'
import type { Payment, Surface, TradeState } from '../../src/products/payment/payment.ts'
import type { RefundOutcome, RefundState } from '../../src/products/refund/refund.ts'
import type { UserSettings } from '../../src/kernel/merchant/settings.ts'
import type { Fault, FaultKind } from '../../src/kernel/faults/faults.ts'

export type { Balance } from '../../src/kernel/ledger/balance.ts'
export type { PlatformState } from '../../src/kernel/merchant/platform-state.ts'
export type { Task } from '../../src/kernel/deliver/task.ts'
export type { OrderEvent, OrderState } from '../../src/products/payafter/order.ts'
export type { AuthCode } from '../../src/products/payment/code/user-codes.ts'
export type { Surface, TradeState } from '../../src/products/payment/payment.ts'
export type { RefundOutcome, RefundState } from '../../src/products/refund/refund.ts'
export type { UserSettings } from '../../src/kernel/merchant/settings.ts'
export type { Fault, FaultKind } from '../../src/kernel/faults/faults.ts'

/** An order with everything that happened to it, oldest first. */
export interface OrderView extends PayafterOrder {
  readonly events: readonly OrderEvent[]
}

/** An order as a list shows it. Amounts in fen. */
export interface OrderSummary {
  readonly out_order_no: string
  readonly state: OrderState
  readonly service_introduction: string
  readonly service_start_location: string
  readonly risk_amount: number
  /** Once the merchant has completed the order. */
  readonly total_amount?: number
  /** When something last happened to it. */
  readonly changedAt: number
}

/** Something that happened to an order, a payment or a refund. */
export interface TimelineEvent {
  readonly type: string
  readonly at: number
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** A payment with everything that happened to it, oldest first. */
export interface PaymentView extends Payment {
  readonly events: readonly TimelineEvent[]
}

/** A payment as a list shows it. Amounts in fen. */
export interface PaymentSummary {
  readonly out_trade_no: string
  readonly surface: Surface
  readonly state: TradeState
  readonly description: string
  readonly total: number
  /** How many sub orders a combined order has. Its number may be that of an ordinary order, too. */
  readonly subOrders?: number
  /** When something last happened to it. */
  readonly changedAt: number
}

/** How a payment ends at the cashier. */
export type PayOutcome = 'success' | 'not_enough' | 'bank_failed' | 'cancelled'

/** A refund as a list shows it. Amounts in fen. */
export interface RefundSummary {
  readonly out_refund_no: string
  readonly out_trade_no: string
  readonly state: RefundState
  readonly refund: number
  readonly total: number
  readonly changedAt: number
}

/** A line of some order's timeline. */
export interface Happening {
  readonly id: number
  readonly at: number
  readonly type: string
  /** Whose: `payafter`, `payment`, `refund`. */
  readonly product?: string
  readonly outOrderNo: string
}

export interface ClockReading {
  readonly now: number
  readonly frozen: boolean
  /** The move under way: the instants it goes from and to, and whether it has been stopped. */
  readonly move?: { readonly from: number; readonly target: number; readonly stopping: boolean }
}

/** One try to deliver a notification, as a list shows it. */
export interface AttemptSummary {
  /** From 1; 0 for one that a person asked for. */
  readonly attempt: number
  readonly at: number
  /** Absent when no answer came. */
  readonly status?: number
  readonly durationMs: number
  readonly error?: string
  /** Asked for by a person; WeChat Pay has no such button. */
  readonly replayed?: true
}

/** The same as sent and as answered. */
export interface Attempt extends AttemptSummary {
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** The first characters of the answer. */
  readonly replyExcerpt?: string
}

/** A notification with all that was tried to deliver it, as a list shows it. */
export interface DeliverySummary {
  readonly id: string
  readonly outOrderNo: string
  readonly eventType: string
  readonly url?: string
  readonly state: 'pending' | 'delivered' | 'given_up' | 'no_endpoint'
  readonly createdAt: number
  readonly nextAttemptAt?: number
  /** How often it is sent at the most. */
  readonly maxAttempts: number
  /** In the order in which they were made. */
  readonly attempts: readonly AttemptSummary[]
}

/** The same with its content. */
export interface Delivery extends Omit<DeliverySummary, 'attempts'> {
  /** The resource before encryption. */
  readonly plaintext: string
  readonly attempts: readonly Attempt[]
}

export interface UserView extends UserSettings {
  readonly openid: string
}

export type NewFault = Omit<Fault, 'id'>

/** Where notifications go: a service's own address, or without `serviceId` the merchant's. */
export interface Endpoint {
  readonly serviceId?: string
  readonly url: string | null
}

/** A request to the API, with what came of it. */
export interface RequestEntry {
  readonly at: number
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly status: number
  readonly requestId?: string
  readonly code?: string
  /** Why it was refused, as far as the answer does not say. */
  readonly reason?: string
  readonly durationMs: number
  readonly fault?: FaultKind
}

/** What belongs to the merchant. */
export interface Settings {
  /** Its own address comes first. */
  readonly endpoints: readonly Endpoint[]
  /** What WeChat Pay signs for it with. */
  readonly platform: PlatformState
}

/** A page of a list, newest first. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The cursor of the page that follows. */
  readonly next?: string
}

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** What kinds of things change. */
export type Part =
  | 'tasks'
  | 'clock'
  | 'orders'
  | 'payments'
  | 'refunds'
  | 'balances'
  | 'deliveries'
  | 'users'
  | 'settings'
  | 'faults'
  | 'requests'

export interface Change {
  /** Kinds that the page does not know are none of its business. */
  readonly changed: readonly string[]
  /** Which of them, by order number or openid; a kind that is missing here may have changed anywhere. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}

export interface ControlApi {
  clock(): Promise<ClockReading>
  /** What will happen by itself, soonest first. */
  agenda(query: { limit: number; outOrderNo?: string }): Promise<readonly Task[]>
  orders(query: PageRequest & { states?: readonly OrderState[] }): Promise<Page<OrderSummary>>
  /** @returns nothing when there is no such order (any more) */
  order(outOrderNo: string): Promise<OrderView | undefined>
  /** @param query `payable`: only what waits for a user */
  payments(query: PageRequest & { payable?: true }): Promise<Page<PaymentSummary>>
  /** @returns nothing when there is no such payment (any more) */
  payment(outTradeNo: string): Promise<PaymentView | undefined>
  refunds(query: PageRequest): Promise<Page<RefundSummary>>
  /** What happened last, newest first. */
  happenings(limit: number): Promise<readonly Happening[]>
  deliveries(query: PageRequest & { outOrderNo?: string | undefined }): Promise<Page<DeliverySummary>>
  /** @returns nothing when there is no such notification (any more) */
  delivery(id: string): Promise<Delivery | undefined>
  requests(limit: number): Promise<readonly RequestEntry[]>
  faults(): Promise<readonly Fault[]>
  /** The user who confirms where the order names nobody. */
  defaultUser(): Promise<UserView>
  user(openid: string): Promise<UserView>
  settings(): Promise<Settings>
  /** The text of the merchant's `.env`, keys included. */
  environment(): Promise<string>
  /** What the merchant has, in fen. */
  balances(): Promise<readonly Balance[]>
  topUp(input: { account: Balance['account']; amount: number }): Promise<void>
  setBalance(input: { account: Balance['account']; available: number }): Promise<void>
  /** What waits to be settled becomes available. */
  settle(): Promise<void>
  /** Moves the clock and resolves when everything that fell due has run. */
  advance(ms: number): Promise<void>
  /** The same, to an instant. */
  moveTo(instant: number): Promise<void>
  /** Ends a move where it has come to. */
  stopMoves(): Promise<void>
  freeze(): Promise<void>
  resume(): Promise<void>
  confirm(outOrderNo: string, openid: string): Promise<OrderView>
  decline(outOrderNo: string): Promise<OrderView>
  pay(outOrderNo: string): Promise<OrderView>
  /** The user's phone shows a new payment code. */
  authCode(openid: string): Promise<AuthCode>
  /** @returns the number of the payment behind a QR code */
  scan(codeUrl: string): Promise<string>
  payPayment(
    outTradeNo: string,
    input: { openid: string; bankType?: string; outcome?: PayOutcome },
  ): Promise<PaymentView>
  decideRefund(outRefundNo: string, outcome: RefundOutcome): Promise<void>
  setUser(openid: string, settings: Partial<UserSettings>): Promise<void>
  setEndpoint(endpoint: Endpoint): Promise<void>
  setPlatform(changes: PlatformChanges): Promise<void>
  rotateCertificate(): Promise<void>
  dropCertificate(serial: string): Promise<void>
  replay(deliveryId: string): Promise<void>
  addFault(fault: NewFault): Promise<void>
  removeFault(id: string): Promise<void>
  /** Forgets orders, deliveries and faults; the merchant and its keys stay. */
  reset(): Promise<void>
  /**
   * Listens until aborted, once: calls `open` when it is connected, then `changed` with every change.
   *
   * @throws when it cannot connect, or when the connection ends
   */
  watch(options: { open: () => void; changed: (change: Change) => void; signal: AbortSignal }): Promise<void>
}
