import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Payment } from './payment.ts'
import { refusals } from './refusals.ts'

/** The order that a partner asks about, if it was made for the sub-merchant that it names. */
export function orderOfParties(payment: Payment | undefined, sub_mchid: string | undefined): Payment | Refusal {
  if (!payment) return refusals.notExist
  return payment.sub_mchid === sub_mchid ? payment : refusals.otherSubMerchant
}
