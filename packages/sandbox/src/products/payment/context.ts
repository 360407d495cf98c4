import type { MerchantTerms } from '../../kernel/ledger/terms.ts'
import type * as machine from '../../kernel/machine/context.ts'
import type { PaymentIds } from './ids.ts'
import type { PaymentPolicy } from './policy.ts'

export interface PaymentContext extends machine.Context<PaymentPolicy, PaymentIds> {
  /** How the merchant is charged and settled. */
  readonly terms: MerchantTerms
}
