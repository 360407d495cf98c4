/**
 * How a product's entities are kept: under the merchant's number, found by other unique numbers, with what a list is
 * searched for in columns of its own.
 */
export interface EntityKind<E, Policy = never> {
  /** The name of the product they belong to. */
  readonly product: string
  readonly row: (entity: E) => EntityRow
  /** Unique numbers by which it is found besides the merchant's: `transaction_id`, `prepay_id`, `query_id`. */
  readonly keys: (entity: E) => Readonly<Record<string, string>>
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
  readonly state: string
  /** Its user, once known. */
  readonly openid?: string | undefined
  /** Still counts for its user: running, or with something to pay. */
  readonly open: boolean
  /** Virtual instant, ms. */
  readonly createdAt: number
}

/** A notification before it is encrypted and signed. */
export interface Notice {
  readonly body: object
  /** In words, `summary` of the envelope. */
  readonly summary: string
  /** `original_type` and `associated_data` of the encrypted resource. */
  readonly originalType: string
  readonly associatedData: string
  /** Where the entity itself says it goes; otherwise to the service's or the merchant's own address. */
  readonly url?: string | undefined
  readonly serviceId?: string | undefined
  /** Path of the amount in the body that the fault `wrong_amount` changes: `amount.total`. */
  readonly amount?: string | undefined
}

/** Which entity. */
export interface EntityReference {
  readonly product: string
  readonly mchid: string
  /** The merchant's number, whatever the product calls it: out_order_no, out_trade_no, out_refund_no. */
  readonly outOrderNo: string
}
