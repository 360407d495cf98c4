import type { Task } from '../../kernel/deliver/task.ts'
import type { Change } from '../../kernel/machine/change.ts'
import type { EntityKind } from '../../kernel/machine/entity-kind.ts'
import type { JobHandler } from '../../kernel/product.ts'
import { expireCoupon } from './decide-coupon.ts'
import { endStock } from './decide-stock.ts'
import { coupons, stocks } from './entity.ts'

/** Jobs of coupons: they expire when their time is over. */
export const couponJobs: Readonly<Record<'expire', JobHandler<unknown>>> = {
  expire: job(coupons, expireCoupon),
}

/** Jobs of stocks: the rest of the money returns when their time is over. */
export const stockJobs: Readonly<Record<'end', JobHandler<unknown>>> = {
  end: job(stocks, endStock),
}

function job<E>(
  kind: EntityKind<E, unknown>,
  decide: (entity: E, ctx: { readonly now: number }) => Change<E>,
): JobHandler<unknown> {
  return async (task: Task, world) => {
    const now = await world.now()
    await world.entities.transaction(async (unit) => {
      const entity = await unit.lock(kind, task.mchid, task.outOrderNo)
      if (!entity) return // the sandbox was reset meanwhile
      const change = decide(entity, { now })
      const isChanged = change.outcome === 'changed'
      if ((await unit.finish(task, isChanged ? 'done' : 'went on meanwhile')) && isChanged)
        await unit.save(kind, change)
    })
  }
}
