import { CONFIRM_WITHIN_MS, accepted } from './accept.ts'
import type { Context } from './context.ts'
import { changed, unchanged } from '../../kernel/machine/change.ts'
import { type Applicant, evaluate } from './evaluation.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Decision, PayafterOrder } from './order.ts'
import { withoutPackage } from './package.ts'
import { refusals } from './refusals.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'

/** The user confirms on the confirm page. */
export function confirmOrder(
  order: PayafterOrder,
  service: ServiceConfig,
  applicant: Applicant,
  ctx: Context,
): Decision {
  const refusal = refusePage(order, ctx) ?? evaluate(applicant, service, ctx)
  if (refusal) return refusal
  return changed(
    withoutPackage(accepted(order, applicant.user.openid, ctx)),
    [{ type: 'accepted', at: ctx.now, detail: { by: 'user' } }],
    [{ kind: 'notify', eventType: 'PAYSCORE.USER_ACCEPTED', dueAt: ctx.now }],
  )
}

/** The user leaves the confirm page without confirming: the order stays open, but its package is used up. */
export function declineOrder(order: PayafterOrder, ctx: Context): Decision {
  const refusal = refusePage(order, ctx)
  if (refusal) return refusal
  return changed(withoutPackage(order), [{ type: 'declined', at: ctx.now }])
}

/**
 * Expires an order that nobody confirmed in time. Does nothing if the order changed meanwhile, or its time has not
 * come.
 */
export function expireOrder(order: PayafterOrder, ctx: Context): Decision {
  if (order.state !== 'CREATED' || !isLate(order, ctx)) return unchanged(order)
  return changed({ ...withoutPackage(order), state: 'EXPIRED', expiredAt: ctx.now }, [{ type: 'expired', at: ctx.now }])
}

/** The error that the confirm page shows instead of the order. */
function refusePage(order: PayafterOrder, ctx: Context): Refusal | undefined {
  if (order.state === 'REVOKED') return refusals.alreadyCancelled
  if (order.state !== 'CREATED' || isLate(order, ctx)) return refusals.illegalState
  return order.packageToken === undefined ? refusals.packageUsed : undefined
}

function isLate(order: PayafterOrder, { now }: Context): boolean {
  return now - order.createdAt >= CONFIRM_WITHIN_MS
}
