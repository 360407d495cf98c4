import type { KeyText } from '../crypto/keys/key-input.ts'
import { asApiV2Key, type ApiV2Key, type SignType } from './api-v2-key.ts'
import type { Fields } from './to-xml.ts'

/**
 * Signs a message of APIv2.
 *
 * @returns upper-case hex, for the field `sign`
 * @throws {KeyMaterialError} the key does not have 32 characters
 * @example
 * const sign = await signV2(fields, apiV2Key, 'MD5')
 */
export function signV2(fields: Fields, apiV2Key: ApiV2Key | KeyText, type: SignType = 'HMAC-SHA256'): Promise<string> {
  return asApiV2Key(apiV2Key).sign(fields, type)
}

/**
 * Whether the field `sign` of a message matches the others, and no value contains another field: `is_subscribe` of
 * `N&mch_id=1900000109` has the signature of two fields. For notifications use `createReceiver`, which is stricter and
 * checks their age.
 *
 * @example
 * if (!(await verifyV2(parseXml(body), apiV2Key))) throw new Error('not from WeChat Pay')
 */
export function verifyV2(fields: Fields, apiV2Key: ApiV2Key | KeyText): Promise<boolean> {
  return asApiV2Key(apiV2Key).verify(fields)
}
