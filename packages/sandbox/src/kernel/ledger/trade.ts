/**
 * An order in a trade bill (交易账单), with the API's field names. Each product that receives money converts its own
 * orders. Amounts are fen, instants ms.
 */
export interface Trade {
  readonly appid: string
  readonly mchid: string
  /** The sub-merchant for whom a partner created the order. */
  readonly sub_mchid?: string | undefined
  readonly device_info?: string | undefined
  readonly transaction_id: string
  readonly out_trade_no: string
  readonly openid: string
  readonly trade_type: string
  readonly bank_type: string
  readonly currency: string
  /** Total of the order, coupons included (订单金额). */
  readonly total: number
  /** The part paid by coupons (代金券金额). Default: none. */
  readonly coupon?: number
  /** The amount on which the fee is charged (应结订单金额). Default: the total. */
  readonly settlement_total?: number
  readonly description: string
  readonly attach?: string | undefined
  /** Set where the line is a refund of the order. */
  readonly refund?: TradeRefund
}

export interface TradeRefund {
  readonly refund_id: string
  readonly out_refund_no: string
  /** The requested amount (申请退款金额). */
  readonly requested: number
  /** The amount on which the fee is returned (退款金额). Default: the requested amount. */
  readonly settlement_refund?: number
  /** The part refunded as a coupon (充值券退款金额). Default: none. */
  readonly coupon?: number
  readonly type: 'ORIGINAL' | 'BALANCE' | 'PLATFORM-ORIGINAL' | 'PLATFORM-BALANCE'
  /** The status when the bill was made. */
  readonly status: 'SUCCESS' | 'PROCESSING' | 'FAIL' | 'CHANGE'
  readonly requestedAt: number
  readonly succeededAt?: number | undefined
  /** The line is the reversal (撤销) of a payment by code. */
  readonly isReversal?: true
}

/**
 * Converts a product's entity to a line of a trade bill.
 *
 * @param entity an entity with a payment or refund in the book
 * @param asOf creation time of the bill, ms; later changes of the entity are not in it
 * @param kind the kind of movement on the line
 */
export type TradeOf = (entity: object, asOf: number, kind: TradeKind) => Trade

/** Movements that appear as lines of a trade bill. */
export type TradeKind = 'payment' | 'refund'
