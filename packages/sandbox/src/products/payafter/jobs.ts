import type { VirtualClock } from '../../kernel/clock/virtual-clock.ts'
import { expireOrder } from './confirm-order.ts'
import type { Context } from './context.ts'
import { beginDeduction, deductionFailed, payOrder } from './pay-order.ts'
import type { OrderStore } from '../../kernel/store/entities.ts'
import type { UserStore } from '../../kernel/merchant/users.ts'
import type { Agenda } from '../../kernel/deliver/agenda.ts'
import type { Task } from '../../kernel/deliver/task.ts'

export interface CollectorDeps {
  readonly agenda: Agenda
  readonly clock: VirtualClock
  readonly orders: OrderStore
  readonly users: UserStore
  readonly rules: Omit<Context, 'now'>
}

/** What WeChat Pay does to orders by itself: collects what is due, and lets go of what nobody confirmed. */
export class Collector {
  readonly #deps: CollectorDeps

  constructor(deps: CollectorDeps) {
    this.#deps = deps
  }

  /** One attempt to deduct what an order costs from its user's wallet: at once, or begun now and decided later. */
  async deduct(task: Task): Promise<void> {
    const { agenda, orders, users } = this.#deps
    const ctx = await this.#context()
    await orders.transaction(async ({ trx, lock, save }) => {
      // Of two workers with the same task the second waits here, and then finds nothing left to do.
      const order = await lock(task.mchid, task.outOrderNo)
      if (!order) return // the sandbox was reset meanwhile
      const payment = payOrder(order, 'deduction', ctx)
      if (payment.outcome === 'refused' || order.deductionAttempts >= task.attempt) {
        await agenda.finish(trx, task, 'nothing to collect')
        return
      }
      if (ctx.policy.deductionTakesMs > 0 && order.deductingSince === undefined) {
        await agenda.finish(trx, task, 'begun')
        await save(beginDeduction(order, task.attempt, ctx))
        return
      }
      const paid = await users.charge(trx, order.openid ?? '')
      await agenda.finish(trx, task, paid ? 'paid' : 'no money')
      await save(paid ? payment : deductionFailed(order, task.attempt, ctx))
    })
  }

  /** The hour within which an order had to be confirmed is over. */
  async expire(task: Task): Promise<void> {
    const { agenda, orders } = this.#deps
    const ctx = await this.#context()
    await orders.transaction(async ({ trx, lock, save }) => {
      const order = await lock(task.mchid, task.outOrderNo)
      if (!order) return
      const decision = expireOrder(order, ctx)
      const expired = decision.outcome === 'changed'
      if ((await agenda.finish(trx, task, expired ? 'expired' : 'went on meanwhile')) && expired) await save(decision)
    })
  }

  async #context(): Promise<Context> {
    return { ...this.#deps.rules, now: await this.#deps.clock.now() }
  }
}
