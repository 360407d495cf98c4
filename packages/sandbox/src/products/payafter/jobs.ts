import type { Task } from '../../kernel/deliver/task.ts'
import type { JobHandler, World } from '../../kernel/product.ts'
import { expireOrder } from './confirm-order.ts'
import type { Context } from './context.ts'
import { payafterOrders } from './entity.ts'
import { randomIds } from './ids.ts'
import { beginDeduction, deductionFailed, payOrder, settleOrder, unfreezeOrder } from './pay-order.ts'
import type { Change, PayafterOrder } from './order.ts'
import type { PayafterPolicy } from './policy.ts'

/** What WeChat Pay does to orders by itself: collects what is due, and lets go of what nobody confirmed. */
export const payafterJobs: Readonly<Record<'deduct' | 'expire' | 'settle' | 'unfreeze', JobHandler<PayafterPolicy>>> = {
  /** One attempt to deduct what an order costs from its user's wallet: at once, or begun now and decided later. */
  async deduct(task, world) {
    const ctx = await contextOf(world, task)
    await world.entities.transaction(async (unit) => {
      // Of two workers with the same task the second waits here, and then finds nothing left to do.
      const order = await unit.lock(payafterOrders, task.mchid, task.outOrderNo)
      if (!order) return // the sandbox was reset meanwhile
      const payment = payOrder(order, 'deduction', ctx)
      // Done twice, the task that began a deduction would decide it before its time.
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

  /** The hour within which an order had to be confirmed is over. */
  async expire(task, world) {
    const ctx = await contextOf(world, task)
    await world.entities.transaction(async (unit) => {
      const order = await unit.lock(payafterOrders, task.mchid, task.outOrderNo)
      if (!order) return
      const decision = expireOrder(order, ctx)
      const expired = decision.outcome === 'changed'
      if ((await unit.finish(task, expired ? 'expired' : 'went on meanwhile')) && expired) {
        await unit.save(payafterOrders, decision)
      }
    })
  },

  /** The day has come on which what was deducted becomes available. */
  settle: (task, world) => release(task, world, settleOrder),

  /** The time is over in which the money could be shared. */
  unfreeze: (task, world) => release(task, world, unfreezeOrder),
}

async function release(
  task: Task,
  world: World<PayafterPolicy>,
  decide: (order: PayafterOrder, ctx: Context) => Change,
): Promise<void> {
  const ctx = await contextOf(world, task)
  await world.entities.transaction(async (unit) => {
    const order = await unit.lock(payafterOrders, task.mchid, task.outOrderNo)
    if (!order) return
    const change = decide(order, ctx)
    if ((await unit.finish(task, task.kind === 'settle' ? 'settled' : 'unfrozen')) && change.outcome === 'changed') {
      await unit.save(payafterOrders, change)
    }
  })
}

async function contextOf(world: World<PayafterPolicy>, { mchid }: Task): Promise<Context> {
  const merchant = await world.merchants.find(mchid)
  const context = { now: await world.now(), policy: world.policy, ids: randomIds }
  return merchant?.terms ? { ...context, terms: merchant.terms } : context
}
