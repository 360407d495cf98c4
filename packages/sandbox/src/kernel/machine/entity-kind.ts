import type { SignType } from 'wechatpay-ts/v2'

/**
 * How a product's entities are kept: under the merchant's number, found by other unique numbers, with what a list is
 * searched for in columns of its own.
 */
export interface EntityKind<E, Policy = never> {
  /** The name of the product they belong to. */
  readonly product: string
  readonly row: (entity: E) => EntityRow
  /** Unique numbers by which it is found besides the merchant's: `transaction_id`, `prepay_id`, `query_id`; one or more. */
  readonly keys: (entity: E) => Readonly<Record<string, string | readonly string[]>>
  /** Jobs that have nothing to do any more once the entity is as it is now. */
  readonly pointless: (entity: E) => readonly string[]
  /** A notification about the entity, before encryption. */
  readonly notice: (entity: E, eventType: string, policy: Policy) => Notice
}

/** What every entity has, by the names of the columns it is kept in. */
export interface EntityRow {
  readonly mchid: string
  /** The merchant's own number: out_order_no, out_trade_no, out_refund_no. */
  readonly number: string
  /** The sub-merchant it belongs to, where a partner made it. */
  readonly subMchid?: string | undefined
  /** The entity that it is a part of. A reset that forgets the whole forgets the part too, unless money has moved for it. */
  readonly partOf?: EntityReference | undefined
  readonly state: string
  /** Its user, once known. */
  readonly openid?: string | undefined
  /** Still counts for its user: running, or with something to pay. */
  readonly open: boolean
  /** Virtual instant, ms. */
  readonly createdAt: number
}

/** A notification before it is encrypted and signed. */
export type Notice = NoticeV3 | NoticeV2

interface AnyNotice {
  /** In words; `summary` of the envelope, where there is one. */
  readonly summary: string
  /** Where the entity itself says it goes; otherwise to the service's or the merchant's own address. */
  readonly url?: string | undefined
  readonly serviceId?: string | undefined
  /** Path of the amount in the body that the fault `wrong_amount` changes: `amount.total`. */
  readonly amount?: string | undefined
}

/** JSON, encrypted with the APIv3 key in an envelope that the platform signs. */
export interface NoticeV3 extends AnyNotice {
  readonly body: object
  /** `original_type` and `associated_data` of the encrypted resource. */
  readonly originalType: string
  readonly associatedData: string
}

/** XML of APIv2; `nonce_str` and `sign` are put in when it is sent. */
export interface NoticeV2 extends AnyNotice {
  /**
   * Fields in plaintext; an object as `req_info` is sealed with the APIv2 key, as `event_ciphertext` with the APIv3 key.
   * What is `undefined` is left out.
   */
  readonly body: Readonly<Record<string, unknown>>
  /** As the order was signed; a message whose proof is its `req_info` has none. */
  readonly signature: SignType | 'none'
}

/** Which entity. */
export interface EntityReference {
  readonly product: string
  readonly mchid: string
  /** The merchant's number, whatever the product calls it: out_order_no, out_trade_no, out_refund_no. */
  readonly outOrderNo: string
}
