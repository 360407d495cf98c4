import type { MerchantAccount } from './account.ts'

/** What a merchant has on an account, in fen. */
export interface Balance {
  readonly account: MerchantAccount
  readonly available: number
  /** Not settled yet, or frozen because it may be shared. */
  readonly pending: number
}
