import { carryOut } from '../../kernel/machine/carry-out.ts'
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
  return async (task, world) => {
    const now = await world.now()
    await carryOut(task, world.entities, kind, (entity) => decide(entity, { now }))
  }
}
