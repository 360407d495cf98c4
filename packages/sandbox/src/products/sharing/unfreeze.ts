import { type Decision, unchanged } from '../../kernel/machine/change.ts'
import type { PaidOrders } from '../../kernel/machine/paid-order.ts'
import type { World } from '../../kernel/world/world.ts'
import { type PayafterPolicy, paidDeductions } from '../payafter/index.ts'
import { type PaymentPolicy, paidPayments } from '../payment/index.ts'
import type { SharingPolicy } from './policy.ts'
import { refusals } from './refusals.ts'

export type Policy = SharingPolicy & PaymentPolicy & PayafterPolicy

/** A request to unfreeze the rest of an order's money (解冻剩余资金). */
export interface Unfreezing {
  /** The merchant that sent the request, or its partner. */
  readonly mchid: string
  readonly transaction_id: string
  readonly out_order_no: string
  /** Virtual instant, ms. */
  readonly now: number
}

/**
 * Unfreezes the rest of an order's money, for orders of any product.
 *
 * @returns undefined when no order has the number
 */
export async function unfreezeOrder(world: World<Policy>, asked: Unfreezing): Promise<Decision<object> | undefined> {
  return (await unfreezeIn(paidPayments, world, asked)) ?? (await unfreezeIn(paidDeductions, world, asked))
}

async function unfreezeIn<E extends object>(
  orders: PaidOrders<E, Policy>,
  { entities, policy }: World<Policy>,
  asked: Unfreezing,
): Promise<Decision<E> | undefined> {
  const { mchid, transaction_id } = asked
  const found = await entities.findByKey(orders.kind, mchid, 'transaction_id', transaction_id)
  if (!found) return undefined
  return entities.change(async (unit) => {
    const order = (await unit.lock(orders.kind, mchid, orders.kind.row(found).number)) ?? found
    const decision = decide(orders, order, asked, policy)
    if (decision.outcome === 'changed') await unit.save(orders.kind, decision)
    return decision
  })
}

function decide<E>(
  { read, unfreeze }: PaidOrders<E, Policy>,
  order: E,
  { out_order_no, now }: Unfreezing,
  { sharingFromMs }: SharingPolicy,
): Decision<E> {
  const paid = read(order)
  if (!paid?.profitSharing) return refusals.notShared
  if (paid.unfrozenBy === out_order_no) return unchanged(order)
  if (now - paid.paidAt < sharingFromMs) return refusals.tooSoon
  return paid.frozen ? unfreeze(order, now, out_order_no) : refusals.nothingLeft
}
