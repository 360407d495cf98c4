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

/** An operation that answers with a page of a list. */
export interface ListOperation<Options, Data, Item> extends Operation<Options, Data> {
  /** Page after page, each asked for when it is reached. */
  pages(...args: OperationArguments<Options>): AsyncIterable<Result<Data>>
  /** The items of all pages, in order. */
  items(...args: OperationArguments<Options>): AsyncIterable<Item>
}
