import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Payment } from './payment.ts'
import { refusals } from './refusals.ts'

/** Returns the order that a partner queries, if it was created for the named sub-merchant. */
export function orderOfParties(payment: Payment | undefined, sub_mchid: string | undefined): Payment | Refusal {
  if (!payment) return refusals.notExist
  return payment.sub_mchid === sub_mchid ? payment : refusals.otherSubMerchant
}
