import { webhookEventTypes } from '../generated/webhook-event-types.ts'
import type { WebhookEvents } from '../generated/webhooks.ts'

interface EventBase {
  /** The notification's id: the same for every delivery of it. */
  readonly id: string
  /** When it was made, RFC 3339 as sent. */
  readonly createTime: string
  /** What kind of thing it is about: `payscore`, `transaction`. Events of one type can be about several kinds. */
  readonly originalType: string
  readonly resourceType: string
  /** Chinese text for people. */
  readonly summary: string
  /** The body as it was verified. */
  readonly raw: Uint8Array
}

/** A notification that the spec describes. `eventType` tells which, and what `resource` is. */
export type KnownWebhookEvent = {
  [Type in keyof WebhookEvents]: EventBase & {
    readonly known: true
    readonly eventType: Type
    /** The decrypted resource. */
    readonly resource: WebhookEvents[Type]
  }
}[keyof WebhookEvents]

declare const notKnown: unique symbol

/**
 * An event type that this version does not know: a string at run time, `String(event.eventType)` for the compiler. It is
 * not declared as a string, which could be any of the known types: so comparing `eventType` with one of those leaves that
 * one event, and comparing it with a misspelt one does not compile.
 */
export interface UnknownEventType {
  readonly [notKnown]: true
  toString(): string
}

/** A notification of a type that this version does not know: genuine, decrypted, and to be acknowledged all the same. */
export interface UnknownWebhookEvent extends EventBase {
  readonly known: false
  readonly eventType: UnknownEventType
  readonly resource: unknown
}

/**
 * A verified and decrypted notification. `eventType` tells what `resource` is.
 *
 * @example
 * switch (event.eventType) {
 *   case 'PAYSCORE.USER_ACCEPTED': return unlock(event.resource.out_order_no)
 *   case 'PAYSCORE.USER_PAID': return settle(event.resource.out_order_no)
 * }
 */
export type WebhookEvent = KnownWebhookEvent | UnknownWebhookEvent

const known: ReadonlySet<string> = new Set(webhookEventTypes)

export function isKnownEventType(eventType: string): eventType is keyof WebhookEvents {
  return known.has(eventType)
}
