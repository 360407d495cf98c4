/** Options that every call accepts beside its own parameters. */
export interface CallOptions {
  /** Extra request headers. Headers that the client signs or derives cannot be set here. */
  headers?: Readonly<Record<string, string>> | undefined
  /**
   * Aborts the call with an `AbortedError`. A request that was sent may still take effect: query before you continue.
   */
  signal?: AbortSignal | undefined
  /** Limit of one attempt, in milliseconds. Default: the client's. */
  timeoutMs?: number | undefined
  /** Maximum number of retries, where a repeat is safe. Default: the client's. */
  maxRetries?: number | undefined
  /** Another host for this call only, without failover. Keys of the sandbox are not sent to WeChat Pay's. */
  baseUrl?: string | undefined
  /**
   * `false` sends a request although a local check predicts a refusal: an amount that is not a whole number of fen, a
   * number instead of a documented text or vice versa, a completion that breaks the rules of pay-after orders. Numbers
   * that no format can write (NaN, Infinity) are refused nevertheless.
   *
   * @default true
   */
  checks?: boolean | undefined
}
