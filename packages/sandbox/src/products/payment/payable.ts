import type { Entities } from '../../kernel/machine/entities.ts'
import { combinedOrders } from './combined/entity.ts'
import { payments } from './entity.ts'
import type { Payment } from './payment.ts'
import type { PaymentPolicy } from './policy.ts'

/** The orders that users pay: ordinary ones, and combined ones as a whole. Their numbers are two spaces. */
export const payables = [payments, combinedOrders] as const

/**
 * The order that people mean by a number: an ordinary one, or else a combined one, or else a sub order, which cannot be
 * paid by itself.
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

/** The order behind a `prepay_id`, or behind the code of a `code_url`. */
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
