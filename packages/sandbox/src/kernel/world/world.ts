import type { Statements } from '../ledger/statements.ts'
import type { Entities } from '../machine/entities.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { SandboxUser } from '../merchant/user.ts'

/** The parts of the simulated world that a product may use. */
export interface World<Policy> {
  readonly policy: Policy
  /** Returns the virtual time in ms, which decides everything in the business: start, end, expiry. */
  now(): Promise<number>
  /**
   * Returns the real time in ms, which decides everything in transport (request window, signature timestamps), because
   * clients use real clocks.
   */
  wallClock(): number
  /** Aborts when the sandbox closes. Whatever waits on purpose in real time then waits no longer. */
  readonly closing?: AbortSignal
  readonly merchants: { find(mchid: string): Promise<MerchantView | undefined> }
  readonly users: { find(openid: string): Promise<SandboxUser | undefined> }
  readonly entities: Entities<Policy>
  readonly statements: Statements
}
