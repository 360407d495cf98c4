import { crypto } from '#crypto'
import { concatBytes, hexUpper, utf8 } from '../crypto/bytes.ts'
import { parseApiKey } from '../crypto/key-material.ts'

/**
 * The APIv2 key, which signs what a front end hands to WeChat. A type of its own, so that the APIv3 key cannot be
 * passed in its place; it never shows its content.
 *
 * @throws {KeyMaterialError} not 32 ASCII characters; says what it is instead
 */
export class ApiV2Key {
  readonly #bytes: Uint8Array

  constructor(key: string) {
    this.#bytes = parseApiKey('apiV2Key', key)
  }

  /**
   * HMAC-SHA256 as v2 defines it: the parameters that are not empty, sorted by name, followed by the key itself.
   *
   * @returns upper-case hex
   */
  async sign(parameters: Readonly<Record<string, string>>): Promise<string> {
    const names = Object.keys(parameters).filter((name) => name !== 'sign' && parameters[name] !== '')
    const pairs = names.sort().map((name) => `${name}=${parameters[name]}&`)
    const message = concatBytes(utf8(`${pairs.join('')}key=`), this.#bytes)
    return hexUpper(await crypto.hmacSha256(this.#bytes, message))
  }
}
