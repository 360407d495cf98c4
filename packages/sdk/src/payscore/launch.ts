import { ownOptions } from '../shared/own-options.ts'
import { nonce } from '../crypto/nonce.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { requireObject } from '../shared/require-object.ts'
import { timeOf } from '../shared/time-of.ts'
import { asApiV2Key, type ApiV2Key } from '../v2/api-v2-key.ts'
import { FIELD_INSIDE } from '../v2/field-inside.ts'
import type { LaunchOptions } from '../v2/launch-options.ts'
import { describeValue } from '../errors/describe-value.ts'

/**
 * Parameters with which a front end opens a page of the PayScore mini program. A signature is valid for five minutes.
 */
export interface LaunchParameters {
  readonly businessType: 'wxpayScoreUse' | 'wxpayScoreDetail' | 'wxpayScoreEnable'
  /** For a mini program: `wx.openBusinessView({ businessType, extraData })`. */
  readonly extraData: Readonly<Record<string, string>>
  /** For a web page in WeChat (`queryString`) and an app (`query`): the same, encoded. */
  readonly queryString: string
}

/** The page on which the user confirms an order. The answer of the creation has both fields. */
export interface ConfirmLaunch {
  readonly mchid: string
  /** `package` of the creation, valid for an hour and for one user. Orders without confirmation do not have it. */
  readonly package?: string | undefined
}

/** The page of an existing order. The answer of the query has all fields. */
export interface DetailLaunch {
  readonly mchid: string
  readonly service_id: string
  readonly out_order_no: string
}

/** The page on which the user enables a service. */
export interface EnableLaunch {
  readonly mchid: string
  readonly service_id: string
  /** Your number for this request. */
  readonly out_request_no: string
}

/** The page on which the user enables a service, opened with the answer of the pre-authorisation (商户预授权). */
export interface PermissionLaunch {
  /** Valid for an hour. */
  readonly apply_permissions_token: string
  /** `ORDER` for a partner whose users authorise each order separately. */
  readonly scene?: 'ORDER'
}

/**
 * Signs the parameters that open the PayScore mini program (调起支付分), with the APIv2 key.
 *
 * @see https://pay.weixin.qq.com/wiki/doc/apiv3/payscore.php?chapter=29_1&index=1
 * @example
 * const key = new ApiV2Key(process.env.WECHATPAY_APIV2_KEY)
 * const { data: created } = await wxpay.v3.payscore.payafterOrders.post({ json })
 * const { businessType, extraData } = await launchParameters.confirm(created, key)
 * // in the mini program: wx.openBusinessView({ businessType, extraData })
 */
export const launchParameters = {
  /** Opens the confirmation page of an order. */
  async confirm(order: ConfirmLaunch, key: ApiV2Key, options?: LaunchOptions): Promise<LaunchParameters> {
    const { mchid, package: token } = requireObject('launchParameters.confirm', 'order', order)
    return sign('wxpayScoreUse', { mch_id: mchid, package: token }, key, options)
  },

  /** Opens the detail page of an order. */
  async detail(order: DetailLaunch, key: ApiV2Key, options?: LaunchOptions): Promise<LaunchParameters> {
    const { mchid, service_id, out_order_no } = requireObject('launchParameters.detail', 'order', order)
    return sign('wxpayScoreDetail', { mch_id: mchid, service_id, out_order_no }, key, options)
  },

  /** Opens the page on which the user enables a service. */
  async enable(request: EnableLaunch, key: ApiV2Key, options?: LaunchOptions): Promise<LaunchParameters> {
    const { mchid, service_id, out_request_no } = requireObject('launchParameters.enable', 'request', request)
    return sign('wxpayScoreEnable', { mch_id: mchid, service_id, out_request_no }, key, options)
  },

  /**
   * Opens the same page with a token instead of a signature.
   *
   * @see https://pay.weixin.qq.com/doc/v3/partner/4012677913
   */
  enableByToken(permission: PermissionLaunch): LaunchParameters {
    const { apply_permissions_token, scene } = requireObject('launchParameters.enableByToken', 'permission', permission)
    if (typeof apply_permissions_token !== 'string' || apply_permissions_token === '')
      throw missing('apply_permissions_token', apply_permissions_token)
    return written('wxpayScoreEnable', { apply_permissions_token, ...(scene && { scene }) })
  },
} as const

async function sign(
  businessType: LaunchParameters['businessType'],
  fields: Readonly<Record<string, string | undefined>>,
  key: ApiV2Key,
  options: LaunchOptions = {},
): Promise<LaunchParameters> {
  const given = ownOptions(requireObject('launchParameters', 'options', options))
  const { clock = Date, nonce: nonceText = nonce() } = given
  const parameters: Record<string, string> = {}
  for (const [field, value] of Object.entries(fields)) {
    // With this field missing, WeChat would show an error number to the user, and to nobody else.
    if (typeof value !== 'string' || value === '') throw missing(field === 'mch_id' ? 'mchid' : field, value)
    parameters[field] = plain(field, value)
  }
  parameters['timestamp'] = String(Math.floor(timeOf('launchParameters', clock) / 1000))
  parameters['nonce_str'] = plain('nonce', nonceText)
  parameters['sign_type'] = 'HMAC-SHA256'
  return written(businessType, { ...parameters, sign: await asApiV2Key(key).sign(parameters) })
}

function written(
  businessType: LaunchParameters['businessType'],
  extraData: Readonly<Record<string, string>>,
): LaunchParameters {
  const queryString = Object.entries(extraData)
    .map(([name, value]) => `${name}=${encodeURIComponent(value)}`)
    .join('&')
  return { businessType, extraData, queryString }
}

/** The user sees the signed parameters, and a value with a field inside would count as another field. */
function plain(field: string, value: string): string {
  if (!FIELD_INSIDE.test(value)) return value
  throw new PayscoreValueError({
    field,
    expected: 'a text without &name=',
    received: 'one with a field inside',
    remedy: { zh: '请传入微信支付返回的原值', en: 'Take it as WeChat Pay has given it.' },
  })
}

function missing(field: string, value: unknown): PayscoreValueError {
  return new PayscoreValueError({
    field,
    expected: 'a text that is not empty',
    received: describeValue(value),
    remedy: { zh: '请传入创建或查询订单的返回值', en: 'Take it from the answer of the creation or of the query.' },
  })
}
