import type { Operation, OperationArguments } from '../chain/operation.ts'
import type { PreparedRequest } from '../request/prepared-request.ts'
import type { Result } from '../request/result.ts'

/** An operation that blocks: it returns the answer instead of promising it. */
export interface SynchronousOperation<Options, Data> {
  (...args: OperationArguments<Options>): Result<Data>
  /** Builds and signs the request without sending it. It returns a promise. */
  prepare(...args: OperationArguments<Options>): Promise<PreparedRequest>
}

/** The same addresses; `post()` blocks, `postAsync()` returns a promise. */
export type Synchronous<Node> = {
  readonly [Key in keyof Node]: Node[Key] extends Operation<infer Options, infer Data>
    ? Key extends `${string}Async`
      ? Node[Key]
      : SynchronousOperation<Options, Data>
    : Synchronous<Node[Key]>
}
