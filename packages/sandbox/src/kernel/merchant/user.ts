/** The facts about a user on which WeChat Pay decides. */
export interface SandboxUser {
  readonly openid: string
  /** Outcome of the evaluation (综合评估). */
  readonly credit: 'good' | 'rejected'
  /** Whether the user still has a WeChat account that takes refunds. Default: `normal`. */
  readonly account?: 'normal' | 'closed'
  /** Services that the user has authorised for orders without confirmation. */
  readonly authorisedServices: 'all' | readonly string[]
}

/** Whether a merchant may create orders without confirmation for this user. */
export function hasAuthorised(user: SandboxUser, serviceId: string): boolean {
  return user.authorisedServices === 'all' || user.authorisedServices.includes(serviceId)
}
