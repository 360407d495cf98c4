import type { AnyWechatPay } from '../client/any-wechat-pay.ts'
import { machineryOf } from '../client/machinery.ts'
import { utf8 } from '../crypto/bytes.ts'
import { nonce } from '../crypto/nonce.ts'
import { RequestError } from '../errors/request-error.ts'
import { describeValue } from '../errors/describe-value.ts'

/** The signed values that all clients share. */
export interface SignedLaunch {
  /** Unix seconds as a text. */
  readonly timestamp: string
  readonly nonce: string
  /** Base64. */
  readonly signature: string
}

/**
 * Signs four lines with the merchant's key: the app, the time, a nonce and the payment.
 *
 * @param payment the text of the fourth line
 */
export async function signLaunch(
  wxpay: AnyWechatPay,
  who: string,
  appid: string,
  payment: string,
): Promise<SignedLaunch> {
  const { signer, clock } = machineryOf(wxpay, who).config
  // Front ends support the RSA scheme only; another signature would fail on the user's phone and nowhere else.
  if (!signer.scheme.endsWith('-RSA2048')) {
    throw new RequestError('wxpay', `${who}: expected a merchant key that signs with RSA, received ${signer.scheme}`)
  }
  const timestamp = String(Math.floor(clock.now() / 1000))
  const once = nonce()
  const signature = await signer.sign(utf8(`${appid}\n${timestamp}\n${once}\n${payment}\n`))
  return { timestamp, nonce: once, signature }
}

/** @throws {RequestError} the value is not an application id */
export function checkAppid(who: string, appid: unknown): void {
  if (typeof appid === 'string' && /^[\w-]{1,32}$/.test(appid)) return
  throw new RequestError('appid', `${who}: appid: expected the appid of the order, received ${describeValue(appid)}`, {
    hint: {
      zh: '请传入下单时使用的 appid；服务商下单传了 sub_appid 且在子商户应用内支付时，传 sub_appid',
      en: 'Pass the appid that the order was made with; a partner passes its sub_appid where the payment is made in that.',
    },
  })
}

/** @throws {RequestError} the value is not a `prepay_id` */
export function checkPrepayId(who: string, id: unknown): void {
  if (typeof id === 'string' && /^[\w-]{1,64}$/.test(id)) return
  const doubled = typeof id === 'string' && id.startsWith('prepay_id=')
  throw new RequestError(
    'prepay_id',
    `${who}: prepay_id: expected the prepay_id of an order, received ${doubled ? 'one that "prepay_id=" has been put before' : describeValue(id)}`,
    {
      hint: doubled
        ? { zh: '只传 prepay_id 的值，前缀由本函数添加', en: 'Pass the bare value: the prefix is added here.' }
        : {
            zh: '请原样传入下单应答中的 prepay_id（2 小时内有效）',
            en: 'Pass the prepay_id that the order answered with, unchanged; it is good for two hours.',
          },
    },
  )
}
