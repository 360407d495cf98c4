/**
 * The same client, except that `post()` blocks until the answer is there. Node only: for scripts and the REPL, not for
 * servers.
 */
import { chainRoot } from '../chain/chain.ts'
import { optionsFromEnv, variableOf } from '../config/env.ts'
import { environment, type Environment } from '../shared/environment.ts'
import type { WechatPayOptions } from '../config/options.ts'
import { asOption, type OptionNamer } from '../shared/option-error.ts'
import type { UnknownAddress } from '../chain/unknown-address.ts'
import type { BrandChain, BrandPathMap, Chain, PathMap } from '../generated/chain.ts'
import { resolveOptions, type Config } from '../config/resolve-options.ts'
import { keyDownloader } from '../client/machinery.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'
import { viewMembers, type FilledFields, type PartnerIds, type RepeatedFields } from '../views/filled-fields.ts'
import type { FilledBy, FilledNode, Only, OwnNumber, RepeatedBy, SubMerchant } from '../client/view.ts'
import type { UndocumentedPath } from '../chain/type-options.ts'
import { BlockingClient } from './blocking-client.ts'
import { BlockingThread } from './blocking-thread.ts'
import { cloneableOptions } from './cloneable-options.ts'
import type { Synchronous } from './synchronous.ts'

export type { Synchronous, SynchronousOperation } from './synchronous.ts'
export type { PartnerIds, RepeatedFields } from '../views/filled-fields.ts'

/**
 * A client whose calls block. Functions that take a client (of `wechatpay-ts/payments`, `/launch`, `/bills`, `/webhook`)
 * need the one of `wechatpay-ts`.
 *
 * @example
 * import { WechatPay } from 'wechatpay-ts/sync'
 *
 * const wxpay = WechatPay.fromEnv()
 * const { data } = wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 */
export interface WechatPay extends ClientMembers<Chain, PathMap>, Synchronous<Chain>, Synchronous<PathMap> {}

/**
 * A client made with `brandId` (品牌直连): it has only the brand's operations, because it signs every call as the brand.
 */
export interface BrandWechatPay
  extends ClientMembers<BrandChain, BrandPathMap>, Synchronous<BrandChain>, Synchronous<BrandPathMap> {}

/** Members of a client beside its addresses. */
interface ClientMembers<Root extends object, Paths extends object> {
  readonly mchid: string
  /** Returns an operation by its documented path. */
  chain<Path extends keyof Paths>(path: Path): Synchronous<Paths[Path]>
  /** An undocumented path, whose data is `unknown`. Check its spelling. */
  chain(path: UndocumentedPath): Synchronous<UnknownAddress>
  /** Returns a view of this client that acts for a sub-merchant (服务商模式), like the asynchronous client's. */
  partner<const Ids extends PartnerIds>(
    sub_mchid: string,
    ids?: Only<Ids, PartnerIds>,
  ): PartnerWechatPay<FilledBy<Ids>, Root, Paths>
  /** Returns a view of this client that fills in repeated fields, like the asynchronous client's. */
  with<const Fields extends RepeatedFields>(
    fields: Only<Fields, RepeatedFields>,
  ): FilledWechatPay<OwnNumber | RepeatedBy<Fields>, Root, Paths>
  /** Downloads from an address that WeChat Pay gave, like the asynchronous client. */
  download(url: string, options?: CallOptions): Result<Uint8Array>
  /** Ends the working thread. A client that is used again starts a new one. */
  close(): void
}

interface ViewMembers<Filled extends string, Root extends object, Paths extends object> {
  /** The filled-in fields by name. */
  readonly filled: Readonly<Record<Filled, string>>
  /** Returns an operation by its documented path. */
  readonly chain: {
    <Path extends keyof Paths>(path: Path): Synchronous<FilledNode<Paths, Filled>[Path]>
    /** An undocumented path, whose data is `unknown`. Check its spelling. */
    (path: UndocumentedPath): Synchronous<UnknownAddress>
  }
  readonly partner: <const Ids extends PartnerIds>(
    sub_mchid: string,
    ids?: Only<Ids, PartnerIds>,
  ) => PartnerWechatPay<FilledBy<Ids> | (Filled & keyof RepeatedFields), Root, Paths>
}

/** A client that fills in repeated fields, so that calls may leave them out. */
export type FilledWechatPay<
  Filled extends string,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = Synchronous<FilledNode<Root, Filled>> &
  Synchronous<FilledNode<Paths, Filled>> &
  Pick<WechatPay, 'mchid' | 'download' | 'close'> &
  ViewMembers<Filled, Root, Paths> & {
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => FilledWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

/** A client that acts for one sub-merchant. Calls may leave out the fields that it fills in. */
export type PartnerWechatPay<
  Filled extends string = SubMerchant,
  Root extends object = Chain,
  Paths extends object = PathMap,
> = Synchronous<FilledNode<Root, Filled>> &
  Synchronous<FilledNode<Paths, Filled>> &
  Pick<WechatPay, 'mchid' | 'download' | 'close'> &
  ViewMembers<Filled, Root, Paths> & {
    /** The sub-merchant (子商户) for which it acts. */
    readonly sub_mchid: string
    readonly with: <const Fields extends RepeatedFields>(
      fields: Only<Fields, RepeatedFields>,
    ) => PartnerWechatPay<Filled | RepeatedBy<Fields>, Root, Paths>
  }

interface WechatPayConstructor {
  /** Creates a client that signs as a brand (品牌直连) and has the brand's operations. */
  new (options: WechatPayOptions & { readonly brandId: string }): BrandWechatPay
  /**
   * @throws {ConfigError} like the asynchronous client; and for options that cannot be passed to another thread,
   *   because they are functions or have methods: `fetch`, `transport`, `clock`, a `signer`, a loader of the key
   */
  new (options: WechatPayOptions): WechatPay
  /** Creates a brand's client: the environment lacks `brandId`, so pass it here. */
  fromEnv(
    env: Environment | undefined,
    options: Partial<WechatPayOptions> & { readonly brandId: string },
  ): BrandWechatPay
  /** @throws {ConfigError} names the variable */
  fromEnv(env?: Environment, options?: Partial<WechatPayOptions>): WechatPay
}

function makeClient(given: WechatPayOptions, nameOf: OptionNamer = asOption): object {
  const options = cloneableOptions(given, nameOf)
  const config = resolveOptions(options, keyDownloader, nameOf)
  return clientOf(config, new BlockingThread(options))
}

function clientOf(config: Config, thread: BlockingThread, filled?: FilledFields): object {
  const client = new BlockingClient(config, thread, filled)
  const own = {
    ...viewMembers(config.mchid, filled, (fields) => clientOf(config, thread, fields)),
    download: (url: unknown, options?: CallOptions) => client.download(url, options),
    close: () => {
      thread.close()
      config.transport.close?.()
    },
  }
  return chainRoot(WechatPay.prototype, own, client)
}

/** {@inheritDoc WechatPayConstructor} */
export const WechatPay = class {
  constructor(options: WechatPayOptions) {
    return makeClient(options)
  }

  static fromEnv(env: Environment = environment(), options: Partial<WechatPayOptions> = {}): object {
    return makeClient(optionsFromEnv(env, options), variableOf)
  }
} as unknown as WechatPayConstructor & { readonly prototype: object }
