import { defaultMerchantTerms } from '../../../kernel/ledger/terms.ts'
import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import type { PaymentContext } from '../context.ts'
import { randomPaymentIds } from '../ids.ts'
import type { Payment } from '../payment.ts'
import type { PaymentPolicy } from '../policy.ts'

export type PaymentCall = PlayedCall<PaymentPolicy>

export function contextOf({ now, world: { policy }, merchant }: PaymentCall): PaymentContext {
  return { now, policy, ids: randomPaymentIds, terms: merchant.terms ?? defaultMerchantTerms }
}

/** Returns an order for the query of ordinary orders. Sub orders do not count, unless the policy says so. */
export function queryable<P extends Payment>(
  { world: { policy } }: Pick<PaymentCall, 'world'>,
  payment: P | undefined,
): P | undefined {
  return payment?.partOf && policy.subOrderOrdinaryQuery === 'refuse' ? undefined : payment
}
