import type { Address } from '../operation/address.ts'
import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf } from '../client/machinery.ts'
import type {
  PayPartnerTransactionsAppRequest,
  PayPartnerTransactionsH5Request,
  PayPartnerTransactionsJsapiRequest,
  PayPartnerTransactionsNativeRequest,
  PayTransactionsAppRequest,
  PayTransactionsAppResponse,
  PayTransactionsH5Request,
  PayTransactionsH5Response,
  PayTransactionsJsapiRequest,
  PayTransactionsJsapiResponse,
  PayTransactionsNativeRequest,
  PayTransactionsNativeResponse,
} from '../generated/chain.ts'
import { appLaunch, type AppLaunch } from '../launch/app.ts'
import { h5Launch, type H5LaunchOptions } from '../launch/h5.ts'
import { jsapiLaunch, miniProgramLaunch, type JsapiLaunch, type MiniProgramLaunch } from '../launch/jsapi.ts'
import { nativeLaunch } from '../launch/native.ts'
import type { CallOptions } from '../request/call-options.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { Result } from '../request/result.ts'
import type { FilledIn, Optional, SubMerchant } from '../client/view.ts'

/** Fields of an order: for a direct merchant, and for a sub-merchant. */
interface Requests {
  readonly jsapi: readonly [PayTransactionsJsapiRequest, PayPartnerTransactionsJsapiRequest]
  readonly app: readonly [PayTransactionsAppRequest, PayPartnerTransactionsAppRequest]
  readonly h5: readonly [PayTransactionsH5Request, PayPartnerTransactionsH5Request]
  readonly native: readonly [PayTransactionsNativeRequest, PayPartnerTransactionsNativeRequest]
}

/** The fields of an order, without the client's own number and the fields that a view of it fills in. */
export type OrderFields<Client, Surface extends keyof Requests> = Client extends { readonly sub_mchid: string }
  ? Optional<Requests[Surface][1], SubMerchant | FilledIn<Client>>
  : Optional<Requests[Surface][0], 'mchid' | FilledIn<Client>>

/** The answer to an order, with the launch parameters for the front end. */
export interface LaunchedOrder<Data, Launch> extends Result<Data> {
  readonly launch: Launch
}

/**
 * Creates an order for a page inside WeChat and signs its launch parameters (JSAPI 下单与调起支付): the call and
 * {@link jsapiLaunch} in one step. A client created by `wxpay.partner(…)` orders for its sub-merchant.
 *
 * @param order the documented fields without `mchid`; fields that `wxpay.with(…)` fills in may be left out too
 * @param options options of the call, such as `signal`
 * @throws {ApiError} WeChat Pay refused
 * @throws {OutcomeUnknownError} no answer arrived: repeat with the same `out_trade_no` and the same fields
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791856
 * @example
 * const shop = wxpay.with({ appid: 'wx8888888888888888', notify_url: 'https://shop.example.com/wechatpay' })
 * const { launch } = await jsapiOrder(shop, { description, out_trade_no, amount: { total: 9900 }, payer: { openid } })
 * // in the page: WeixinJSBridge.invoke('getBrandWCPayRequest', launch, done)
 */
export async function jsapiOrder<Client extends AnyWechatPay>(
  wxpay: Client,
  order: OrderFields<Client, 'jsapi'>,
  options?: CallOptions,
): Promise<LaunchedOrder<PayTransactionsJsapiResponse, JsapiLaunch>> {
  const { result, appid } = await place<PayTransactionsJsapiResponse>('jsapiOrder', wxpay, 'jsapi', order, options)
  return { ...result, launch: await jsapiLaunch(wxpay, { appid, prepay_id: result.data.prepay_id }) }
}

/**
 * Creates an order for a mini program and signs its launch parameters (小程序下单与调起支付): the call and
 * {@link miniProgramLaunch} in one step. Otherwise like {@link jsapiOrder}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791897
 * @example
 * const { launch } = await miniProgramOrder(shop, { description, out_trade_no, amount: { total: 9900 }, payer: { openid } })
 * // in the mini program: wx.requestPayment(launch)
 */
export async function miniProgramOrder<Client extends AnyWechatPay>(
  wxpay: Client,
  order: OrderFields<Client, 'jsapi'>,
  options?: CallOptions,
): Promise<LaunchedOrder<PayTransactionsJsapiResponse, MiniProgramLaunch>> {
  const { result, appid } = await place<PayTransactionsJsapiResponse>(
    'miniProgramOrder',
    wxpay,
    'jsapi',
    order,
    options,
  )
  return { ...result, launch: await miniProgramLaunch(wxpay, { appid, prepay_id: result.data.prepay_id }) }
}

