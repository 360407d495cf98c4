import { crypto, utf8 } from 'wechatpay-ts/crypto'
import { signV2 } from 'wechatpay-ts/v2'
import type { MerchantView } from '../../kernel/merchant/merchant-view.ts'
import type { Payment } from './payment.ts'

/** What a front end hands to WeChat, as the page (`appId`, `package` …) or the app (`appid`, `prepayid` …) has it. */
export type LaunchParameters = Readonly<Record<string, string>>

/** The parameters by one name each, whichever front end they are for. */
interface Launch {
  readonly appid: string
  readonly timestamp: string
  readonly nonce: string
  readonly prepayId: string
  readonly signature: string
  /** As it is signed by APIv3. */
  readonly package: string
  readonly isApp: boolean
}

const PAGE = ['appId', 'timeStamp', 'nonceStr', 'package', 'paySign']
const APP = ['appid', 'partnerid', 'prepayid', 'package', 'noncestr', 'timestamp', 'sign']

/**
 * Reads launch parameters as the client does.
 *
 * @returns what the user would see where something is missing
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

/** Whether the parameters are signed by whoever made the order, in the way of the API it was made through. */
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

/** A signature that is no Base64 is a wrong one. */
async function verifies(spki: Uint8Array, message: Uint8Array, signature: string): Promise<boolean> {
  return crypto
    .verifier(spki)
    .verify(message, signature)
    .catch(() => false)
}
