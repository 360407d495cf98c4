import type { MerchantOptions } from './kernel/merchant/create-merchant.ts'
import type { UserSettings } from './kernel/merchant/settings.ts'
import type { DatabaseTarget } from './kernel/store/database/database.ts'
import type { DataFolderError } from './kernel/store/folder/folder-error.ts'
import type { Logger } from './kernel/world/logger.ts'
import type { SandboxPolicy } from './products/index.ts'

/** Options of `createSandbox()`. */
export interface SandboxOptions {
  /** Default: `memory`, which lasts as long as the process. */
  readonly database?: DatabaseTarget
  /** 0 for any free port. `false`: do not listen; call through `sandbox.fetch` only. Default: 0. */
  readonly port?: number | false
  /**
   * Address to listen on. Any other than loopback needs a `token`. Default: `127.0.0.1`, which nobody else can reach.
   */
  readonly host?: string
  /**
   * The token that the control API and the web page require from network clients: `Authorization: Bearer <token>`. 16
   * to 256 letters, digits and `._~+/=-`. Default: none, and only this machine's own pages and programs have access.
   */
  readonly token?: string
  /**
   * Origins of documentation whose pages may try calls here: `https://docs.example`. They can send calls as the merchant
   * and confirm or pay as the user, and see no key. Pages that this machine serves may do so anyway. Default: none.
   */
  readonly docsOrigins?: readonly string[]
  /** Virtual time at the first start; an existing clock in the database is kept. */
  readonly clock?: {
    /** Milliseconds since the epoch. Default: real time. */
    readonly now?: number
    /** Whether time stands still until moved. Default: it passes at the rate of real time. */
    readonly frozen?: boolean
  }
  /** The sandbox's behaviour where production's is undocumented. */
  readonly policy?: Partial<SandboxPolicy>
  /** The merchant created at the first start; an existing one in the database is kept. */
  readonly merchant?: MerchantOptions
  /** Further merchants by number: missing ones are created; for existing ones only `notifyUrl` is set. */
  readonly merchants?: readonly (MerchantOptions & { readonly mchid: string })[]
  /** Settings of users by openid, applied at every start. */
  readonly users?: Readonly<Record<string, Partial<UserSettings>>>
  /**
   * Delays from each failed delivery of a notification to the next, ms. Default: WeChat Pay's, which depend on the
   * event: 15 repeats within 24 h 4 min for payments and refunds, 9 within 3 h 4 min for PayScore.
   */
  readonly schedule?: readonly number[]
  /**
   * Whether merchants may get RSA keys that earlier sandboxes on this machine had, which spares generating them: for
   * test suites that start many sandboxes. Two merchants of one sandbox never share a key, nor do sandboxes that are
   * open in one process at the same time. Default: `true` if the environment has `WECHATPAY_SANDBOX_REUSE_KEYS=1`, else
   * `false`: every key is new.
   */
  readonly reuseKeys?: boolean
  /** Answers 429 to a merchant that calls too often: a bucket of `burst` requests that refills at `perSecond`. */
  readonly rateLimit?: { readonly burst: number; readonly perSecond: number }
  /** Default: only problems, to `console`. */
  readonly logger?: Logger
  /**
   * Called when this process loses its data folder: it was deleted, or another process took it over while this one
   * stood still on a file system without sockets. From then on every call fails, and nothing is written. Default: log
   * it.
   */
  readonly onFolderLost?: (error: DataFolderError) => void
}
