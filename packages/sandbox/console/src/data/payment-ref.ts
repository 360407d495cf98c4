import type { OrderRef, PaymentRef } from './api.ts'

/** Returns which payment this is. */
export function refOf(payment: { readonly out_trade_no: string; readonly subOrders?: unknown }): PaymentRef {
  return { outTradeNo: payment.out_trade_no, combined: payment.subOrders !== undefined }
}

/** A unique key: a combined order may have the number of an ordinary order, or of one of its sub orders. */
export function refKey({ outTradeNo, combined }: PaymentRef): string {
  return combined ? `combined ${outTradeNo}` : outTradeNo
}

/** Returns the payment as lists of all products name it. */
export function orderRefOf({ outTradeNo, combined }: PaymentRef): OrderRef {
  return { product: combined ? 'combined' : 'payment', outOrderNo: outTradeNo }
}
