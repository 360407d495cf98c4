/** What a merchant has, in fen. */
export interface Balance {
  /** `BASIC`. */
  readonly account: string
  readonly available: number
  readonly pending: number
}
