import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'

/**
 * Checks the `code_url` and returns the text for the QR code (Native 调起支付). It is valid for two hours from the order,
 * or until the order is created again. Draw it unchanged: users cannot pay by following a link or by long-pressing a
 * screenshot.
 *
 * @param code_url the `code_url` in the order's answer
 * @throws {RequestError} the text does not begin with `weixin://`
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
