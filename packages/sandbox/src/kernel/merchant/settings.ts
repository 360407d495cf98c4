/** What a person decides about a user on the phone or in a test. */
export interface UserSettings {
  /** Whether deductions find money. */
  readonly wallet: 'sufficient' | 'insufficient'
  /** This many deductions fail first, whatever is in the wallet. */
  readonly failNextDeductions: number
  /** Outcome of the evaluation (综合评估) when an order is created without confirmation or confirmed. */
  readonly credit: 'good' | 'rejected'
  /** Whether the user still has a WeChat account that takes refunds. */
  readonly account: 'normal' | 'closed'
  /** Services the user has authorised for orders without confirmation; `all` saves setting it up. */
  readonly authorisedServices: 'all' | readonly string[]
}

export const defaultUser: UserSettings = {
  wallet: 'sufficient',
  failNextDeductions: 0,
  credit: 'good',
  account: 'normal',
  authorisedServices: 'all',
}
