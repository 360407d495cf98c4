/**
 * An order as a trade bill (交易账单) prints it, by the names of the API: each product that takes money says how its own
 * look. Amounts are fen, instants ms.
 */
export interface Trade {
  readonly appid: string
  readonly mchid: string
  /** The sub-merchant a partner took it for. */
  readonly sub_mchid?: string | undefined
  readonly device_info?: string | undefined
  readonly transaction_id: string
  readonly out_trade_no: string
  readonly openid: string
  readonly trade_type: string
  readonly bank_type: string
  readonly currency: string
  /** What the order cost, coupons included (订单金额). */
  readonly total: number
  /** The part of it that coupons paid (代金券金额); none if absent. */
  readonly coupon?: number
  /** What the fee is charged on (应结订单金额); the total if absent. */
  readonly settlement_total?: number
  readonly description: string
  readonly attach?: string | undefined
  /** Where the line is a refund of the order. */
  readonly refund?: TradeRefund
}

export interface TradeRefund {
  readonly refund_id: string
  readonly out_refund_no: string
  /** What the merchant asked for (申请退款金额). */
  readonly requested: number
  /** What the fee is given back on (退款金额); what was asked for if absent. */
  readonly settlement_refund?: number
  /** The part of it that goes back as a coupon (充值券退款金额); none if absent. */
  readonly coupon?: number
  readonly type: 'ORIGINAL' | 'BALANCE' | 'PLATFORM-ORIGINAL' | 'PLATFORM-BALANCE'
  /** As it was when the bill was made. */
  readonly status: 'SUCCESS' | 'PROCESSING' | 'FAIL' | 'CHANGE'
  readonly requestedAt: number
  readonly succeededAt?: number | undefined
  /** It is the reversal (撤销) of a payment by code. */
  readonly isReversal?: true
}

/**
 * How a product's entity stands in a trade bill.
 *
 * @param entity of which a payment or a refund is in the book
 * @param asOf the instant at which the bill is made, ms: what became of the entity later is not in it
 * @param kind which of the entity's movements the line is about
 */
export type TradeOf = (entity: object, asOf: number, kind: TradeKind) => Trade

/** Movements that are lines of a trade bill. */
export type TradeKind = 'payment' | 'refund'
