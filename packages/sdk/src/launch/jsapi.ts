import type { AnyWechatPay } from '../client.ts'
import { ownOptions } from '../config/own-options.ts'
import { objectGiven } from '../request/object-given.ts'
import { checkAppid, checkPrepayId, signLaunch } from './sign-launch.ts'

/** A payment as the order's answer names it. */
export interface PrepayOptions {
  /**
   * The appid of the order. In partner mode (服务商模式): `sub_appid` where the page or mini program that pays is the
   * sub-merchant's, else `sp_appid`.
   */
  readonly appid: string
  /** As the order answered: without `prepay_id=`. */
  readonly prepay_id: string
}

/** For `WeixinJSBridge.invoke('getBrandWCPayRequest', …)`; `wx.chooseWXPay` wants `timestamp` for `timeStamp`. */
export interface JsapiLaunch extends MiniProgramLaunch {
  readonly appId: string
}

/** For `wx.requestPayment(…)`. The appid is signed, and not among them. */
export interface MiniProgramLaunch {
  /** Unix seconds, as a text. */
  readonly timeStamp: string
  readonly nonceStr: string
  /** `prepay_id=…` */
  readonly package: string
  readonly signType: 'RSA'
  readonly paySign: string
}

/**
 * What a page inside WeChat passes on to pay (JSAPI 调起支付). Good for as long as the `prepay_id`: two hours from the order.
 *
 * @param wxpay the client that made the order: its key signs, wherever that lives
 * @throws {RequestError} the appid or the `prepay_id` cannot be one
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791857
 * @example
 * const { data } = await wxpay.v3.pay.transactions.jsapi.post({ json })
 * const launch = await jsapiLaunch(wxpay, { appid: json.appid, prepay_id: data.prepay_id })
 * // in the page: WeixinJSBridge.invoke('getBrandWCPayRequest', launch, done)
 */
export async function jsapiLaunch(wxpay: AnyWechatPay, payment: PrepayOptions): Promise<JsapiLaunch> {
  const parameters = await launch('jsapiLaunch', wxpay, payment)
  return { appId: payment.appid, ...parameters }
}

/**
 * What a mini program passes on to pay (小程序调起支付). Good for as long as the `prepay_id`: two hours from the order.
 *
 * @param wxpay the client that made the order: its key signs, wherever that lives
 * @throws {RequestError} the appid or the `prepay_id` cannot be one
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791898
 * @example
 * wx.requestPayment(await miniProgramLaunch(wxpay, { appid: json.appid, prepay_id: data.prepay_id }))
 */
export function miniProgramLaunch(wxpay: AnyWechatPay, payment: PrepayOptions): Promise<MiniProgramLaunch> {
  return launch('miniProgramLaunch', wxpay, payment)
}

async function launch(who: string, wxpay: AnyWechatPay, payment: PrepayOptions): Promise<MiniProgramLaunch> {
  const { appid, prepay_id } = ownOptions(objectGiven(who, 'payment', payment))
  checkAppid(who, appid)
  checkPrepayId(who, prepay_id)
  const packageText = `prepay_id=${prepay_id}`
  const { timestamp, nonce, signature } = await signLaunch(wxpay, who, appid, packageText)
  return { timeStamp: timestamp, nonceStr: nonce, package: packageText, signType: 'RSA', paySign: signature }
}
