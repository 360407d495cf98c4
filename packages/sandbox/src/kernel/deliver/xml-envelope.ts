import { createCipheriv, createHash, randomBytes } from 'node:crypto'
import { crypto, nonce, utf8 } from 'wechatpay-ts/crypto'
import { type SignType, signV2 } from 'wechatpay-ts/v2'
import type { FaultKind } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { tamper } from '../protocol/platform-signature.ts'
import { writeXml } from '../protocol/v2/write-xml.ts'
import type { Notification } from '../store/notifications.ts'
import { isObject } from '../validate/check-value.ts'
import { type Envelope, contentOf } from './envelope.ts'

type Fields = Readonly<Record<string, string>>

/**
 * Writes a notification of APIv2: XML signed with the merchant's APIv2 key. A `req_info` is encrypted with the same key
 * and is then the only authentication; `event_ciphertext` is encrypted as in APIv3.
 *
 * @param fault the defect of the notification
 */
export async function createXmlEnvelope(
  notification: Notification,
  signature: SignType | 'none',
  { apiV2Key, apiV3Key }: MerchantView,
  fault?: FaultKind,
): Promise<Envelope> {
  const content = JSON.parse(contentOf(notification, fault)) as Readonly<Record<string, unknown>>
  const { req_info, event_ciphertext, ...plain } = content
  const sealed = {
    ...(isObject(req_info) && {
      req_info: sealReqInfo(req_info, fault === 'undecryptable' ? randomKey() : apiV2Key),
    }),
    ...(isObject(event_ciphertext) &&
      (await sealEvent(event_ciphertext, fault === 'undecryptable' ? randomBytes(32) : apiV3Key))),
  }
  const fields = { ...plain, nonce_str: nonce(), ...sealed } as Fields
  const key = fault === 'signtest' || fault === 'undecryptable' ? randomKey() : apiV2Key
  const signed = signature === 'none' ? fields : { ...fields, sign: await signV2(fields, key, signature) }
  const body = writeXml(signed)
  return {
    headers: { Accept: '*/*', 'Content-Type': 'text/xml', 'User-Agent': 'Mozilla/4.0' },
    body: fault === 'tamper' ? Buffer.from(tamper(Uint8Array.from(Buffer.from(body)))).toString() : body,
    acknowledgement: 'xml',
  }
}

/** Encrypts as production does: AES-256-ECB under the lower-case hexadecimal MD5 of the key, then Base64. */
function sealReqInfo(fields: Readonly<Record<string, unknown>>, apiV2Key: string): string {
  const cipher = createCipheriv('aes-256-ecb', createHash('md5').update(apiV2Key).digest('hex'), null)
  return Buffer.concat([cipher.update(writeXml(fields, 'root')), cipher.final()]).toString('base64')
}

async function sealEvent(fields: Readonly<Record<string, unknown>>, apiV3Key: Uint8Array): Promise<Fields> {
  const once = nonce().slice(0, 12)
  const ciphertext = await crypto.resourceCipher(apiV3Key).seal(utf8(JSON.stringify(fields)), once, '')
  return { event_nonce: once, event_associated_data: '', event_ciphertext: ciphertext }
}

function randomKey(): string {
  return randomBytes(16).toString('hex')
}
