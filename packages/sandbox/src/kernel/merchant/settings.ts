/** Settings of a user that a person changes on the phone or in a test. */
export interface UserSettings {
  /** Whether deductions find money. */
  readonly wallet: 'sufficient' | 'insufficient'
  /** Number of deductions that fail first, whatever is in the wallet. */
  readonly failNextDeductions: number
  /** Outcome of the evaluation (综合评估) when an order is created without confirmation or confirmed. */
  readonly credit: 'good' | 'rejected'
  /** Whether the user still has a WeChat account that takes refunds. */
  readonly account: 'normal' | 'closed'
  /** Services that the user has authorised for orders without confirmation; `all` is the default for convenience. */
  readonly authorisedServices: 'all' | readonly string[]
}

export const defaultUser: UserSettings = {
  wallet: 'sufficient',
  failNextDeductions: 0,
  credit: 'good',
  account: 'normal',
  authorisedServices: 'all',
}
