import { createDecipheriv, createPublicKey, createSecretKey, verify } from 'node:crypto'
import type { TestKeys } from 'wechatpay-ts/testing'
import type { Envelope } from './delivery.ts'
import type { Receive } from './receivers.ts'

const TAG_BYTES = 16

/**
 * The minimum work of a correct receiver: check time, serial and the signature over the raw bytes, decrypt with tag.
 */
export function bareMinimum({ publicKeyId, publicKey, apiV3Key }: TestKeys): Receive {
  const platformKey = createPublicKey(publicKey)
  const key = createSecretKey(apiV3Key, 'utf8')
  return async ({ headers, rawBody }) => {
    const timestamp = headers['wechatpay-timestamp']!
    const message = `${timestamp}\n${headers['wechatpay-nonce']!}\n${rawBody}\n`
    const signature = Buffer.from(headers['wechatpay-signature']!, 'base64')
    const isGenuine =
      Math.abs(Date.now() / 1000 - Number(timestamp)) < 300 &&
      headers['wechatpay-serial'] === publicKeyId &&
      verify('sha256', Buffer.from(message), platformKey, signature)
    if (!isGenuine) throw new Error('the notification is not signed by the platform')
    const { ciphertext, nonce, associated_data } = (JSON.parse(rawBody) as Envelope).resource
    const sealed = Buffer.from(ciphertext, 'base64')
    const decipher = createDecipheriv('aes-256-gcm', key, nonce)
    decipher.setAAD(Buffer.from(associated_data))
    decipher.setAuthTag(sealed.subarray(-TAG_BYTES))
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()])
    return (JSON.parse(plain.toString()) as { out_order_no: string }).out_order_no
  }
}
