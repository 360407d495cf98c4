import type { UnfreezingRequest } from '../../kernel/ledger/held-money.ts'
import { type Decision, unchanged } from '../../kernel/machine/change.ts'
import type { PaidOrders } from '../../kernel/machine/paid-order.ts'
import type { World } from '../../kernel/world/world.ts'
import { type OrderKey, type Policy, withOrder } from './orders.ts'
import type { SharingPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

/** A request to unfreeze the rest of an order's money (解冻剩余资金). */
export interface AskedUnfreezing extends OrderKey {
  readonly request: UnfreezingRequest
  /** Virtual instant, ms. */
  readonly now: number
}

/**
 * Unfreezes the rest of an order's money, for orders of any product.
 *
 * @returns undefined when no order has the number
 */
export async function unfreezeOrder(
  world: World<Policy>,
  asked: AskedUnfreezing,
): Promise<Decision<object> | undefined> {
  return withOrder(world, asked, (orders, found) =>
    world.entities.change(async (unit) => {
      const order = (await unit.lock(orders.kind, asked.mchid, orders.kind.row(found).number)) ?? found
      const decision = decide(orders, order, asked, world.policy)
      if (decision.outcome === 'changed') await unit.save(orders.kind, decision)
      return decision
    }),
  )
}

function decide<E>(
  { read, unfreeze }: PaidOrders<E, Policy>,
  order: E,
  { request, now }: AskedUnfreezing,
  { sharingFromMs }: SharingPolicy,
): Decision<E> {
  const paid = read(order)
  if (!paid?.profitSharing) return refusals.notShared
  if (paid.unfreezing?.out_order_no === request.out_order_no) return unchanged(order)
  if (now - paid.paidAt < sharingFromMs) return refusals.tooSoon
  return paid.frozen ? unfreeze(order, now, request) : refusals.nothingLeft
}
