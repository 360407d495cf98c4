import type { SignType } from 'wechatpay-ts/v2'
import type { Requests } from '../../generated/requests.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { World } from '../product.ts'
import type { Reply } from './reply.ts'

/** The parts of a request to whichever operation. */
export interface AnyRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /** Valid by the operation's schema, sensitive fields in plaintext; of APIv2 the fields of the message, without `sign`. */
  readonly body: unknown
}

/** A request that is authentic and well-formed. */
export interface Call extends AnyRequest {
  readonly merchant: MerchantView
  readonly headers: Headers
  /** Where the sandbox was reached: addresses of its own begin with it. */
  readonly origin: string
  /** Virtual instant of acting, ms. */
  readonly now: number
  /** APIv2: how the request is signed, and so what is told about it. */
  readonly signType?: SignType
}

/** A request and the world it acts in, without the parts that only its operation knows. */
export interface PlayedCall<Policy> extends Omit<Call, keyof AnyRequest> {
  readonly world: World<Policy>
}

/**
 * A request to one of these operations, with the types of the spec.
 *
 * @example function create(call: CallTo<'payTransactionsJsapi' | 'payTransactionsApp', PaymentPolicy>) { … }
 */
export type CallTo<Id extends keyof Requests, Policy> = PlayedCall<Policy> & Requests[Id]

/**
 * Carries an operation out. `Request` is what its requests look like.
 *
 * @returns the answer's data, of APIv2 what it has besides the usual fields; nothing for an answer without a body (204)
 * @throws {Refused}
 */
export type Act<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<object | undefined>

/**
 * Carries an operation out whose answer is no data but a file.
 *
 * @throws {Refused}
 */
export type ReplyAct<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<Reply>

/**
 * Does what an operation does besides being remembered. May run twice for one request, and does it once.
 *
 * @throws {Refused}
 */
export type Effect<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<void>

/** Answers a request with the whole of what goes back. */
export type Answer = (call: Call) => Promise<Reply>
