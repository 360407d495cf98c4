import { crypto } from '#crypto'
import { readApiKey } from '../crypto/keys/api-key.ts'
import { hexUpper, utf8 } from '../crypto/bytes.ts'
import type { KeyText } from '../crypto/keys/key-input.ts'
import { describeValue } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import { requireObject } from '../shared/require-object.ts'
import { nodeCrypto } from './node-only.ts'
import { signingStringV2 } from './signing-string.ts'
import type { Fields } from './to-xml.ts'

export type SignType = 'MD5' | 'HMAC-SHA256'

/**
 * The APIv2 key. It signs the messages of APIv2 and the parameters that a front end passes to WeChat. It is a class, so
 * that the APIv3 key cannot be passed instead. It never shows its content.
 *
 * @throws {KeyMaterialError} the text is not 32 ASCII characters; the message says what it is
 */
export class ApiV2Key {
  readonly #bytes: Uint8Array
  readonly #text: string

  constructor(key: KeyText) {
    this.#text = readApiKey('apiV2Key', key)
    this.#bytes = utf8(this.#text)
  }

  /**
   * Signs parameters as APIv2 defines it: those that are not empty, sorted by name, followed by the key itself.
   *
   * @param type default HMAC-SHA256; MD5 needs Node
   * @returns upper-case hex
   * @see https://pay.weixin.qq.com/doc/v2/merchant/4011985891
   */
  async sign(parameters: Fields, type: SignType = 'HMAC-SHA256'): Promise<string> {
    const message = utf8(`${signingStringV2(parameters)}&key=${this.#text}`)
    if (type === 'HMAC-SHA256') return hexUpper(await crypto.hmacSha256(this.#bytes, message))
    return hexUpper((await nodeCrypto('MD5')).md5(message))
  }

  /**
   * Returns whether `sign` is the signature of the other parameters. The result is also false where a value could be
   * read as another field, because the signature would be the same. The length of `sign` reveals its type, since some
   * answers are signed with another type than the request asked for.
   */
  async verify(parameters: Fields): Promise<boolean> {
    const { sign } = requireObject('verifyV2', 'fields', parameters)
    const type = typeof sign === 'string' ? TYPES[sign.length] : undefined
    if (type === undefined || !isSame(await this.sign(parameters, type), sign as string)) return false
    const { foldedField } = await import('./folded-field.ts')
    return !foldedField(parameters, 'answer')
  }

  /**
   * Decrypts AES-256-ECB. The key is the MD5 of the APIv2 key in lower-case hex. Node only.
   *
   * @throws the key is another or the ciphertext was altered
   */
  async decrypt(ciphertext: Uint8Array): Promise<Uint8Array> {
    const { decryptEcb, md5 } = await nodeCrypto('AES-ECB')
    return decryptEcb(utf8(hexUpper(md5(this.#bytes)).toLowerCase()), ciphertext)
  }

  /** Reverses {@link decrypt}, for messages that tests create. Node only. */
  async encrypt(plaintext: Uint8Array): Promise<Uint8Array> {
    const { encryptEcb, md5 } = await nodeCrypto('AES-ECB')
    return encryptEcb(utf8(hexUpper(md5(this.#bytes)).toLowerCase()), plaintext)
  }
}

export function asApiV2Key(key: ApiV2Key | KeyText): ApiV2Key {
  // The constructor refuses anything else and says what it is.
  return key instanceof ApiV2Key ? key : new ApiV2Key(key)
}

const TYPES: Readonly<Record<number, SignType>> = { 32: 'MD5', 64: 'HMAC-SHA256' }

/** @throws {RequestError} this client cannot sign with such a type */
export function signTypeOf(field: string, value: string): SignType {
  if (value === 'MD5' || value === 'HMAC-SHA256') return value
  throw new RequestError(field, `${field}: expected MD5 or HMAC-SHA256, received ${describeValue(value)}`)
}

/** Compares two texts of equal length in constant time, so that timing does not reveal how much of a guess is right. */
function isSame(a: string, b: string): boolean {
  let difference = 0
  for (let i = 0; i < a.length; i++) difference |= a.charCodeAt(i) ^ b.charCodeAt(i)
  return difference === 0
}
