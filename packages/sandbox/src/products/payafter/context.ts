import type { MerchantTerms } from '../../kernel/ledger/terms.ts'
import type * as machine from '../../kernel/machine/context.ts'
import type { IdSource } from './ids.ts'
import type { PayafterPolicy } from './policy.ts'

export interface Context extends machine.Context<PayafterPolicy, IdSource> {
  /** How the merchant is charged and settled; the default terms if absent. */
  readonly terms?: MerchantTerms
}