/**
 * Creates an order for an app and signs its launch parameters (APP 下单与调起支付): the call and {@link appLaunch} in one
 * step. Otherwise like {@link jsapiOrder}. A partner's order with a `sub_appid` launches in the sub-merchant's app.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013070347
 * @example
 * const { launch } = await appOrder(shop, { description, out_trade_no, amount: { total: 9900 } })
 * // in the app: WXApi.sendReq(new PayReq(launch))
 */
export async function appOrder<Client extends AnyWechatPay>(
  wxpay: Client,
  order: OrderFields<Client, 'app'>,
  options?: CallOptions,
): Promise<LaunchedOrder<PayTransactionsAppResponse, AppLaunch>> {
  const { result, appid } = await place<PayTransactionsAppResponse>('appOrder', wxpay, 'app', order, options)
  return { ...result, launch: await appLaunch(wxpay, { appid, prepay_id: result.data.prepay_id }) }
}

/**
 * Creates an order for a browser outside WeChat and returns the address to send it to (H5 下单与调起支付): the call and
 * {@link h5Launch} in one step. Otherwise like {@link jsapiOrder}.
 *
 * @param options options of the call, and `redirect_url`, the page to which the user returns
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791834
 * @example
 * const scene_info = { payer_client_ip: request.ip, h5_info: { type: 'Wap' } }
 * const { launch } = await h5Order(shop, { description, out_trade_no, amount: { total: 9900 }, scene_info })
 * response.redirect(launch)
 */
export async function h5Order<Client extends AnyWechatPay>(
  wxpay: Client,
  order: OrderFields<Client, 'h5'>,
  options: CallOptions & H5LaunchOptions = {},
): Promise<LaunchedOrder<PayTransactionsH5Response, string>> {
  const { redirect_url, ...call } = ownOptions(requireObject('h5Order', 'options', options))
  const { result } = await place<PayTransactionsH5Response>('h5Order', wxpay, 'h5', order, call)
  return { ...result, launch: h5Launch(result.data.h5_url, redirect_url === undefined ? {} : { redirect_url }) }
}

/**
 * Creates an order and returns the text for its QR code (Native 下单): the call and {@link nativeLaunch} in one step.
 * Otherwise like {@link jsapiOrder}.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791877
 * @example
 * const { launch } = await nativeOrder(shop, { description, out_trade_no, amount: { total: 9900 } })
 * const svg = await QRCode.toString(launch, { type: 'svg' })
 */
export async function nativeOrder<Client extends AnyWechatPay>(
  wxpay: Client,
  order: OrderFields<Client, 'native'>,
  options?: CallOptions,
): Promise<LaunchedOrder<PayTransactionsNativeResponse, string>> {
  const { result } = await place<PayTransactionsNativeResponse>('nativeOrder', wxpay, 'native', order, options)
  return { ...result, launch: nativeLaunch(result.data.code_url) }
}

interface Placed<Data> {
  readonly result: Result<Data>
  /** The application in which the user pays. */
  readonly appid: string
}

/** The fields of an order that decide which application launches the payment. */
interface Launching {
  readonly appid?: string
  readonly sp_appid?: string
  readonly sub_appid?: string
  readonly payer?: { readonly sub_openid?: string } | undefined
}

/** Address objects are reused, because the client caches operations by them. */
const ADDRESSES = new Map<string, Address>()

async function place<Data>(
  who: string,
  wxpay: AnyWechatPay,
  surface: keyof Requests,
  order: object,
  options: CallOptions = {},
): Promise<Placed<Data>> {
  const client = machineryOf(wxpay, who)
  const isPartner = client.filled?.['sub_mchid'] !== undefined
  const given = ownOptions(requireObject(who, 'order', order))
  const json = { ...(!isPartner && { mchid: client.config.mchid }), ...given }
  const path = `v3/pay/${isPartner ? 'partner/' : ''}transactions/${surface}`
  let address = ADDRESSES.get(path)
  if (!address) ADDRESSES.set(path, (address = { path }))
  const result = (await client.call('POST', address, { ...options, json })) as Result<Data>
  return { result, appid: launchedIn(ownOptions<Launching>({ ...client.filled, ...given })) }
}

/** A user identified by `sub_openid`, and an app with a `sub_appid`, pay in the sub-merchant's application. */
function launchedIn({ appid, sp_appid, sub_appid, payer }: Launching): string {
  const inSubApp = sub_appid !== undefined && (payer === undefined || payer.sub_openid !== undefined)
  return String(inSubApp ? sub_appid : (sp_appid ?? appid))
}
