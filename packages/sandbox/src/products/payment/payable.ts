import type { Entities } from '../../kernel/machine/entities.ts'
import { combinedOrders } from './combined/entity.ts'
import { payments } from './entity.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

/** The kinds of orders that users pay: ordinary and combined ones, whose numbers are separate. */
export const payables = [payments, combinedOrders] as const

/**
 * Finds the order that a number means to people: an ordinary one, else a combined one, else a sub order, which cannot
 * be paid separately.
 */
export async function findOrder(
  entities: Entities<PaymentPolicy>,
  mchid: string,
  number: string,
): Promise<Payment | undefined> {
  const ordinary = await entities.find(payments, mchid, number)
  if (ordinary && !ordinary.partOf) return ordinary
  return (await entities.find(combinedOrders, mchid, number)) ?? ordinary
}

/** Finds the order of a `prepay_id`, or of the code in a `code_url`. */
export async function findByPrepay(
  entities: Entities<PaymentPolicy>,
  mchid: string,
  key: 'prepay_id' | 'code',
  value: string,
): Promise<Payment | undefined> {
  for (const kind of payables) {
    const found = await entities.findByKey(kind, mchid, key, value)
    if (found) return found
  }
  return undefined
}
