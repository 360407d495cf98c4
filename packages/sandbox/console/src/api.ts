/**
 * The control API as the page uses it. Instants are milliseconds since the epoch on the virtual clock; durations are
 * real time and end in `Ms`. Plain nouns are taken from the sandbox; what its store keeps is described again, because
 * those files belong to Node and not to a browser (`test/console/contract.test.ts` holds the two together).
 */
import type { PlatformChanges, PlatformState } from '../../src/merchant/platform-state.ts'
import type { Task } from '../../src/deliver/task.ts'
import type { OrderEvent, PayafterOrder } from '../../src/domain/order.ts'
import type { UserSettings } from '../../src/merchant/settings.ts'
import type { Fault, FaultKind } from '../../src/routes/faults.ts'

export type { PlatformState } from '../../src/merchant/platform-state.ts'
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
  readonly durationMs: number
  readonly fault?: FaultKind
}

/** Everything the page shows. Each part is named like the signal that says it has changed. */
export interface Snapshot {
  readonly clock: ClockReading
  /** What will happen by itself, soonest first. */
  readonly tasks: readonly Task[]
  /** Newest first, as are deliveries and requests. */
  readonly orders: readonly OrderView[]
  readonly deliveries: readonly Delivery[]
  readonly requests: readonly RequestEntry[]
  readonly faults: readonly Fault[]
  /** The one whose phone this is comes first. */
  readonly users: readonly [UserView, ...UserView[]]
  readonly settings: Settings
}

/** What belongs to the merchant. */
export interface Settings {
  /** Its own address comes first. */
  readonly endpoints: readonly Endpoint[]
  /** What WeChat Pay signs for it with. */
  readonly platform: PlatformState
}

export type Part = keyof Snapshot

export interface ControlApi {
  read<P extends Part>(part: P): Promise<Snapshot[P]>
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
   * Calls `changed` with what has changed, or with nothing when that may be everything (the stream has just opened),
   * and `online` when the stream opens or breaks; returns the way to stop.
   */
  watch(changed: (parts?: readonly Part[]) => void, online: (yes: boolean) => void): () => void
}
