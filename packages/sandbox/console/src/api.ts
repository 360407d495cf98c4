/**
 * The control API as the page uses it. Instants are milliseconds since the epoch on the virtual clock; durations are
 * real time and end in `Ms`. Plain nouns are taken from the sandbox; what its store keeps is described again, because
 * those files belong to Node and not to a browser (`test/console/contract.test.ts` holds the two together).
 */
import type { Task } from '../../src/deliver/task.ts'
import type { OrderEvent, PayafterOrder } from '../../src/domain/order.ts'
import type { UserSettings } from '../../src/merchant/settings.ts'
import type { Fault } from '../../src/routes/faults.ts'

export type { Task } from '../../src/deliver/task.ts'
export type { OrderEvent, OrderState } from '../../src/domain/order.ts'
export type { UserSettings } from '../../src/merchant/settings.ts'
export type { Fault, FaultKind } from '../../src/routes/faults.ts'

/** An order with everything that happened to it, oldest first. */
export interface OrderView extends PayafterOrder {
  readonly events: readonly OrderEvent[]
}

export interface ClockReading {
  readonly now: number
  readonly frozen: boolean
}

/** One try to deliver a notification, as sent and as answered. */
export interface Attempt {
  readonly attempt: number
  readonly at: number
  readonly requestHeaders: Readonly<Record<string, string>>
  readonly requestBody: string
  /** Absent when no answer came. */
  readonly status?: number
  readonly durationMs: number
  readonly error?: string
  /** The first characters of the answer. */
  readonly replyExcerpt?: string
  /** Asked for by a person; WeChat Pay has no such button. */
  readonly replayed?: true
}

/** A notification with all that was tried to deliver it. */
export interface Delivery {
  readonly id: string
  readonly outOrderNo: string
  readonly eventType: string
  /** The resource before encryption. */
  readonly plaintext: string
  readonly url?: string
  readonly state: 'pending' | 'delivered' | 'given_up' | 'no_endpoint'
  readonly createdAt: number
  readonly nextAttemptAt?: number
  readonly attempts: readonly Attempt[]
}

export interface UserView extends UserSettings {
  readonly openid: string
}

export type NewFault = Omit<Fault, 'id'>

/** Everything the page shows, read in one go. */
export interface Snapshot {
  readonly clock: ClockReading
  /** What is still to come, soonest first. */
  readonly agenda: readonly Task[]
  /** Newest first. */
  readonly orders: readonly OrderView[]
  /** Newest first. */
  readonly deliveries: readonly Delivery[]
  readonly faults: readonly Fault[]
  readonly user: UserView
}

export interface ControlApi {
  snapshot(): Promise<Snapshot>
  /** Moves the clock and resolves when everything that fell due has run. */
  advance(ms: number): Promise<void>
  /** The same, to an instant. */
  moveTo(instant: number): Promise<void>
  freeze(): Promise<void>
  resume(): Promise<void>
  confirm(outOrderNo: string): Promise<void>
  decline(outOrderNo: string): Promise<void>
  pay(outOrderNo: string): Promise<void>
  setUser(openid: string, settings: Partial<UserSettings>): Promise<void>
  replay(deliveryId: string): Promise<void>
  addFault(fault: NewFault): Promise<void>
  removeFault(id: string): Promise<void>
  /** Forgets orders, deliveries and faults; the merchant and its keys stay. */
  reset(): Promise<void>
  /** Calls `changed` on every change and `online` when the stream opens or breaks; returns the way to stop. */
  watch(changed: () => void, online: (yes: boolean) => void): () => void
}
