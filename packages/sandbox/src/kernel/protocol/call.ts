import type { SignType } from 'wechatpay-ts/v2'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { World } from '../product.ts'
import type { Reply } from './reply.ts'

/** A request that is authentic and well-formed. */
export interface Call {
  readonly merchant: MerchantView
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  readonly headers: Headers
  /** Where the sandbox was reached: addresses of its own begin with it. */
  readonly origin: string
  /** Valid by the operation's schema, sensitive fields in plaintext; of APIv2 the fields of the message, without `sign`. */
  readonly body: unknown
  /** Virtual instant of acting, ms. */
  readonly now: number
  /** APIv2: how the request is signed, and so what is told about it. */
  readonly signType?: SignType
}

/** A request and the world it acts in. */
export interface PlayedCall<Policy> extends Call {
  readonly world: World<Policy>
}

/**
 * Carries an operation out.
 *
 * @returns the answer's data, of APIv2 what it has besides the usual fields; nothing for an answer without a body (204)
 * @throws {Refused}
 */
export type Act<Policy> = (call: PlayedCall<Policy>) => Promise<object | undefined>

/**
 * Carries an operation out whose answer is no data but a file.
 *
 * @throws {Refused}
 */
export type ReplyAct<Policy> = (call: PlayedCall<Policy>) => Promise<Reply>

/** Answers a request with the whole of what goes back. */
export type Answer = (call: Call) => Promise<Reply>
