import type { V2WebhookEvents } from '../generated/v2-webhooks.ts'
import { webhookFacts } from '../generated/webhook-facts.ts'
import type { WebhookEvents } from '../generated/webhooks.ts'
import type { WebhookFacts } from './webhook-facts.ts'

/** Members of all events. */
export interface EventBase {
  readonly version: 'v3' | 'v2'
  /** The notification's id, the same for every delivery. APIv2 has no id, so it is derived from the content. */
  readonly id: string
  /** Creation time, RFC 3339 as sent. For APIv2: the time of the reported event; empty if there is none. */
  readonly createTime: string
  /** The kind of thing concerned: `payscore`, `transaction`. Events of one type can concern several kinds. */
  readonly originalType: string
  readonly resourceType: string
  /** Chinese text for people. */
  readonly summary: string
  /** The verified body. */
  readonly raw: Uint8Array
}

/** A notification that the spec describes. `eventType` determines the type of `resource`. */
export type KnownWebhookEvent = {
  [Type in keyof WebhookEvents]: EventBase & {
    readonly known: true
    readonly version: 'v3'
    readonly eventType: Type
    /** The decrypted resource. */
    readonly resource: WebhookEvents[Type]
  }
}[keyof WebhookEvents]

/**
 * APIv2 events. Notifications of failures have the same fields as successes, but are separate events: a failed
 * deduction is no payment.
 */
interface V2Events extends V2WebhookEvents {
  'transaction-failed': V2WebhookEvents['transaction-success']
  'combined-transactions-failed': V2WebhookEvents['combined-transactions-success']
}

/** The unencrypted part of a refund notification, in which anybody can write anything. */
interface UnsignedFields {
  /** `mch_id`, `appid` and the like, as received. They are not authenticated: never act on them. */
  readonly unsignedFields: Readonly<Record<string, string>>
}

/** A notification of APIv2. All fields are texts, even numbers. */
export type V2WebhookEvent = {
  [Type in keyof V2Events]: EventBase & {
    readonly known: true
    readonly version: 'v2'
    readonly eventType: `v2/${Type}`
    /** The signed fields; for a refund, the encrypted ones. */
    readonly resource: V2Events[Type]
  } & (Type extends 'refund-processed' ? UnsignedFields : unknown)
}[keyof V2Events]

declare const notKnown: unique symbol

/**
 * An event type that this version does not know: a string at run time, `String(event.eventType)` for the compiler. It
 * is not declared as a string, because a string could be any known type. Thus a comparison of `eventType` with a known
 * type narrows to that event, and one with a misspelt type does not compile.
 */
export interface UnknownEventType {
  readonly [notKnown]: true
  toString(): string
}

/** A notification of a type that this version does not know: genuine and decrypted. Acknowledge it too. */
export interface UnknownWebhookEvent extends EventBase {
  readonly known: false
  readonly eventType: UnknownEventType
  readonly resource: unknown
}

/**
 * A verified and decrypted notification. `eventType` determines the type of `resource`.
 *
 * @example
 * switch (event.eventType) {
 *   case 'PAYSCORE.USER_ACCEPTED': return unlock(event.resource.out_order_no)
 *   case 'PAYSCORE.USER_PAID': return settle(event.resource.out_order_no)
 * }
 */
export type WebhookEvent = KnownWebhookEvent | V2WebhookEvent | UnknownWebhookEvent

/**
 * Returns the documented name of an event. Receivers of profit sharing get TRANSACTION.SUCCESS, like for payments, and
 * only the text for people distinguishes a share from a returned one.
 */
export function documentedType(eventType: string, originalType: string, summary: string): string {
  if (originalType !== 'profitsharing' || eventType !== 'TRANSACTION.SUCCESS') return eventType
  return summary.includes('回退') ? 'PROFITSHARING.RETURN' : 'PROFITSHARING.SUCCESS'
}

/** Whether a type is one of APIv2. Those have no types on the wire; this package calls them `v2/…`. */
export function isV2Type(eventType: string): boolean {
  return eventType.startsWith('v2/')
}

/** Undefined for an unknown type. */
export function factsOf(eventType: string): WebhookFacts | undefined {
  const documented = isV2Type(eventType) ? eventType.replace(/^(v2\/.*transactions?)-failed$/, '$1-success') : eventType
  return facts.get(documented)
}

/** A Map, because looking up a freshly parsed text is faster there than among an object's properties. */
const facts: ReadonlyMap<string, WebhookFacts> = new Map(Object.entries(webhookFacts))
