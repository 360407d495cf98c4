import type { Context } from '../domain/context.ts'
import type { ApiDeps } from './deps.ts'
import type { MerchantView } from './merchant-view.ts'

/** A request that is authentic and well-formed: what an operation acts on. */
export interface Call {
  readonly merchant: MerchantView
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Valid by the operation's schema, sensitive fields in plaintext. */
  readonly body: unknown
  readonly context: Context
  readonly deps: ApiDeps
}

/**
 * Carries an operation out.
 *
 * @returns the answer's data; nothing for an answer without a body (204)
 * @throws {Refused}
 */
export type Act = (call: Call) => Promise<object | undefined>
