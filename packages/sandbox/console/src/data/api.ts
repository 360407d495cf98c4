/**
 * The control API as the page uses it. Instants are milliseconds since the epoch on the virtual clock; durations are
 * real time and end in `Ms`. Plain types are imported from the sandbox. Stored records are declared again, because
 * their files import Node modules (`test/console/contract.test.ts` compares the two).
 */
import type { Balance } from '../../../src/kernel/ledger/balance.ts'
import type { PlatformChanges, PlatformState } from '../../../src/kernel/merchant/platform-state.ts'
import type { Task } from '../../../src/kernel/deliver/task.ts'
import type { OrderEvent, OrderState, PayafterOrder } from '../../../src/products/payafter/order.ts'
import type { Coupon } from '../../../src/products/coupon/coupon.ts'
import type { Stock } from '../../../src/products/coupon/stock.ts'
import type { AuthCode } from '../../../src/products/payment/code/user-codes.ts'
import type { Payment, Surface, TradeState } from '../../../src/products/payment/payment.ts'
import type { RefundOutcome, RefundState } from '../../../src/products/refund/refund.ts'
import type { UserSettings } from '../../../src/kernel/merchant/settings.ts'
import type { Fault, FaultKind } from '../../../src/kernel/faults/faults.ts'

export type { Balance } from '../../../src/kernel/ledger/balance.ts'
export type { PlatformState } from '../../../src/kernel/merchant/platform-state.ts'
export type { Task } from '../../../src/kernel/deliver/task.ts'
export type { OrderEvent, OrderState } from '../../../src/products/payafter/order.ts'
export type { CouponState } from '../../../src/products/coupon/coupon.ts'
export type { StockState } from '../../../src/products/coupon/stock.ts'
export type { AuthCode } from '../../../src/products/payment/code/user-codes.ts'
export type { Surface, TradeState } from '../../../src/products/payment/payment.ts'
export type { RefundOutcome, RefundState } from '../../../src/products/refund/refund.ts'
export type { UserSettings } from '../../../src/kernel/merchant/settings.ts'
export type { Fault, FaultKind } from '../../../src/kernel/faults/faults.ts'

/** An order with its events, oldest first. */
export interface OrderView extends PayafterOrder {
  readonly events: readonly OrderEvent[]
}

/** An order in a list. Amounts in fen. */
export interface OrderSummary {
  readonly out_order_no: string
  readonly state: OrderState
  readonly service_introduction: string
  readonly service_start_location: string
  readonly risk_amount: number
  /** Set once the merchant has completed the order. */
  readonly total_amount?: number
  /** Instant of the last event. */
  readonly changedAt: number
}

