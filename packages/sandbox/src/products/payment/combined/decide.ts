import type { Task } from '../../../kernel/deliver/task.ts'
import type { UnitOfWork } from '../../../kernel/machine/entities.ts'
import type { World } from '../../../kernel/world/world.ts'
import { payments } from '../entity.ts'
import { type Payment, type SubOrder, payeeOf } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'
import type { CombinedDecision } from './decision.ts'
import { combinedOrders, partsIn, partsOf } from './entity.ts'

/** The orders of a decision. */
export interface CombinedSubject {
  readonly mchid: string
  readonly combine_out_trade_no: string
  /** Sub orders in the request; an existing combined order uses its own. */
  readonly asked?: readonly SubOrder[]
  /** The task that this carries out; it is finished together with the change. */
  readonly task?: Task
}

/**
 * Makes a decision about a combined order and its sub orders, and saves the change. Locks in this order, so that no two
 * transactions deadlock: the combined order, its sub orders by merchant and number, the money of the merchants by their
 * numbers.
 *
 * @param decide receives the existing sub orders in the combined order's sequence
 */
export async function decideCombined(
  { entities }: Pick<World<PaymentPolicy>, 'entities'>,
  { mchid, combine_out_trade_no, asked = [], task }: CombinedSubject,
  decide: (
    order: Payment | undefined,
    parts: readonly Payment[],
    unit: UnitOfWork<PaymentPolicy>,
  ) => CombinedDecision | Promise<CombinedDecision>,
): Promise<CombinedDecision> {
  return entities.transaction(async (unit) => {
    const order = await unit.lock(combinedOrders, mchid, combine_out_trade_no)
    const parts = order ? partsIn(order, await lockParts(unit, partsOf(order))) : await lockParts(unit, asked)
    const decision = await decide(order, parts, unit)
    const change = decision.outcome === 'refused' ? decision.remember : decision
    const isChanged = change?.outcome === 'changed'
    if (task && !(await unit.finish(task, isChanged ? 'done' : 'went on meanwhile'))) return decision
    if (isChanged) {
      await unit.save(combinedOrders, change)
      for (const part of 'parts' in decision ? byPayee(decision.parts ?? []) : []) await unit.save(payments, part)
    }
    return decision
  })
}

async function lockParts(unit: UnitOfWork<PaymentPolicy>, subOrders: readonly SubOrder[]): Promise<Payment[]> {
  const found = new Map<SubOrder, Payment>()
  for (const sub of subOrders.toSorted((a, b) => compare(nameOf(a), nameOf(b)))) {
    const part = await unit.lock(payments, sub.mchid, sub.out_trade_no)
    if (part) found.set(sub, part)
  }
  return subOrders.flatMap((sub) => found.get(sub) ?? [])
}

function byPayee<C extends { readonly entity: Payment }>(changes: readonly C[]): C[] {
  return changes.toSorted((a, b) => compare(payeeOf(a.entity), payeeOf(b.entity)))
}

function nameOf({ mchid, out_trade_no }: SubOrder): string {
  return `${mchid}/${out_trade_no}`
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
