import type { EntityKind } from '../../../kernel/machine/entity-kind.ts'
import { COMBINED, paymentNotifications, payments } from '../entity.ts'
import type { Payment, SubOrder } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import { presentCombined } from './present.ts'

/** Unique number of a sub order: its `out_trade_no` is unique at whoever makes the combined order. */
export const SUB_ORDER = 'sub_order'

/** How combined orders are kept: as payments are, but their numbers are a space of their own. */
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

/** Where an order is kept. */
export function kindOf({ subOrders }: Payment): EntityKind<Payment, PaymentPolicy> {
  return subOrders ? combinedOrders : payments
}

export function partsOf({ subOrders = [] }: Pick<Payment, 'subOrders'>): readonly SubOrder[] {
  return subOrders
}

/**
 * Those of the orders that are the combined order's own. Where a merchant in it was reset, its numbers may belong to other
 * orders by now.
 */
export function partsIn({ mchid, out_trade_no }: Payment, orders: readonly (Payment | undefined)[]): Payment[] {
  return orders.filter(
    (one): one is Payment => one?.partOf?.mchid === mchid && one.partOf.combine_out_trade_no === out_trade_no,
  )
}

/** Numbers of all merchants are in one index. */
export function subOrderKey(mchid: string, out_trade_no: string): string {
  return `${mchid}/${out_trade_no}`
}
