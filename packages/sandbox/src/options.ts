import type { MerchantOptions } from './kernel/merchant/create-merchant.ts'
import type { UserSettings } from './kernel/merchant/settings.ts'
import type { DatabaseTarget } from './kernel/store/database.ts'
import type { DataFolderError } from './kernel/store/folder-error.ts'
import type { Logger } from './kernel/world/logger.ts'
import type { SandboxPolicy } from './products/index.ts'

/** What `createSandbox()` takes. */
export interface SandboxOptions {
  /** Default `memory`: gone with the process. */
  readonly database?: DatabaseTarget
  /** 0 (the default) for any free port; `false` to listen nowhere and be called through `sandbox.fetch` alone. */
  readonly port?: number | false
  /** Address to listen on. Default `127.0.0.1`: nobody else can reach it. Any other than loopback needs a `token`. */
  readonly host?: string
  /**
   * What the control API and the web page ask of everybody who comes over the network: `Authorization: Bearer <token>`.
   * 16 to 256 letters, digits and `._~+/=-`. Default: none, and only this machine's own pages and programs may.
   */
  readonly token?: string
  /** Virtual time at the first start; a database that has a clock keeps it. */
  readonly clock?: {
    /** Milliseconds since the epoch. Default: real time. */
    readonly now?: number
    /** Stand still until moved. Default: pass at the rate of real time. */
    readonly frozen?: boolean
  }
  /** What to do where production's behaviour is undocumented. */
  readonly policy?: Partial<SandboxPolicy>
  /** The merchant that is made at the first start; a database that has one keeps it. */
  readonly merchant?: MerchantOptions
  /** Further merchants, by number: those that the database lacks are made, of the others only `notifyUrl` is set. */
  readonly merchants?: readonly (MerchantOptions & { readonly mchid: string })[]
  /** What is true of users, by openid; set at every start. */
  readonly users?: Readonly<Record<string, Partial<UserSettings>>>
  /**
   * From each failed delivery of a notification to the next, ms. Default: WeChat Pay's, which
   * depend on the event: 15 repeats within 24 h 4 min for payments and refunds, 9 within 3 h 4 min for PayScore.
   */
  readonly schedule?: readonly number[]
  /** Answer 429 to a merchant that calls more often: a bucket of `burst` requests that fills with `perSecond`. */
  readonly rateLimit?: { readonly burst: number; readonly perSecond: number }
  /** Default: problems to `console`, nothing else. */
  readonly logger?: Logger
  /**
   * Called when a data folder stops being this process's: it was deleted, or another process took it over while this one
   * stood still on a file system where that cannot be noticed. Every call fails from then on, and nothing is written any
   * more. Default: says so in `logger`.
   */
  readonly onFolderLost?: (error: DataFolderError) => void
}
