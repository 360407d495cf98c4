import type { V2WebhookEvents } from '../generated/v2-webhooks.ts'
import { webhookFacts } from '../generated/webhook-facts.ts'
import type { WebhookEvents } from '../generated/webhooks.ts'
import type { WebhookFacts } from './webhook-facts.ts'

/** What all events have. */
export interface EventBase {
  readonly version: 'v3' | 'v2'
  /** The notification's id: the same for every delivery of it. Those of APIv2 have none; theirs is made of what they tell. */
  readonly id: string
  /** When it was made, RFC 3339 as sent. Of APIv2: when what it tells of happened; empty where it does not tell. */
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
    readonly version: 'v3'
    readonly eventType: Type
    /** The decrypted resource. */
    readonly resource: WebhookEvents[Type]
  }
}[keyof WebhookEvents]

/** Those of APIv2 that say SUCCESS, and by the same fields those that do not: a deduction that failed is no payment. */
interface V2Events extends V2WebhookEvents {
  'transaction-failed': V2WebhookEvents['transaction-success']
  'combined-transactions-failed': V2WebhookEvents['combined-transactions-success']
}

/** What comes beside the encrypted part of a refund notification, where anybody can write what he likes. */
interface UnsignedFields {
  /** `mch_id`, `appid` and the like, as they came. Nothing proves them: never act on them. */
  readonly unsignedFields: Readonly<Record<string, string>>
}

/** A notification of APIv2. Its fields are texts, numbers too. */
export type V2WebhookEvent = {
  [Type in keyof V2Events]: EventBase & {
    readonly known: true
    readonly version: 'v2'
    readonly eventType: `v2/${Type}`
    /** The fields that the signature covers; of a refund, those that were encrypted. */
    readonly resource: V2Events[Type]
  } & (Type extends 'refund-processed' ? UnsignedFields : unknown)
}[keyof V2Events]

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
export type WebhookEvent = KnownWebhookEvent | V2WebhookEvent | UnknownWebhookEvent

/**
 * The documented name of an event. What it is about comes first: receivers of a share hear of it as TRANSACTION.SUCCESS,
 * like of a payment, and only the text for people tells a share from one that was given back.
 */
export function documentedType(eventType: string, originalType: string, summary: string): string {
  if (originalType !== 'profitsharing' || eventType !== 'TRANSACTION.SUCCESS') return eventType
  return summary.includes('回退') ? 'PROFITSHARING.RETURN' : 'PROFITSHARING.SUCCESS'
}

/** Undefined for a type that this version does not know; those of APIv2 begin with `v2/`. */
export function factsOf(eventType: string): WebhookFacts | undefined {
  const documented = eventType.startsWith('v2/')
    ? eventType.replace(/^(v2\/.*transactions?)-failed$/, '$1-success')
    : eventType
  return facts.get(documented)
}

/** A text that has just been read is found in a map sooner than among an object's properties. */
const facts: ReadonlyMap<string, WebhookFacts> = new Map(Object.entries(webhookFacts))
