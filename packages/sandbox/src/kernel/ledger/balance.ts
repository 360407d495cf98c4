import type { MerchantAccount } from './account.ts'

/** A merchant's balance on an account, in fen. */
export interface Balance {
  readonly account: MerchantAccount
  readonly available: number
  /** Money that is not settled yet, or frozen because it may be shared. */
  readonly pending: number
}
