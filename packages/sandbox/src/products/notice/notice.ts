import type { XmlNotice } from './xml-notice.ts'

/** A notification that somebody asked for, without anything having happened. */
export interface Notice {
  readonly mchid: string
  /** The merchant's number in its content, by which lists and faults find it; its event type where there is none. */
  readonly number: string
  /** As documented: `PROFITSHARING.SUCCESS`, `v2/refund-processed`. */
  readonly eventType: string
  readonly originalType: string
  readonly summary: string
  /** What it tells; sensitive fields inside are ciphertext already. */
  readonly content: Readonly<Record<string, unknown>>
  /** Of APIv2: the message around the content. */
  readonly xml?: XmlNotice
  /** Path of the amount in what is sent. */
  readonly amount?: string
  readonly openid: string
  readonly serviceId?: string
  /** Where it goes; without one, to the merchant's own address. */
  readonly url?: string
  /** Virtual instant, ms. */
  readonly createdAt: number
}
