import type { EntityKind } from '../../../kernel/machine/entity-kind.ts'
import { COMBINED, paymentNotifications, payments } from '../entity.ts'
import type { Payment, SubOrder } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { presentCombined } from './present.ts'

/** Unique number of a sub order: its `out_trade_no` is unique per initiator of combined orders. */
export const SUB_ORDER = 'sub_order'

/** How combined orders are stored: like payments, but with separate numbers. */
export const combinedOrders: EntityKind<Payment, PaymentPolicy> = {
  ...payments,
  product: COMBINED,
  keys: (order) => ({
    ...payments.keys(order),
    [SUB_ORDER]: partsOf(order).map(({ out_trade_no }) => subOrderKey(order.mchid, out_trade_no)),
  }),
  notice: (order) => ({
    summary: paymentNotifications['TRANSACTION.SUCCESS'],
    url: order.terms.notify_url,
    body: presentCombined(order),
    originalType: 'transaction',
    associatedData: 'transaction',
    amount: 'sub_orders.0.amount.total_amount',
  }),
}

/** The kind under which an order is stored. */
export function kindOf({ subOrders }: Payment): EntityKind<Payment, PaymentPolicy> {
  return subOrders ? combinedOrders : payments
}

export function partsOf({ subOrders = [] }: Pick<Payment, 'subOrders'>): readonly SubOrder[] {
  return subOrders
}

/**
 * Keeps the orders that belong to the combined order. After a reset of one of its merchants, the numbers may belong to
 * other orders.
 */
export function partsIn({ mchid, out_trade_no }: Payment, orders: readonly (Payment | undefined)[]): Payment[] {
  return orders.filter(
    (one): one is Payment => one?.partOf?.mchid === mchid && one.partOf.combine_out_trade_no === out_trade_no,
  )
}

/** The key in the index that all merchants share. */
export function subOrderKey(mchid: string, out_trade_no: string): string {
  return `${mchid}/${out_trade_no}`
}