/** An event of an order, a payment or a refund. */
export interface TimelineEvent {
  readonly type: string
  readonly at: number
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

/** A payment with its events, oldest first. */
export interface PaymentView extends Payment {
  readonly events: readonly TimelineEvent[]
}

/** A payment in a list. Amounts in fen. */
export interface PaymentSummary {
  readonly out_trade_no: string
  readonly surface: Surface
  readonly state: TradeState
  readonly description: string
  readonly total: number
  /** Number of sub orders of a combined order, whose number may equal that of an ordinary order. */
  readonly subOrders?: number
  /** Instant of the last event. */
  readonly changedAt: number
}

/** A payment by its number. A combined order may have the number of an ordinary order. */
export interface PaymentRef {
  readonly outTradeNo: string
  readonly combined: boolean
}

/** One order of the merchant, of any product: `payafter`, `payment`, `combined`. */
export interface OrderRef {
  readonly product: string
  readonly outOrderNo: string
}

/** The outcome of a payment at the cashier. */
export type PayOutcome = 'success' | 'not_enough' | 'bank_failed' | 'cancelled'

/** A refund in a list. Amounts in fen. */
export interface RefundSummary {
  readonly out_refund_no: string
  readonly out_trade_no: string
  readonly state: RefundState
  readonly refund: number
  readonly total: number
  readonly changedAt: number
}

/** A coupon in a list, with the instant of its last event. */
export interface CouponSummary extends Coupon {
  readonly changedAt: number
}

/** A stock of coupons in a list, with the instant of its last event. */
export interface StockSummary extends Stock {
  readonly changedAt: number
}

/** A coupon that the cashier offers for an order. */
export interface OfferedCoupon {
  readonly coupon_id: string
  readonly name: string
  /** The discount on the order, in fen. */
  readonly amount: number
}

/** One event of any product. */
export interface Happening {
  readonly id: number
  readonly at: number
  readonly type: string
  /** The product of the event: `payafter`, `payment`, `refund`. */
  readonly product?: string
  readonly outOrderNo: string
}

export interface ClockReading {
  readonly now: number
  readonly frozen: boolean
  /** The move of the clock in progress: its start, its target, and whether it is being stopped. */
  readonly move?: { readonly from: number; readonly target: number; readonly stopping: boolean }
}

/** One attempt to deliver a notification, in a list. */
export interface AttemptSummary {
  /** Counts from 1; 0 for an attempt that a person started. */
  readonly attempt: number
  readonly at: number
  /** Absent when no answer came. */
  readonly status?: number
  readonly durationMs: number
  readonly error?: string
  /** A person started the attempt; WeChat Pay has no such button. */
  readonly replayed?: true
}

/** An attempt with its request and answer. */
export interface Attempt extends AttemptSummary {
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** The first characters of the answer's body. */
  readonly replyExcerpt?: string
}

/** A notification with its delivery attempts, in a list. */
export interface DeliverySummary {
  readonly id: string
  /** The product that it is about, as in {@link Happening}. */
  readonly product: string
  readonly outOrderNo: string
  readonly eventType: string
  readonly url?: string
  readonly state: 'pending' | 'delivered' | 'given_up' | 'no_endpoint'
  readonly createdAt: number
  readonly nextAttemptAt?: number
  /** The maximum number of attempts. */
  readonly maxAttempts: number
  /** The attempts, oldest first. */
  readonly attempts: readonly AttemptSummary[]
}

/** A notification with its content. */
export interface Delivery extends Omit<DeliverySummary, 'attempts'> {
  /** The resource before encryption. */
  readonly plaintext: string
  readonly attempts: readonly Attempt[]
}

export interface UserView extends UserSettings {
  readonly openid: string
}

export type NewFault = Omit<Fault, 'id'>

/** The address for notifications: a service's own, or without `serviceId` the merchant's. */
export interface Endpoint {
  readonly serviceId?: string
  readonly url: string | null
}

/** A request to the API and its result. */
export interface RequestEntry {
  readonly at: number
  readonly method: string
  /** Path and query as received. */
  readonly target: string
  readonly status: number
  readonly requestId?: string
  readonly code?: string
  /** The reason of a refusal, where the answer does not state it. */
  readonly reason?: string
  readonly durationMs: number
  readonly fault?: FaultKind
}

/** The merchant's settings. */
export interface Settings {
  /** The merchant's own address comes first. */
  readonly endpoints: readonly Endpoint[]
  /** The keys with which WeChat Pay signs for the merchant. */
  readonly platform: PlatformState
}

/** A page of a list, newest first. */
export interface Page<T> {
  readonly items: readonly T[]
  /** The cursor of the next page. */
  readonly next?: string
}

export interface PageRequest {
  readonly limit: number
  readonly cursor?: string | undefined
}

/** The kinds of things that change. */
export type Part =
  | 'tasks'
  | 'clock'
  | 'orders'
  | 'payments'
  | 'refunds'
  | 'coupons'
  | 'balances'
  | 'deliveries'
  | 'users'
  | 'settings'
  | 'faults'
  | 'requests'

export interface Change {
  /** The changed kinds. The page ignores kinds that it does not know. */
  readonly changed: readonly string[]
  /** The changed things by order number or openid. A kind that is missing here may have changed anywhere. */
  readonly keys: Readonly<Record<string, readonly string[]>>
}

export interface ControlApi {
  clock(): Promise<ClockReading>
  /** Scheduled tasks, soonest first. */
  agenda(query: { limit: number } & Partial<OrderRef>): Promise<readonly Task[]>
  orders(query: PageRequest & { states?: readonly OrderState[] }): Promise<Page<OrderSummary>>
  /** @returns undefined when the order does not exist (any more) */
  order(outOrderNo: string): Promise<OrderView | undefined>
  /** @param query `payable`: only payments that wait for a user */
  payments(query: PageRequest & { payable?: true }): Promise<Page<PaymentSummary>>
  /** @returns undefined when the payment does not exist (any more) */
  payment(which: PaymentRef): Promise<PaymentView | undefined>
  refunds(query: PageRequest): Promise<Page<RefundSummary>>
  coupons(query: PageRequest): Promise<Page<CouponSummary>>
  stocks(query: PageRequest): Promise<Page<StockSummary>>
  /** Gives the default user a coupon with this face value in fen. */
  giveCoupon(input: { amount: number; noCash: boolean }): Promise<void>
  /** The user's coupons that fit an order, the highest discount first. */
  offeredCoupons(which: PaymentRef, query: { openid: string; bankType: string }): Promise<readonly OfferedCoupon[]>
  /** The latest events, newest first. */
  happenings(limit: number): Promise<readonly Happening[]>
  deliveries(query: PageRequest & Partial<OrderRef>): Promise<Page<DeliverySummary>>
  /** @returns undefined when the notification does not exist (any more) */
  delivery(id: string): Promise<Delivery | undefined>
  requests(limit: number): Promise<readonly RequestEntry[]>
  faults(): Promise<readonly Fault[]>
  /** The user who confirms orders that name no user. */
  defaultUser(): Promise<UserView>
  user(openid: string): Promise<UserView>
  settings(): Promise<Settings>
  /** The merchant's `.env` file, keys included. */
  environment(): Promise<string>
  /** The merchant's balances, in fen. */
  balances(): Promise<readonly Balance[]>
  topUp(input: { account: Balance['account']; amount: number }): Promise<void>
  setBalance(input: { account: Balance['account']; available: number }): Promise<void>
  /** Makes the funds that wait for settlement available. */
  settle(): Promise<void>
  /** Moves the clock and resolves when all tasks that fell due have run. */
  advance(ms: number): Promise<void>
  /** Moves the clock to an instant. */
  moveTo(instant: number): Promise<void>
  /** Stops a move of the clock at the time it has reached. */
  stopMoves(): Promise<void>
  freeze(): Promise<void>
  resume(): Promise<void>
  confirm(outOrderNo: string, openid: string): Promise<OrderView>
  decline(outOrderNo: string): Promise<OrderView>
  pay(outOrderNo: string): Promise<OrderView>
  /** The user's phone shows a new payment code. */
  authCode(openid: string): Promise<AuthCode>
  /** @returns the payment behind a QR code */
  scan(codeUrl: string): Promise<PaymentRef>
  payPayment(
    which: PaymentRef,
    input: { openid: string; bankType?: string; outcome?: PayOutcome; coupons?: 'best' | 'none' | readonly string[] },
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
   * Opens one stream of changes until aborted. Calls `open` once connected, then `changed` for every change.
   *
   * @throws when the connection fails or ends
   */
  watch(options: { open: () => void; changed: (change: Change) => void; signal: AbortSignal }): Promise<void>
}
