import type { PaymentSummary } from '../../api.ts'

/** A unique key for a row: a combined order may have the number of an ordinary order, or of one of its sub orders. */
export function rowKey({ out_trade_no, subOrders }: PaymentSummary): string {
  return subOrders === undefined ? out_trade_no : `combined ${out_trade_no}`
}
