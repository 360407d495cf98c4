import type { Context } from './context.ts'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import type { Decision, PayafterOrder } from './order.ts'
import { withoutPackage } from './package.ts'
import { reentryMismatch, refusals } from './refusals.ts'

/** The merchant cancels an order that its user has not confirmed. */
export function cancelOrder(order: PayafterOrder | undefined, reason: string, ctx: Context): Decision {
  if (!order) return refusals.orderNotExist
  if (order.state === 'REVOKED' && order.cancelReason !== undefined) {
    return order.cancelReason === reason ? unchanged(order) : reentryMismatch(ctx.policy)
  }
  if (order.state !== 'CREATED') return refusals.notCancellable
  return changed({ ...withoutPackage(order), state: 'REVOKED', cancelReason: reason, revokedAt: ctx.now }, [
    { type: 'cancelled', at: ctx.now, detail: { reason } },
  ])
}
