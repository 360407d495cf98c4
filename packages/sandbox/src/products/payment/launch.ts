import { crypto, utf8 } from 'wechatpay-ts/crypto'
import { signV2 } from 'wechatpay-ts/v2'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import type { Payment } from './payment.ts'

/**
 * Launch parameters of a front end, with the names of a page (`appId`, `package` …) or an app (`appid`, `prepayid` …).
 */
export type LaunchParameters = Readonly<Record<string, string>>

/** The parameters with the same names for all front ends. */
interface Launch {
  readonly appid: string
  readonly timestamp: string
  readonly nonce: string
  readonly prepayId: string
  readonly signature: string
  /** The signed form of APIv3. */
  readonly package: string
  readonly isApp: boolean
}

const PAGE = ['appId', 'timeStamp', 'nonceStr', 'package', 'paySign']
const APP = ['appid', 'partnerid', 'prepayid', 'package', 'noncestr', 'timestamp', 'sign']

/**
 * Reads launch parameters as the WeChat client does.
 *
 * @returns the message that the user would see if something is missing
 */
export function readLaunch(given: LaunchParameters): Launch | string {
  const isApp = given['prepayid'] !== undefined
  const missing = (isApp ? APP : PAGE).find((name) => !given[name])
  if (missing !== undefined) return `调用支付JSAPI缺少参数：${missing}`
  const packed = given['package']!
  if (!isApp && !/^prepay_id=./.test(packed)) return 'JSAPI缺少参数total_fee'
  const timestamp = given[isApp ? 'timestamp' : 'timeStamp']!
  if (!/^\d{10}$/.test(timestamp)) return `参数错误：${isApp ? 'timestamp' : 'timeStamp'} 须为秒`
  return {
    appid: given[isApp ? 'appid' : 'appId']!,
    timestamp,
    nonce: given[isApp ? 'noncestr' : 'nonceStr']!,
    prepayId: isApp ? given['prepayid']! : packed.slice('prepay_id='.length),
    signature: given[isApp ? 'sign' : 'paySign']!,
    package: isApp ? given['prepayid']! : packed,
    isApp,
  }
}

/** Whether the creator of the order signed the parameters with the algorithm of the order's API. */
export async function isSigned(
  { appid, timestamp, nonce, package: packed, signature }: Launch,
  given: LaunchParameters,
  { v2 }: Payment,
  { certificates, apiV2Key }: MerchantView,
): Promise<boolean> {
  if (v2) {
    const { paySign: _page, sign: _app, ...signed } = given
    return (await signV2(signed, apiV2Key, signature.length === 64 ? 'HMAC-SHA256' : 'MD5')) === signature
  }
  if (given['signType'] !== undefined && given['signType'] !== 'RSA') return false
  const message = utf8(`${appid}\n${timestamp}\n${nonce}\n${packed}\n`)
  const valid = certificates.filter(({ status }) => status === 'valid')
  const checks = await Promise.all(valid.map(({ spki }) => verifies(spki, message, signature)))
  return checks.includes(true)
}

/** Verifies a signature; one that is not Base64 is wrong. */
async function verifies(spki: Uint8Array, message: Uint8Array, signature: string): Promise<boolean> {
  return crypto
    .verifier(spki)
    .verify(message, signature)
    .catch(() => false)
}
