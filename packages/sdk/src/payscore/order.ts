import type {
  PayafterOrderCompleteRequest,
  PayafterOrderDiscount,
  PayafterOrderFee,
} from '../generated/products/v3-payscore.ts'

/**
 * One line of the charges. `fee_amount` is in fen and covers all `fee_count` pieces; names are unique within an order.
 */
export type Fee = PayafterOrderFee

/** One line of the discounts, in fen; names are unique within an order. */
export type Discount = PayafterOrderDiscount

/** The request body of a completion. */
export type Completion = PayafterOrderCompleteRequest

/**
 * The fields of an order that a completion needs: the answer of the query, or the resource of `PAYSCORE.USER_ACCEPTED`.
 * WeChat Pay omits unset fields or sends null or an empty text; all three mean the same here.
 */
export interface CompletableOrder {
  readonly appid: string
  readonly service_id: string
  readonly state: string
  readonly service_start_time: string
  readonly service_end_time?: string | null
  readonly service_start_location?: string | null
  readonly service_end_location?: string | null
  /** Amount in fen. */
  readonly risk_amount: number
  /** Present while the order is `USER_ACCEPTED`. */
  readonly finish_ticket?: string | null
}
