import type { PreparedRequest } from '../request/prepared-request.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'

/** The required keys of `T`. */
export type RequiredKeysOf<T> = {
  // An index signature requires no particular key.
  [K in keyof T]-?: string extends K ? never : object extends Pick<T, K> ? never : K
}[keyof T]

/** The argument list of an operation; optional only if no option is required. */
export type OperationArguments<Options> = [RequiredKeysOf<Options>] extends [never]
  ? [options?: Options & CallOptions]
  : [options: Options & CallOptions]

/** One documented operation. Call it, or inspect the request that it would send. */
export interface Operation<Options, Data> {
  (...args: OperationArguments<Options>): Promise<Result<Data>>
  /** Builds and signs the request without sending it. */
  prepare(...args: OperationArguments<Options>): Promise<PreparedRequest>
}

declare const forPartners: unique symbol

/** An operation that requires other fields from a partner, who acts for a sub-merchant, than from a direct merchant. */
export interface PartneredOperation<Options, PartnerOptions, Data> extends Operation<Options, Data> {
  /** For the compiler only: the options of a client created by `wxpay.partner(…)`. */
  readonly [forPartners]?: PartnerOptions
}

/** The options of a partner for an operation whose options for a merchant are `Options`. */
export type PartnerOptionsOf<Call, Options> = typeof forPartners extends keyof Call
  ? NonNullable<Call[typeof forPartners]>
  : Options

/**
 * An operation that answers with a page of a list. A call requests that page; `pages` and `items` continue to the end
 * of the list.
 *
 * They begin where the options say (by default at the start) and request pages of the documented size unless the
 * options set another. Each page is requested only when the loop reaches it; leaving the loop stops the requests. Every
 * page is a separate call: it is retried and verified as such, and `signal` ends it.
 *
 * @throws {MalformedResponseError} while iterating: the list repeats itself (the same cursor or the same page twice)
 * @example
 * for await (const order of wxpay.v3.merchantService.complaintsV2.get.items({ query: { begin_date, end_date } })) …
 */
export interface ListOperation<Options, Data, Item> extends Operation<Options, Data> {
  /** Yields the pages as the operation answers them. */
  pages(...args: OperationArguments<Options>): AsyncIterable<Result<Data>>
  /** Yields the items of all pages, in order. */
  items(...args: OperationArguments<Options>): AsyncIterable<Item>
}
