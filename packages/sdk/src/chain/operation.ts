import type { PreparedRequest } from '../request/prepared-request.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'

/** The keys of `T` that may not be left out. */
export type RequiredKeysOf<T> = {
  // An index signature asks for nothing in particular.
  [K in keyof T]-?: string extends K ? never : object extends Pick<T, K> ? never : K
}[keyof T]

/** An argument list that is empty-able only when nothing in the options is required. */
export type OperationArguments<Options> = [RequiredKeysOf<Options>] extends [never]
  ? [options?: Options & CallOptions]
  : [options: Options & CallOptions]

/** One documented operation: call it, or look at the request it would send. */
export interface Operation<Options, Data> {
  (...args: OperationArguments<Options>): Promise<Result<Data>>
  /** Builds and signs the request without sending it. */
  prepare(...args: OperationArguments<Options>): Promise<PreparedRequest>
}

declare const forPartners: unique symbol

/** An operation that asks a partner, who acts for a sub-merchant, for other fields than a direct merchant. */
export interface PartneredOperation<Options, PartnerOptions, Data> extends Operation<Options, Data> {
  /** For the compiler alone: what a client made by `wxpay.partner(…)` is asked for. */
  readonly [forPartners]?: PartnerOptions
}

/** What a partner is asked for by an operation that asks a merchant for `Options`. */
export type PartnerOptionsOf<Call, Options> = typeof forPartners extends keyof Call
  ? NonNullable<Call[typeof forPartners]>
  : Options

/**
 * An operation that answers with a page of a list: called, it asks for that page; `pages` and `items` go on to the end.
 *
 * They begin where the options say (at the start, if they say nothing) and ask for pages of the documented size unless
 * the options name another. Nothing is sent before the first page is asked for, and no page ahead of its turn; leaving the
 * loop asks for no more. Every page is a call of its own: retried and verified as such, and ended by `signal`.
 *
 * @throws {MalformedResponseError} while iterating: the list turns in a circle (the same cursor or the same page twice)
 * @example
 * for await (const order of wxpay.v3.merchantService.complaintsV2.get.items({ query: { begin_date, end_date } })) …
 */
export interface ListOperation<Options, Data, Item> extends Operation<Options, Data> {
  /** Page after page, as the operation answers them. */
  pages(...args: OperationArguments<Options>): AsyncIterable<Result<Data>>
  /** The items of all pages, in order. */
  items(...args: OperationArguments<Options>): AsyncIterable<Item>
}
