import type { Context } from './context.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { PayafterOrder } from './order.ts'
import { refusals } from './refusals.ts'
import type { ServiceConfig } from '../../kernel/merchant/service.ts'
import type { SandboxUser } from '../../kernel/merchant/user.ts'

/** A user whom the evaluation assesses. */
export interface Applicant {
  readonly user: SandboxUser
  /** The user's running and unpaid orders at all merchants. */
  readonly openOrders: readonly PayafterOrder[]
}

/** Evaluates (综合评估) a user for a new order. */
export function evaluate({ user, openOrders }: Applicant, service: ServiceConfig, ctx: Context): Refusal | undefined {
  if (!service.released && !service.testOpenids.includes(user.openid)) return refusals.serviceNotReleased
  if (user.credit === 'rejected') {
    const reason = `用户 ${user.openid} 被设为综合评估不通过 · the user’s credit is set to rejected`
    return { ...refusals.evaluationFailed, reason }
  }
  const overdue = openOrders.filter((order) => isOverdue(order, ctx))
  if (overdue.length > 0) {
    const reason = `用户 ${user.openid} 超时未付 · overdue: ${numbersOf(overdue)}（policy.overdueAfterMs = ${ctx.policy.overdueAfterMs}）`
    return { ...refusals.userOverdue, reason }
  }
  const running = openOrders.filter((order) => order.state === 'USER_ACCEPTED')
  const { maxRunningOrders } = ctx.policy
  if (running.length < maxRunningOrders) return undefined
  const reason = `用户 ${user.openid} 已有 ${running.length} 笔进行中 · running: ${numbersOf(running)}（policy.maxRunningOrders = ${maxRunningOrders}）`
  return { ...refusals.evaluationFailed, reason }
}

function numbersOf(orders: readonly PayafterOrder[]): string {
  return orders.map(({ out_order_no }) => out_order_no).join(', ')
}

function isOverdue(order: PayafterOrder, { now, policy }: Context): boolean {
  return isAwaitingPayment(order) && now - (order.completedAt ?? now) >= policy.overdueAfterMs
}

/** Whether a finished order has something to pay. */
export function isAwaitingPayment(order: PayafterOrder): boolean {
  return order.state === 'FINISHED' && (order.complete?.total_amount ?? 0) > 0
}
