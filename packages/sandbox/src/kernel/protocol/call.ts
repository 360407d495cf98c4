import type { Context } from '../../products/payafter/context.ts'
import type { ApiDeps } from './deps.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { Reply } from './reply.ts'

/** A request that is authentic and well-formed: what an operation acts on. */
export interface Call {
  readonly merchant: MerchantView
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
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

/** The same for an answer that is not always 200 with JSON. */
export type Answer = (call: Call) => Promise<Reply>
