import type { Task } from '../../kernel/deliver/task.ts'
import { carryOut } from '../../kernel/machine/carry-out.ts'
import type { JobHandler } from '../../kernel/product.ts'
import type { World } from '../../kernel/world/world.ts'
import { expireOrder } from './confirm-order.ts'
import type { Context } from './context.ts'
import { payafterOrders } from './entity.ts'
import { randomIds } from './ids.ts'
import { beginDeduction, deductionFailed, payOrder, settleOrder, unfreezeOrder } from './pay-order.ts'
import type { Change, PayafterOrder } from './order.ts'
import type { PayafterPolicy } from './policy.ts'

/** WeChat Pay's own work on orders: it collects what is due, and closes orders that nobody confirmed. */
export const payafterJobs: Readonly<Record<'deduct' | 'expire' | 'settle' | 'unfreeze', JobHandler<PayafterPolicy>>> = {
  /**
   * Attempts once to deduct the order's total from its user's wallet: at once, or the attempt begins now and is decided
   * later.
   */
  async deduct(task, world) {
    const ctx = await contextOf(world, task)
    await world.entities.transaction(async (unit) => {
      // When two workers have the same task, the second waits here and then finds nothing left to do.
      const order = await unit.lock(payafterOrders, task.mchid, task.outOrderNo)
      if (!order) return // the sandbox was reset meanwhile
      const payment = payOrder(order, 'deduction', ctx)
      // If the task that began a deduction runs a second time, it must not decide the deduction early.
      const isBegun = order.deductingSince !== undefined && task.dueAt <= order.deductingSince
      if (payment.outcome === 'refused' || order.deductionAttempts >= task.attempt || isBegun) {
        await unit.finish(task, 'nothing to collect')
        return
      }
      if (ctx.policy.deductionTakesMs > 0 && order.deductingSince === undefined) {
        await unit.finish(task, 'begun')
        await unit.save(payafterOrders, beginDeduction(order, task.attempt, ctx))
        return
      }
      const paid = await unit.charge(order.openid ?? '')
      await unit.finish(task, paid ? 'paid' : 'no money')
      await unit.save(payafterOrders, paid ? payment : deductionFailed(order, task.attempt, ctx))
    })
  },

  /** Expires an order that the user had an hour to confirm. */
  async expire(task, world) {
    const ctx = await contextOf(world, task)
    const outcomeOf = (isExpired: boolean) => (isExpired ? 'expired' : 'went on meanwhile')
    await carryOut(task, world.entities, payafterOrders, (order) => expireOrder(order, ctx), outcomeOf)
  },

  /** Makes deducted money available on the day of settlement. */
  settle: (task, world) => release(task, world, settleOrder),

  /** Unfreezes money when the time to share it is over. */
  unfreeze: (task, world) => release(task, world, unfreezeOrder),
}

async function release(
  task: Task,
  world: World<PayafterPolicy>,
  decide: (order: PayafterOrder, ctx: Context) => Change,
): Promise<void> {
  const ctx = await contextOf(world, task)
  const outcomeOf = () => (task.kind === 'settle' ? 'settled' : 'unfrozen')
  await carryOut(task, world.entities, payafterOrders, (order) => decide(order, ctx), outcomeOf)
}

async function contextOf(world: World<PayafterPolicy>, { mchid }: Task): Promise<Context> {
  const merchant = await world.merchants.find(mchid)
  const context = { now: await world.now(), policy: world.policy, ids: randomIds }
  return merchant?.terms ? { ...context, terms: merchant.terms } : context
}
