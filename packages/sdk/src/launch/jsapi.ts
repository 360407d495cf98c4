import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { checkAppid, checkPrepayId, signLaunch } from './sign-launch.ts'

/** The payment, from the order and its answer. */
export interface PrepayOptions {
  /**
   * The appid of the order. In partner mode (服务商模式): `sub_appid` if the page or mini program belongs to the
   * sub-merchant, else `sp_appid`.
   */
  readonly appid: string
  /** The `prepay_id` in the order's answer, without `prepay_id=`. */
  readonly prepay_id: string
}

/**
 * Parameters for `WeixinJSBridge.invoke('getBrandWCPayRequest', …)`; `wx.chooseWXPay` expects `timestamp` instead of
 * `timeStamp`.
 */
export interface JsapiLaunch extends MiniProgramLaunch {
  readonly appId: string
}

/** Parameters for `wx.requestPayment(…)`. The signature covers the appid too, which is not among them. */
export interface MiniProgramLaunch {
  /** Unix seconds as a text. */
  readonly timeStamp: string
  readonly nonceStr: string
  /** `prepay_id=…` */
  readonly package: string
  readonly signType: 'RSA'
  readonly paySign: string
}

/**
 * Signs the parameters with which a page inside WeChat starts a payment (JSAPI 调起支付). They are valid as long as the
 * `prepay_id`: two hours from the order.
 *
 * @param wxpay the client that created the order; its key signs
 * @throws {RequestError} the appid or the `prepay_id` is invalid
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791857
 * @example
 * const { data } = await wxpay.v3.pay.transactions.jsapi.post({ json })
 * const launch = await jsapiLaunch(wxpay, { appid: json.appid, prepay_id: data.prepay_id })
 * // in the page: WeixinJSBridge.invoke('getBrandWCPayRequest', launch, done)
 */
export async function jsapiLaunch(wxpay: AnyWechatPay, payment: PrepayOptions): Promise<JsapiLaunch> {
  const { appid, ...parameters } = await launch('jsapiLaunch', wxpay, payment)
  return { appId: appid, ...parameters }
}

/**
 * Signs the parameters with which a mini program starts a payment (小程序调起支付). They are valid as long as the `prepay_id`:
 * two hours from the order.
 *
 * @param wxpay the client that created the order; its key signs
 * @throws {RequestError} the appid or the `prepay_id` is invalid
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791898
 * @example
 * wx.requestPayment(await miniProgramLaunch(wxpay, { appid: json.appid, prepay_id: data.prepay_id }))
 */
export async function miniProgramLaunch(wxpay: AnyWechatPay, payment: PrepayOptions): Promise<MiniProgramLaunch> {
  const { appid: _, ...parameters } = await launch('miniProgramLaunch', wxpay, payment)
  return parameters
}

/** Signs the parameters. The appid comes with them, because the caller may change its own object meanwhile. */
async function launch(
  who: string,
  wxpay: AnyWechatPay,
  payment: PrepayOptions,
): Promise<MiniProgramLaunch & Pick<PrepayOptions, 'appid'>> {
  const { appid, prepay_id } = ownOptions(requireObject(who, 'payment', payment))
  checkAppid(who, appid)
  checkPrepayId(who, prepay_id)
  const packageText = `prepay_id=${prepay_id}`
  const { timestamp, nonce, signature } = await signLaunch(wxpay, who, appid, packageText)
  return { appid, timeStamp: timestamp, nonceStr: nonce, package: packageText, signType: 'RSA', paySign: signature }
}
