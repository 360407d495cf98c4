import type { XmlNotice } from './xml-notice.ts'

/** A notification sent on request, without an event. */
export interface Notice {
  readonly mchid: string
  /** The merchant's number in the content, by which lists and faults find it; without one, the event type. */
  readonly number: string
  /** The documented name: `PROFITSHARING.SUCCESS`, `v2/refund-processed`. */
  readonly eventType: string
  readonly originalType: string
  readonly summary: string
  /** The content, in which sensitive fields are already encrypted. */
  readonly content: Readonly<Record<string, unknown>>
  /** For APIv2: the message around the content. */
  readonly xml?: XmlNotice
  /** Path of the amount in the sent content. */
  readonly amount?: string
  readonly openid: string
  readonly serviceId?: string
  /** The destination. Default: the merchant's own address. */
  readonly url?: string
  /** Virtual instant, ms. */
  readonly createdAt: number
}
