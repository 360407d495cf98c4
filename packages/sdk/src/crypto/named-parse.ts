import { isPublicId, readsLikeName } from '../errors/describe-value.ts'
import * as apiKey from './api-key.ts'
import * as material from './key-material.ts'

/** The parsers as the package exports them: a key in the place of its name is not shown in their messages. */

/**
 * Reads an RSA private key from any {@link KeyInput}.
 *
 * @param name what the key is called where it was written, for the message: `merchant.privateKey`
 * @throws {KeyMaterialError} says what was found instead of an RSA private key of at least 2048 bits
 */
export const parsePrivateKey: typeof material.parsePrivateKey = (name, ...rest) =>
  material.parsePrivateKey(shownName(name), ...rest)

/**
 * Reads an RSA public key. A certificate is refused here: it has a serial of its own.
 *
 * @throws {KeyMaterialError} says what was found instead of an RSA public key of at least 2048 bits
 */
export const parsePublicKey: typeof material.parsePublicKey = (name, ...rest) =>
  material.parsePublicKey(shownName(name), ...rest)

/**
 * Reads one certificate; of a chain, the one at its end.
 *
 * @throws {KeyMaterialError} says what was found instead of an X.509 certificate with an RSA key of at least 2048 bits
 */
export const parseCertificate: typeof material.parseCertificate = (name, ...rest) =>
  material.parseCertificate(shownName(name), ...rest)

/**
 * Reads the APIv3 or APIv2 key, 32 characters, as the bytes that ciphers take.
 *
 * @throws {KeyMaterialError} says how long the given value is and what the difference probably is
 */
export const parseApiKey: typeof apiKey.parseApiKey = (name, input) => apiKey.parseApiKey(shownName(name), input)

/** Names are words with dots, brackets and blanks between them. */
function shownName(name: unknown): string {
  const isName =
    typeof name === 'string' &&
    name
      .split(/[.\s[\]']+/)
      .every((part) => /^(?:\d{0,4}|[A-Z_]{1,48})$/.test(part) || isPublicId(part) || readsLikeName(part))
  return isName ? name : '…'
}
