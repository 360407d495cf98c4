import type { HeldMoney } from '../../kernel/ledger/held-money.ts'
import type { PaidOrder, PaidOrders } from '../../kernel/machine/paid-order.ts'
import type { World } from '../../kernel/world/world.ts'
import { type PayafterPolicy, paidDeductions } from '../payafter/index.ts'
import { type PaymentPolicy, paidPayments } from '../payment/index.ts'
import type { SharingPolicy } from './policy.ts'

export type Policy = SharingPolicy & PaymentPolicy & PayafterPolicy

/** An order that a user has paid, of any product, with the merchant that called. */
export interface OrderKey {
  /** The merchant that created the order, or the partner. */
  readonly mchid: string
  readonly transaction_id: string
}

/**
 * Finds the order with this `transaction_id` and lets `use` work with it as its product stores it.
 *
 * @returns undefined when no order has the number
 */
export async function withOrder<T>(
  { entities }: Pick<World<Policy>, 'entities'>,
  { mchid, transaction_id }: OrderKey,
  use: <E extends HeldMoney>(orders: PaidOrders<E, Policy>, order: E) => Promise<T>,
): Promise<T | undefined> {
  const payment = await entities.findByKey(paidPayments.kind, mchid, 'transaction_id', transaction_id)
  if (payment) return use(paidPayments, payment)
  const deduction = await entities.findByKey(paidDeductions.kind, mchid, 'transaction_id', transaction_id)
  return deduction && use(paidDeductions, deduction)
}

/** Returns the fen of a paid order that are still frozen, and could be shared. */
export function unsplitAmount({ frozen, unsettled = 0 }: PaidOrder): number {
  return frozen ? unsettled : 0
}
