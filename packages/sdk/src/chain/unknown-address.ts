import type { Operation } from './operation.ts'

/**
 * An address that the spec does not know: new, or misspelt. Call it like any other; its data is `unknown`.
 *
 * With `strictPaths` of {@link TypeOptions} the compiler refuses such paths.
 */
export interface UnknownAddress {
  readonly get: UnknownOperation
  readonly getAsync: UnknownOperation
  readonly post: UnknownOperation
  readonly postAsync: UnknownOperation
  readonly put: UnknownOperation
  readonly putAsync: UnknownOperation
  readonly patch: UnknownOperation
  readonly patchAsync: UnknownOperation
  readonly delete: UnknownOperation
  readonly deleteAsync: UnknownOperation
}

/** An operation at an {@link UnknownAddress}. */
export interface UnknownOperation extends Operation<UnknownOptions, unknown> {}

interface UnknownOptions {
  readonly json?: object
  readonly query?: Readonly<Record<string, unknown>>
  readonly [pathParameter: string]: unknown
}
