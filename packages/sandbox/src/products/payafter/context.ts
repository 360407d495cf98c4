import type { MerchantTerms } from '../../kernel/ledger/terms.ts'
import type * as machine from '../../kernel/machine/context.ts'
import type { IdSource } from './ids.ts'
import type { PayafterPolicy } from './policy.ts'

export interface Context extends machine.Context<PayafterPolicy, IdSource> {
  /** Fee and settlement. Default: the default terms. */
  readonly terms?: MerchantTerms
}
