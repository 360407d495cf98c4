/** The number of coupons that a user got from one creator. It decides how many more the user can get. */
export interface Holder {
  /** The creator of the stocks. */
  readonly mchid: string
  readonly openid: string
  /** Number of coupons by `stock_id`. */
  readonly sent: Readonly<Record<string, number>>
  /** Fen sent in the latest calendar month in which the user got coupons. */
  readonly month: { readonly name: string; readonly amount: number }
}

/** A request to send a coupon, under the sender's number. A repetition gets the same coupon. */
export interface Sending {
  /** The merchant that sent the request. */
  readonly mchid: string
  readonly out_request_no: string
  readonly creator: string
  readonly stock_id: string
  readonly openid: string
  readonly coupon_id: string
  readonly createdAt: number
}

/** A merchant's address for events of its coupons (营销事件). */
export interface Callback {
  readonly mchid: string
  readonly notify_url: string
  readonly updatedAt: number
}
