import type { Context } from './context.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { PayafterOrder } from './order.ts'
import { refusals } from './refusals.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import type { SandboxUser } from '../../kernel/merchant/user.ts'

/** A user who is to be trusted with an order. */
export interface Applicant {
  readonly user: SandboxUser
  /** The user's running and unpaid orders, at any merchant. */
  readonly openOrders: readonly PayafterOrder[]
}

/** The evaluation (综合评估) a user goes through with every new order. */
export function evaluate({ user, openOrders }: Applicant, service: ServiceConfig, ctx: Context): Refusal | undefined {
  if (!service.released && !service.testOpenids.includes(user.openid)) return refusals.serviceNotReleased
  if (user.credit === 'rejected') return refusals.evaluationFailed
  if (openOrders.some((order) => isOverdue(order, ctx))) return refusals.userOverdue
  const running = openOrders.filter((order) => order.state === 'USER_ACCEPTED')
  return running.length >= ctx.policy.maxRunningOrders ? refusals.evaluationFailed : undefined
}

function isOverdue(order: PayafterOrder, { now, policy }: Context): boolean {
  return isAwaitingPayment(order) && now - (order.completedAt ?? now) >= policy.overdueAfterMs
}

/** Finished, and there is something to pay. */
export function isAwaitingPayment(order: PayafterOrder): boolean {
  return order.state === 'FINISHED' && (order.complete?.total_amount ?? 0) > 0
}
