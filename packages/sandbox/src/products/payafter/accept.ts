import type { Context } from './context.ts'
import type { PayafterOrder } from './order.ts'
import { ON_ACCEPT, formatServiceTime } from './service-time.ts'

/** An unconfirmed order expires after this time. */
export const CONFIRM_WITHIN_MS = 3_600_000

/** Marks an order as accepted by its user, or as accepted without confirmation. */
export function accepted(order: PayafterOrder, openid: string | undefined, { now }: Context): PayafterOrder {
  const { service_start_time } = order.create
  return {
    ...order,
    state: 'USER_ACCEPTED',
    acceptedAt: now,
    resolvedStartTime: service_start_time === ON_ACCEPT ? formatServiceTime(now) : service_start_time,
    ...(openid !== undefined && { openid }),
  }
}
