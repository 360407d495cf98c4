import type {
  PayafterOrderCompleteRequest,
  PayafterOrderDiscount,
  PayafterOrderFee,
} from '../generated/products/v3-payscore.ts'

/** Whatever tells the time; `Date` does, and so does a test's or a sandbox's virtual clock. */
export interface Now {
  /** Milliseconds since the epoch. */
  now(): number
}

/**
 * One line of what the user pays for. `fee_amount` is in fen and covers all `fee_count` pieces; names are unique within
 * an order.
 */
export type Fee = PayafterOrderFee

/** One line of what the merchant takes off, in fen; names are unique within an order. */
export type Discount = PayafterOrderDiscount

/** The request body of a completion. */
export type Completion = PayafterOrderCompleteRequest

/**
 * What a completion needs to know of its order: the answer of the query, or the resource of `PAYSCORE.USER_ACCEPTED`.
 * WeChat Pay leaves out what is unset, or sends null or an empty text: all three mean the same here.
 */
export interface CompletableOrder {
  readonly appid: string
  readonly service_id: string
  readonly state: string
  readonly service_start_time: string
  readonly service_end_time?: string | null
  readonly service_start_location?: string | null
  readonly service_end_location?: string | null
  /** Fen. */
  readonly risk_amount: number
  /** Present while the order is `USER_ACCEPTED`. */
  readonly finish_ticket?: string | null
}
