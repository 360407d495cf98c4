import type { IdSource } from './ids.ts'
import type { SandboxPolicy } from './policy.ts'

/** What every decision depends on besides the order and the command. */
export interface Context {
  /** Virtual instant, ms. */
  readonly now: number
  readonly policy: SandboxPolicy
  readonly ids: IdSource
}
