import type { Change, OrderEvent, PayafterOrder, Work } from '../../products/payafter/order.ts'

export function changed(order: PayafterOrder, events: readonly OrderEvent[], work: readonly Work[] = []): Change {
  return { outcome: 'changed', order, events, work }
}

/** Accepted, because it was so already. */
export function unchanged(order: PayafterOrder): Change {
  return { outcome: 'unchanged', order, events: [], work: [] }
}
