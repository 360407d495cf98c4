/** What every call takes beside its own parameters. */
export interface CallOptions {
  /** Extra request headers. Those that the client signs or derives cannot be set here. */
  headers?: Readonly<Record<string, string>>
  /** Gives the call up, with an `AbortedError`. What was sent may still be acted on: query before you go on. */
  signal?: AbortSignal
  /** Limit of one attempt, in milliseconds. Default: the client's. */
  timeoutMs?: number
  /** How often a failed attempt may be repeated, where repeating is safe. Default: the client's. */
  maxRetries?: number
  /** Another host for this call alone, without fail-over. */
  baseUrl?: string
  /**
   * `false` sends a request although a local check says that WeChat Pay will refuse it: an amount that is not a whole
   * number of fen, a number where the documentation has a text or the reverse, a completion against the rules of a
   * pay-after order. Numbers that cannot be written at all (NaN, Infinity) are refused nevertheless.
   *
   * @default true
   */
  checks?: boolean
}
