import type { Task } from '../../kernel/deliver/task.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { World } from '../../kernel/world/world.ts'
import { LockedCoupons } from '../coupon/index.ts'
import type { RefundContext } from './context.ts'
import type { RefundDecision } from './decision.ts'
import { refunds } from './entity.ts'
import { randomRefundIds } from './ids.ts'
import { type OrderReference, type OrdersPolicy, lockOrder } from './orders.ts'
import type { RefundPolicy } from './policy.ts'
import type { Refund } from './refund.ts'

export type RefundWorld = World<RefundPolicy & OrdersPolicy>

/** The subject of a decision, with everything that the decision reads outside the transaction. */
export interface Subject {
  readonly mchid: string
  readonly out_refund_no: string
  /** The refund's order, which need not exist yet. */
  readonly order: OrderReference | undefined
  /** The user who receives the money, once known. */
  readonly payer: string | undefined
  /** Virtual instant of acting, ms. */
  readonly now: number
  /** The task that this carries out; it is finished together with the change. */
  readonly task?: Task
}

/**
 * Makes a decision about a refund and its order, and saves the change. Locks in this order: the refund, the order, its
 * coupons and their stocks, the merchant's money.
 */
export async function decideWithOrder(
  { entities, users, policy }: RefundWorld,
  { mchid, out_refund_no, order, payer, now, task }: Subject,
  decide: (refund: Refund | undefined, paid: PaidOrder | undefined, ctx: RefundContext) => RefundDecision,
): Promise<RefundDecision> {
  const user = payer === undefined ? undefined : await users.find(payer)
  const payerAccount = user?.account ?? 'normal'
  return entities.transaction(async (unit) => {
    const refund = await unit.lock(refunds, mchid, out_refund_no)
    const locked = order && (await lockOrder(unit, mchid, order))
    const coupons = await LockedCoupons.lock(unit, locked?.paid?.vouchers ?? [])
    const balance = await coupons.balanceOf(locked?.paid?.trade.sub_mchid ?? mchid)
    const ctx = { now, policy, ids: randomRefundIds, balance, payerAccount, accountOf: coupons.accountOf }
    const decision = decide(refund, locked?.paid, ctx)
    const isChanged = decision.outcome === 'changed'
    if (task && !(await unit.finish(task, isChanged ? 'done' : 'went on meanwhile'))) return decision
    if (isChanged) {
      await unit.save(refunds, decision)
      if (decision.order) await locked?.save(decision.order, now)
      await coupons.giveBack(decision.returns ?? [], { now, policy })
    }
    return decision
  })
}

/** An existing refund as the subject of decisions. */
export function subjectOf({ mchid, out_refund_no, order }: Refund, now: number): Subject {
  return { mchid, out_refund_no, order, payer: order.payer, now }
}
