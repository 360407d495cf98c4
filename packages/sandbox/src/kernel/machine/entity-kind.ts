import type { SignType } from 'wechatpay-ts/v2'

/**
 * How a product's entities are stored: under the merchant's number, with further unique numbers, and with separate
 * columns for searches.
 */
export interface EntityKind<E, Policy = never> {
  /** The name of their product. */
  readonly product: string
  readonly row: (entity: E) => EntityRow
  /** Unique numbers besides the merchant's: `transaction_id`, `prepay_id`, `query_id`; one or more of each. */
  readonly keys: (entity: E) => Readonly<Record<string, string | readonly string[]>>
  /** Kinds of jobs that have become pointless for the entity in its current state. */
  readonly pointless: (entity: E) => readonly string[]
  /** Creates a notification about the entity, before encryption. */
  readonly notice: (entity: E, eventType: string, policy: Policy) => Notice
}

/** The common columns of all entities. */
export interface EntityRow {
  readonly mchid: string
  /** The merchant's own number: out_order_no, out_trade_no, out_refund_no. */
  readonly number: string
  /** The sub-merchant to which it belongs, if a partner created it. */
  readonly subMchid?: string | undefined
  /**
   * The entity of which it is a part. A reset that deletes the whole deletes the part too, unless money has moved for
   * it.
   */
  readonly partOf?: EntityReference | undefined
  readonly state: string
  /** The user, once known. */
  readonly openid?: string | undefined
  /** Whether it is open for its user: running, or with something to pay. */
  readonly open: boolean
  /** Virtual instant, ms. */
  readonly createdAt: number
}

/** A notification before it is encrypted and signed. */
export type Notice = NoticeV3 | NoticeV2

interface AnyNotice {
  /** A text for people: `summary` of the envelope, if there is one. */
  readonly summary: string
  /** The address that the entity itself names; otherwise the service's or the merchant's address is used. */
  readonly url?: string | undefined
  readonly serviceId?: string | undefined
  /** Path in the body of the amount that the fault `wrong_amount` changes: `amount.total`. */
  readonly amount?: string | undefined
}

/** JSON that is encrypted with the APIv3 key, in an envelope that the platform signs. */
export interface NoticeV3 extends AnyNotice {
  readonly body: object
  /** `original_type` and `associated_data` of the encrypted resource. */
  readonly originalType: string
  readonly associatedData: string
}

/** XML of APIv2. `nonce_str` and `sign` are added on delivery. */
export interface NoticeV2 extends AnyNotice {
  /**
   * Fields in plaintext. An object in `req_info` is encrypted with the APIv2 key, one in `event_ciphertext` with the
   * APIv3 key. Undefined fields are left out.
   */
  readonly body: Readonly<Record<string, unknown>>
  /** The order's signature type; `none` for a message that `req_info` authenticates. */
  readonly signature: SignType | 'none'
}

/** A reference to an entity. */
export interface EntityReference {
  readonly product: string
  readonly mchid: string
  /** The merchant's number under any name: out_order_no, out_trade_no, out_refund_no. */
  readonly outOrderNo: string
}
