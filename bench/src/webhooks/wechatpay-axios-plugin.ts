import { Aes, Formatter, Rsa } from 'wechatpay-axios-plugin'
import type { TestKeys } from 'wechatpay-ts/testing'
import type { Envelope } from './delivery.ts'
import type { Receive } from './receivers.ts'

/** The peer has no receiver; its README combines these functions. The caller checks time and serial. */
export function wechatpayAxiosPlugin({ publicKeyId, publicKey, apiV3Key }: TestKeys): Receive {
  const platformKey = Rsa.from(publicKey, Rsa.KEY_TYPE_PUBLIC)
  return async ({ headers, rawBody }) => {
    const timestamp = headers['wechatpay-timestamp']!
    const isGenuine =
      Math.abs(Formatter.timestamp() - Number(timestamp)) < 300 &&
      headers['wechatpay-serial'] === publicKeyId &&
      Rsa.verify(
        Formatter.response(timestamp, headers['wechatpay-nonce']!, rawBody),
        headers['wechatpay-signature']!,
        platformKey,
      )
    if (!isGenuine) throw new Error('the notification is not signed by the platform')
    const { ciphertext, nonce, associated_data } = (JSON.parse(rawBody) as Envelope).resource
    const plain = Aes.AesGcm.decrypt(ciphertext, apiV3Key, nonce, associated_data)
    return (JSON.parse(plain) as { out_order_no: string }).out_order_no
  }
}
