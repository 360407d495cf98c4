import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { readMchid } from '../shared/checks.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { PrepayOptions } from './jsapi.ts'
import { checkAppid, checkPrepayId, signLaunch } from './sign-launch.ts'

export interface AppLaunchOptions extends PrepayOptions {
  /** Default: the client's `mchid`. */
  readonly partnerid?: string
}

/**
 * Parameters for the OpenSDK's `PayReq`. Some of its languages spell the names in another case (`partnerId`,
 * `packageValue`).
 */
export interface AppLaunch {
  readonly appid: string
  readonly partnerid: string
  readonly prepayid: string
  readonly package: 'Sign=WXPay'
  readonly noncestr: string
  /** Unix seconds as a text. */
  readonly timestamp: string
  readonly sign: string
}

/**
 * Signs the parameters with which an app starts a payment (APP 调起支付). They are valid as long as the `prepay_id`: two
 * hours from the order.
 *
 * @param wxpay the client that created the order; its key signs
 * @throws {RequestError} the appid or the `prepay_id` is invalid
 * @throws {ConfigError} `partnerid` is not a merchant number
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013070351
 * @example
 * const { data } = await wxpay.v3.pay.transactions.app.post({ json })
 * const launch = await appLaunch(wxpay, { appid: json.appid, prepay_id: data.prepay_id })
 */
export async function appLaunch(wxpay: AnyWechatPay, payment: AppLaunchOptions): Promise<AppLaunch> {
  const { appid, prepay_id, partnerid = wxpay.mchid } = ownOptions(requireObject('appLaunch', 'payment', payment))
  checkAppid('appLaunch', appid)
  checkPrepayId('appLaunch', prepay_id)
  readMchid('partnerid', partnerid)
  const { timestamp, nonce, signature } = await signLaunch(wxpay, 'appLaunch', appid, prepay_id)
  return {
    appid,
    partnerid,
    prepayid: prepay_id,
    package: 'Sign=WXPay',
    noncestr: nonce,
    timestamp,
    sign: signature,
  }
}
