/**
 * Any client that does not block: a merchant's, a brand's, or one that acts for a sub-merchant. Helpers accept this
 * type.
 */
export interface AnyWechatPay {
  /** The merchant number this client signs as. */
  readonly mchid: string
  /** Closes idle connections. A client that is used again opens new ones. */
  close(): void
}
