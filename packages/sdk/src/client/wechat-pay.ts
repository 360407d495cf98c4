import { chainRoot } from '../chain/chain.ts'
import type { UnknownAddress } from '../chain/unknown-address.ts'
import { optionsFromEnv, variableOf } from '../config/env.ts'
import { environment, type Environment } from '../shared/environment.ts'
import type { WechatPayOptions } from '../config/options.ts'
import type { OptionNamer } from '../shared/option-error.ts'
import { resolveOptions, type Config } from '../config/resolve-options.ts'
import type { BrandChain, BrandPathMap, Chain, PathMap } from '../generated/chain.ts'
import type { AnyWechatPay } from './any-wechat-pay.ts'
import { Machinery, keyDownloader } from './machinery.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Result } from '../request/result.ts'
import { viewMembers, type FilledFields, type PartnerIds, type RepeatedFields } from '../views/filled-fields.ts'
import type { FilledBy, FilledWechatPay, Only, OwnNumber, PartnerWechatPay, RepeatedBy } from './view.ts'
import type { UndocumentedPath } from '../chain/type-options.ts'

/**
 * A client of one merchant. Its properties are the API's addresses; see {@link Chain} and {@link PathMap}.
 *
 * @example
 * await wxpay.v3.payscore.payafterOrders._out_order_no_.complete.post({ out_order_no, json })
 * await wxpay.chain('v3/payscore/payafter-orders/{out_order_no}/complete').post({ out_order_no, json })
 * await wxpay['v3/payscore/payafter-orders/{out_order_no}/complete'].post({ out_order_no, json })
 */
export interface WechatPay extends ClientMembers<Chain, PathMap>, Chain, PathMap {}

/**
 * A client made with `brandId` (品牌直连): it has only the brand's operations, because it signs every call as the brand.
 *
 * @example
 * const wxpay = new WechatPay({ …, brandId: '40001' })
 * await wxpay.brand.marketing.productCoupon.notifyConfigs.post({ json: { notify_url } })
 */
export interface BrandWechatPay extends ClientMembers<BrandChain, BrandPathMap>, BrandChain, BrandPathMap {}

/** Members of a client beside its addresses. */
interface ClientMembers<Root extends object, Paths extends object> extends AnyWechatPay {
  /**
   * Returns an operation by its documented path.
   *
   * @param path the path with its placeholders, with or without the leading slash
   * @throws {RequestError} at the call: the path has empty or dotted segments, a query or lone braces
   */
  chain<Path extends keyof Paths>(path: Path): Paths[Path]
  /** An undocumented path, whose data is `unknown`. Check its spelling. */
  chain(path: UndocumentedPath): UnknownAddress
  /**
   * Returns a view of this client that acts for a sub-merchant (服务商模式). It adds `sp_mchid`, `sub_mchid` (APIv2:
   * `sub_mch_id`) and the appids given here to every call whose operation documents them. Fields of the call take
   * precedence, but another sub-merchant is refused. The view shares connections and keys, and is cheap to create.
   *
   * @param sub_mchid the sub-merchant's number (子商户号)
   * @throws {ConfigError} an invalid merchant number or appid
   * @example
   * const shop = wxpay.partner('1900000110', { sp_appid: 'wx8888888888888888' })
   * await shop.v3.pay.partner.transactions.jsapi.post({ json: { description, out_trade_no, notify_url, amount, payer } })
   * await shop.v3.pay.partner.transactions.outTradeNo._out_trade_no_.get({ out_trade_no })
   */
  partner<const Ids extends PartnerIds>(
    sub_mchid: string,
    ids?: Only<Ids, PartnerIds>,
  ): PartnerWechatPay<FilledBy<Ids>, Root, Paths>
  /**
   * Returns a view of this client that fills in repeated fields. It adds the fields given here, and its own `mchid`, to
   * every call whose operation documents them at the top of its body, query or path, so they are no longer required.
   * Fields of the call take precedence. The view shares connections and keys and is cheap to create, so create one for
   * each `notify_url`.
   *
   * @param fields `appid`, `notify_url`, `service_id`, `combine_appid`, `transfer_scene_id`, `brand_id`
   * @throws {ConfigError} names a field that cannot be filled in, or an invalid value
   * @example
   * const shop = wxpay.with({ appid: 'wx8888888888888888', notify_url: 'https://shop.example.com/wechatpay' })
   * await shop.v3.pay.transactions.native.post({ json: { description, out_trade_no, amount } })
   * await shop.v3.pay.transactions.outTradeNo._out_trade_no_.get({ out_trade_no })
   */
  with<const Fields extends RepeatedFields>(
    fields: Only<Fields, RepeatedFields>,
  ): FilledWechatPay<OwnNumber | RepeatedBy<Fields>, Root, Paths>
  /**
   * Downloads from an address that WeChat Pay gave, such as a picture of a complaint (`media_url`). The signature of
   * the GET covers the address exactly as given: nothing is encoded again. Such answers carry no signature. For files
   * with a digest, and for large ones, use `downloadFile` of `wechatpay-ts/bills`.
   *
   * @param url an https address of WeChat Pay or of the client's `baseUrl`; no other host may receive a signature.
   *   While `baseUrl` points elsewhere, requests for WeChat Pay's addresses go there too
   * @returns the bytes, up to 64 MiB
   * @throws {RequestError} the address has another host, or a URL parser would change it; nothing was sent
   * @throws {ApiError} WeChat Pay refused
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4012467251
   * @example
   * for (const { media_url = [] } of complaint.complaint_media_list ?? [])
   *   for (const url of media_url) await save((await wxpay.download(url)).data)
   */
  download(url: string, options?: CallOptions): Promise<Result<Uint8Array>>
}

