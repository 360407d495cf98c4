import { ownOptions } from '../shared/own-options.ts'
import { nonce } from '../crypto/nonce.ts'
import { RequestError } from '../errors/request-error.ts'
import type { LaunchOptions } from './launch-options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { requireObject } from '../shared/require-object.ts'
import { timeOf } from '../shared/time-of.ts'
import type { KeyText } from '../crypto/keys/key-input.ts'
import { asApiV2Key, type ApiV2Key, type SignType } from './api-v2-key.ts'
import { FIELD_INSIDE } from './field-inside.ts'

export interface PayLaunchOptions extends LaunchOptions {
  /** Must equal the order's. Default: HMAC-SHA256, with which the client signs orders. */
  readonly signType?: SignType
}

/** Parameters for `WeixinJSBridge.invoke('getBrandWCPayRequest', …)`, `wx.chooseWXPay` and `wx.requestPayment`. */
export interface JsapiPayParameters {
  readonly appId: string
  readonly timeStamp: string
  readonly nonceStr: string
  readonly package: string
  readonly signType: SignType
  readonly paySign: string
}

/** Parameters for the OpenSDK of iOS and Android. */
export interface AppPayParameters {
  readonly appid: string
  readonly partnerid: string
  readonly prepayid: string
  readonly package: 'Sign=WXPay'
  readonly noncestr: string
  readonly timestamp: string
  readonly sign: string
}

/**
 * Signs the launch parameters of an APIv2 order (调起支付), with the APIv2 key.
 *
 * @see https://pay.weixin.qq.com/doc/v2/merchant/4011935217
 * @example
 * const { data: order } = await wxpay.v2.pay.unifiedorder.post({ xml })
 * const parameters = await payParametersV2.jsapi({ appid, prepay_id: order.prepay_id }, apiV2Key)
 */
export const payParametersV2 = {
  /** Signs for pages in WeChat (JSAPI) and mini programs. */
  async jsapi(
    order: { readonly appid: string; readonly prepay_id: string | undefined },
    apiV2Key: ApiV2Key | KeyText,
    options: PayLaunchOptions = {},
  ): Promise<JsapiPayParameters> {
    const { appid, prepay_id } = requireObject('payParametersV2.jsapi', 'order', order)
    const given = ownOptions(requireObject('payParametersV2.jsapi', 'options', options))
    const { clock = Date, nonce: nonceStr = nonce(), signType = 'HMAC-SHA256' } = given
    const parameters = {
      appId: text('appid', appid),
      timeStamp: seconds(timeOf('payParametersV2.jsapi', clock)),
      nonceStr: text('nonce', nonceStr),
      package: `prepay_id=${text('prepay_id', prepay_id)}`,
      signType,
    }
    return { ...parameters, paySign: await asApiV2Key(apiV2Key).sign(parameters, signType) }
  },

  /** Signs for apps. */
  async app(
    order: { readonly appid: string; readonly mchid: string; readonly prepay_id: string | undefined },
    apiV2Key: ApiV2Key | KeyText,
    options: PayLaunchOptions = {},
  ): Promise<AppPayParameters> {
    const { appid, mchid, prepay_id } = requireObject('payParametersV2.app', 'order', order)
    const given = ownOptions(requireObject('payParametersV2.app', 'options', options))
    const { clock = Date, nonce: noncestr = nonce(), signType = 'HMAC-SHA256' } = given
    const parameters = {
      appid: text('appid', appid),
      partnerid: text('mchid', mchid),
      prepayid: text('prepay_id', prepay_id),
      package: 'Sign=WXPay' as const,
      noncestr: text('nonce', noncestr),
      timestamp: seconds(timeOf('payParametersV2.app', clock)),
    }
    return { ...parameters, sign: await asApiV2Key(apiV2Key).sign(parameters, signType) }
  },
} as const

function seconds(ms: number): string {
  return String(Math.floor(ms / 1000))
}

/** Checks a required text. Without it, WeChat would show an error number to the user, and to nobody else. */
function text(field: string, value: unknown): string {
  const isText = typeof value === 'string' && value !== ''
  // The user sees the signed parameters, and a value with a field inside would count as another field.
  if (isText && !FIELD_INSIDE.test(value)) return value
  const received = isText ? 'one with a field inside' : describeValue(value)
  throw new RequestError(field, `${field}: expected a text that is not empty and no &name=, received ${received}`, {
    hint: { zh: '请传入下单的返回值', en: 'Take it from the answer of the order.' },
  })
}
