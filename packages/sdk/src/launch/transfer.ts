import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf } from '../client/machinery.ts'
import { readMchid } from '../shared/checks.ts'
import { ownOptions } from '../shared/own-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import { requireObject } from '../shared/require-object.ts'
import type { FilledIn, Optional } from '../client/view.ts'
import { checkAppid } from './sign-launch.ts'

interface TransferFields {
  /** The application that requested the transfer, in which the user confirms. */
  readonly appid: string
  /**
   * The `package_info` in the answer of the transfer or authorisation. Its type is optional in that answer, but here it
   * is required.
   */
  readonly package_info: string | undefined
  /** For partners: the sub-merchant, and its application if the user confirms there. */
  readonly sub_mchid?: string
  readonly sub_appid?: string
}

/** The fields that identify a transfer, without those that a view of the client fills in. */
export type TransferLaunchOptions<Client> = Optional<TransferFields, FilledIn<Client>>

/** Parameters for `wx.requestMerchantTransfer` of mini programs, and for `WeixinJSBridge` of pages inside WeChat. */
export interface TransferLaunch {
  readonly mchId: string
  readonly appId: string
  readonly subMchId?: string
  readonly subAppId?: string
  readonly package: string
}

/** Parameters for the OpenSDK's `WXOpenBusinessView` request of apps. */
export interface TransferAppLaunch {
  readonly businessType: 'requestMerchantTransfer'
  /** `mchId=…&appId=…&package=…`, with each value encoded. */
  readonly query: string
}

/**
 * Creates the parameters with which a mini program, or a page inside WeChat, asks the user to accept a transfer
 * (调起用户确认收款) or to accept future ones automatically (免确认收款授权). Nothing is signed. They are valid for 24 hours while the
 * bill is `WAIT_USER_CONFIRM`. The callback's `ok` only means that the page was shown; the query or the notification
 * says whether the money was transferred.
 *
 * @param wxpay the client that requested the transfer
 * @throws {RequestError} the appid or `package_info` is missing: the bill does not wait for the user (any more)
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012716430
 * @example
 * const { data } = await shop.v3.fundApp.mchTransfer.transferBills.post({ json })
 * if (data.state === 'WAIT_USER_CONFIRM') answer(transferLaunch(shop, { package_info: data.package_info }))
 * // in the mini program: wx.requestMerchantTransfer(launch)
 */
export function transferLaunch<Client extends AnyWechatPay>(
  wxpay: Client,
  transfer: TransferLaunchOptions<Client>,
): TransferLaunch {
  return launchOf('transferLaunch', wxpay, transfer)
}

/**
 * Creates the same parameters for an app.
 *
 * @throws {RequestError} like {@link transferLaunch}
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012719576
 * @example
 * const { businessType, query } = transferAppLaunch(shop, { package_info: data.package_info })
 * // in the app: WXOpenBusinessView.Req with both
 */
export function transferAppLaunch<Client extends AnyWechatPay>(
  wxpay: Client,
  transfer: TransferLaunchOptions<Client>,
): TransferAppLaunch {
  const launch = launchOf('transferAppLaunch', wxpay, transfer)
  const query = Object.entries(launch).map(([name, value]) => `${name}=${encodeURIComponent(String(value))}`)
  return { businessType: 'requestMerchantTransfer', query: query.join('&') }
}

function launchOf(who: string, wxpay: AnyWechatPay, transfer: object): TransferLaunch {
  const { config, filled } = machineryOf(wxpay, who)
  const given = ownOptions(requireObject(who, 'transfer', transfer))
  const own = ownOptions<Partial<TransferFields> & { readonly sp_appid?: string }>({ ...filled, ...given })
  const { sp_appid, appid = sp_appid, sub_mchid, sub_appid, package_info } = own
  checkAppid(who, appid)
  if (sub_mchid !== undefined) readMchid('sub_mchid', sub_mchid)
  if (sub_appid !== undefined) checkAppid(who, sub_appid)
  if (typeof package_info !== 'string' || !/^[\x21-\x7e]{1,1024}$/.test(package_info))
    throw noPackage(who, package_info)
  return {
    mchId: config.mchid,
    appId: appid!,
    ...(sub_mchid !== undefined && { subMchId: sub_mchid }),
    ...(sub_appid !== undefined && { subAppId: sub_appid }),
    package: package_info,
  }
}

function noPackage(who: string, received: unknown): RequestError {
  return new RequestError(
    'package_info',
    `${who}: package_info: expected the package_info of a transfer, received ${describeValue(received)}`,
    {
      hint: {
        zh: '只有状态为 WAIT_USER_CONFIRM 的应答才有 package_info；请先看 state，再原样传入',
        en: 'Only an answer in the state WAIT_USER_CONFIRM has one: look at its state first, and pass it unchanged.',
      },
    },
  )
}
