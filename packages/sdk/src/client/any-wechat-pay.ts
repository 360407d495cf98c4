import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'

/**
 * Any client that does not block: a merchant's, a brand's, or one that acts for a sub-merchant. Helpers accept this
 * type. The blocking client of `wechatpay-ts/sync` is none, because its `download` returns no promise.
 */
export interface AnyWechatPay {
  /** The merchant number this client signs as. */
  readonly mchid: string
  /** Downloads from an address that WeChat Pay gave. */
  download(url: string, options?: CallOptions): Promise<Result<Uint8Array>>
  /** Closes idle connections. A client that is used again opens new ones. */
  close(): void
}
