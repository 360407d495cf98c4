/**
 * The address at the end of a chain. It is checked at the call and not while the chain is spelled, so that the caller
 * can catch the error. Each operation has its own object, which stays the same from call to call.
 */
export interface Address {
  /** The address as spelled, placeholders in braces, with or without a leading slash. */
  readonly path: string
}
