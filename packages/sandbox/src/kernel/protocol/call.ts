import type { MerchantView } from '../merchant/merchant-view.ts'
import type { World } from '../product.ts'
import type { Reply } from './reply.ts'

/** A request that is authentic and well-formed. */
export interface Call {
  readonly merchant: MerchantView
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** Valid by the operation's schema, sensitive fields in plaintext. */
  readonly body: unknown
  /** Virtual instant of acting, ms. */
  readonly now: number
}

/** A request and the world it acts in. */
export interface PlayedCall<Policy> extends Call {
  readonly world: World<Policy>
}

/**
 * Carries an operation out.
 *
 * @returns the answer's data; nothing for an answer without a body (204)
 * @throws {Refused}
 */
export type Act<Policy> = (call: PlayedCall<Policy>) => Promise<object | undefined>

/** The same for an answer that is not always 200 with JSON. */
export type Answer = (call: Call) => Promise<Reply>
