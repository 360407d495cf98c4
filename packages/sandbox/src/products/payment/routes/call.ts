import { defaultMerchantTerms } from '../../../kernel/ledger/terms.ts'
import type { PlayedCall } from '../../../kernel/protocol/call.ts'
import type { PaymentContext } from '../context.ts'
import { randomPaymentIds } from '../ids.ts'
import type { PaymentPolicy } from '../policy.ts'

export type PaymentCall = PlayedCall<PaymentPolicy>

export function contextOf({ now, world: { policy }, merchant }: PaymentCall): PaymentContext {
  return { now, policy, ids: randomPaymentIds, terms: merchant.terms ?? defaultMerchantTerms }
}
