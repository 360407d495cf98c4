import { generateKeyPairSync } from 'node:crypto'
import Pay from 'wechatpay-node-v3'
import type { TestKeys } from 'wechatpay-ts/testing'
import type { Envelope } from './delivery.ts'
import type { Receive } from './receivers.ts'

/**
 * The peer as its README shows it. It checks neither the time nor the tag of the decryption, which it never finishes,
 * and it parses the key anew each time. A download fills its table of platform keys; here the keys are set by hand.
 */
export function wechatpayNodeV3({ publicKeyId, publicKey, apiV3Key }: TestKeys): Receive {
  const pay = new PayWithKeys({
    appid: 'wxd678efh567hg6787',
    mchid: '1900000109',
    publicKey: Buffer.from(publicKey),
    // This key signs nothing; the constructor requires one.
    privateKey: generateKeyPairSync('rsa', {
      modulusLength: 2048,
      publicKeyEncoding: { type: 'spki', format: 'pem' },
      privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    }).privateKey as unknown as Buffer,
    serial_no: publicKeyId,
    key: apiV3Key,
  })
  PayWithKeys.know(publicKeyId, publicKey)
  return async ({ headers, rawBody }) => {
    const isGenuine = await pay.verifySign({
      timestamp: headers['wechatpay-timestamp']!,
      nonce: headers['wechatpay-nonce']!,
      body: rawBody,
      serial: headers['wechatpay-serial']!,
      signature: headers['wechatpay-signature']!,
    })
    if (!isGenuine) throw new Error('the notification is not signed by the platform')
    const { ciphertext, nonce, associated_data } = (JSON.parse(rawBody) as Envelope).resource
    return pay.decipher_gcm<{ out_order_no: string }>(ciphertext, associated_data, nonce, apiV3Key).out_order_no
  }
}

class PayWithKeys extends Pay {
  static know(serial: string, publicKey: string): void {
    Pay.certificates = { ...Pay.certificates, [serial]: publicKey }
  }
}
