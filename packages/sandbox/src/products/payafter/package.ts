import type { Context } from './context.ts'
import type { PayafterOrder } from './order.ts'

/** The confirm page can be opened: a new package replaces whatever was there. */
export function withPackage(order: PayafterOrder, { now, ids }: Context): PayafterOrder {
  return { ...order, packageToken: ids.token(), packageIssuedAt: now }
}

/** The package was used, or there is no page to open any more. */
export function withoutPackage({ packageToken: _used, ...order }: PayafterOrder): PayafterOrder {
  return order
}
