import type { SignType } from 'wechatpay-ts/v2'
import type { Requests } from '../../generated/requests.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { World } from '../world/world.ts'
import type { Reply } from './reply.ts'

/** The parts of a request to any operation. */
export interface AnyRequest {
  readonly params: Readonly<Record<string, string>>
  readonly query: Readonly<Record<string, string>>
  /**
   * Valid by the operation's schema, with sensitive fields in plaintext. For APIv2, the fields of the message without
   * `sign`.
   */
  readonly body: unknown
}

/** A request that is authentic and well-formed. */
export interface Call extends AnyRequest {
  readonly merchant: MerchantView
  readonly headers: Headers
  /** The origin that the request was sent to. The sandbox's own addresses in answers begin with it. */
  readonly origin: string
  /** Virtual time of the request, ms. */
  readonly now: number
  /** For APIv2, the signature type of the request. Notifications about it use the same type. */
  readonly signType?: SignType
}

/** A request and the world it acts in, without the parts that only its operation knows about. */
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
 * Carries out an operation with requests of type `Request`.
 *
 * @returns the answer's data, for APIv2 without the usual fields; undefined for an answer without a body (204)
 * @throws {Refused}
 */
export type Act<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<object | undefined>

/**
 * Carries out an operation whose answer is a file.
 *
 * @throws {Refused}
 */
export type ReplyAct<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<Reply>

/**
 * Has the effect of an operation that is played in part. It may run twice for one request, but takes effect once.
 *
 * @throws {Refused}
 */
export type Effect<Policy, Request = AnyRequest> = (call: PlayedCall<Policy> & Request) => Promise<void>

/** Answers a request with a complete reply. */
export type Answer = (call: Call) => Promise<Reply>
