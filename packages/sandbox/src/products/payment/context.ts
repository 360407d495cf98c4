import type { MerchantTerms } from '../../kernel/ledger/terms.ts'
import type * as machine from '../../kernel/machine/context.ts'
import type { PaymentIds } from './ids.ts'
import type { PaymentPolicy } from './policy.ts'

export interface PaymentContext extends machine.Context<PaymentPolicy, PaymentIds> {
  /** The merchant's fee and settlement. */
  readonly terms: MerchantTerms
}