interface WechatPayConstructor {
  /** Creates a client that signs as a brand (品牌直连) and has the brand's operations. */
  new (options: WechatPayOptions & { readonly brandId: string }): BrandWechatPay
  /**
   * Creates a client. It checks every option, parses the keys, and checks that they belong together.
   *
   * @throws {ConfigError} names the option, what was expected, what came and what to do
   */
  new (options: WechatPayOptions): WechatPay
  /** Creates a brand's client: the environment lacks `brandId`, so pass it here. */
  fromEnv(
    env: Environment | undefined,
    options: Partial<WechatPayOptions> & { readonly brandId: string },
  ): BrandWechatPay
  /**
   * Creates a client from `WECHATPAY_MCHID`, `WECHATPAY_MERCHANT_PRIVATE_KEY`, `WECHATPAY_MERCHANT_CERTIFICATE_SERIAL`
   * (or `WECHATPAY_MERCHANT_CERTIFICATE`), `WECHATPAY_PUBLIC_KEY_ID` and `WECHATPAY_PUBLIC_KEY` (or
   * `WECHATPAY_PLATFORM_CERTIFICATES`), and, if set, `WECHATPAY_APIV3_KEY` and `WECHATPAY_BASE_URL`; for APIv2
   * `WECHATPAY_APIV2_KEY`, `WECHATPAY_CLIENT_CERTIFICATE`, `WECHATPAY_CLIENT_CERTIFICATE_KEY` and
   * `WECHATPAY_TRANSFER_PUBLIC_KEY`.
   *
   * @param env default: `process.env`
   * @param options options in addition to the environment
   * @throws {ConfigError} names the variable
   */
  fromEnv(env?: Environment, options?: Partial<WechatPayOptions>): WechatPay
}

function makeClient(options: WechatPayOptions, nameOf?: OptionNamer): object {
  return clientOf(resolveOptions(options, keyDownloader, nameOf))
}

function clientOf(config: Config, filled?: FilledFields): object {
  const client = new Machinery(config, filled)
  const own = {
    ...viewMembers(config.mchid, filled, (fields) => clientOf(config, fields)),
    download: async (url: unknown, options?: CallOptions) =>
      await (await import('../request/download/download.ts')).download(client, url, options),
    close: () => config.transport.close?.(),
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
