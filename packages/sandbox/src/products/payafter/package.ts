import type { Context } from './context.ts'
import type { PayafterOrder } from './order.ts'

/** Issues a new package for the confirm page, which replaces the old one. */
export function withPackage(order: PayafterOrder, { now, ids }: Context): PayafterOrder {
  return { ...order, packageToken: ids.token(), packageIssuedAt: now }
}

/** Removes a used or obsolete package. */
export function withoutPackage({ packageToken: _used, ...order }: PayafterOrder): PayafterOrder {
  return order
}
