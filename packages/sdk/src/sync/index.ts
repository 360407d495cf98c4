/** The same client, but `post()` blocks until the answer is there. Node only: for scripts and the REPL, not for servers. */
import { chainRoot } from '../chain/chain.ts'
import { environment, optionsFromEnv, variableOf, type Environment } from '../config/env.ts'
import type { WechatPayOptions } from '../config/options.ts'
import type { NameOf } from '../config/name-of.ts'
import type { UnknownAddress } from '../client.ts'
import type { Chain, PathMap } from '../generated/chain.ts'
import { BlockingClient } from './blocking-client.ts'
import type { Synchronous } from './synchronous.ts'

export type { Synchronous, SynchronousOperation } from './synchronous.ts'

/**
 * A client whose calls block.
 *
 * @example
 * import { WechatPay } from 'wechatpay-ts/sync'
 *
 * const wxpay = WechatPay.fromEnv()
 * const { data } = wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 */
export interface WechatPay extends Synchronous<Chain>, Synchronous<PathMap> {
  readonly mchid: string
  /** An operation by its documented path. */
  chain<Path extends keyof PathMap>(path: Path): Synchronous<PathMap[Path]>
  chain(path: string): Synchronous<UnknownAddress>
  /** Ends the thread that does the work. A client that is used again afterwards starts a new one. */
  close(): void
}

interface WechatPayConstructor {
  /** @throws {ConfigError} as the asynchronous client does; and for functions, which cannot go to another thread */
  new (options: WechatPayOptions): WechatPay
  /** @throws {ConfigError} names the variable */
  fromEnv(env?: Environment, options?: Partial<WechatPayOptions>): WechatPay
}

function makeClient(options: WechatPayOptions, nameOf?: NameOf): object {
  const client = new BlockingClient(options, nameOf)
  return chainRoot(WechatPay.prototype, { mchid: options.mchid, close: () => client.close() }, client)
}

/** {@inheritDoc WechatPayConstructor} */
export const WechatPay = class {
  constructor(options: WechatPayOptions) {
    return makeClient(options)
  }

  static fromEnv(env: Environment = environment(), options: Partial<WechatPayOptions> = {}): object {
    return makeClient({ ...optionsFromEnv(env), ...options }, variableOf)
  }
} as unknown as WechatPayConstructor & { readonly prototype: object }
