import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'

/**
 * The text of the QR code to show (Native 调起支付): the `code_url`, looked at. Good for two hours from the order, and
 * until the same order is made again. Draw it as it is: a link to it, or a screenshot that is pressed long, does not pay.
 *
 * @param code_url as the order answered
 * @throws {RequestError} it does not begin with `weixin://`
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012791878
 * @example
 * const { data } = await wxpay.v3.pay.transactions.native.post({ json })
 * const svg = await QRCode.toString(nativeLaunch(data.code_url), { type: 'svg' })
 */
export function nativeLaunch(code_url: string): string {
  if (typeof code_url === 'string' && /^weixin:\/\/[\x21-\x7e]+$/.test(code_url)) return code_url
  throw new RequestError(
    'code_url',
    `nativeLaunch: code_url: expected weixin://…, received ${describeValue(code_url)}`,
    {
      hint: {
        zh: '请原样传入 Native 下单应答中的 code_url（2 小时内有效）',
        en: 'Pass the code_url that a Native order answered with, unchanged; it is good for two hours.',
      },
    },
  )
}
