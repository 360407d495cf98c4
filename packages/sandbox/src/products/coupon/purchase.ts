/** An order for which vouchers are chosen. Amounts are fen. */
export interface Purchase {
  /** The merchant that receives the money. */
  readonly payee: string
  readonly total: number
  /** Values of a stock's `trade_type` that allow the order. */
  readonly tradeTypes: readonly string[]
  /** Wire value of `bank_type`; `OTHERS` for the balance. */
  readonly bank_type: string
  readonly goods_tag?: string | undefined
  /** Lines of the order, for vouchers that reduce single goods. */
  readonly goods: readonly PurchasedGoods[]
  /** The original price; without a discount of the merchant's own it is the total. */
  readonly cost_price?: number | undefined
}

export interface PurchasedGoods {
  /** The merchant's own number of the goods. */
  readonly goods_id: string
  readonly quantity: number
  readonly unit_price: number
}
