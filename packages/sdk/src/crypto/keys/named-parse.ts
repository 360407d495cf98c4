import { isPublicId, readsLikeName } from '../../errors/describe-value.ts'
import * as apiKey from './api-key.ts'
import * as material from './key-material.ts'

/** The exported parsers. If a caller passes a key as the name, their messages do not show it. */

/**
 * Reads an RSA private key from any {@link KeyInput}.
 *
 * @param name the key's name in the caller's configuration, for the message: `merchant.privateKey`
 * @throws {KeyMaterialError} the input is no RSA private key of at least 2048 bits; says what it is
 */
export const parsePrivateKey: typeof material.parsePrivateKey = (name, ...rest) =>
  material.parsePrivateKey(shownName(name), ...rest)

/**
 * Reads an RSA public key. It refuses certificates, which have serials.
 *
 * @throws {KeyMaterialError} the input is no RSA public key of at least 2048 bits; says what it is
 */
export const parsePublicKey: typeof material.parsePublicKey = (name, ...rest) =>
  material.parsePublicKey(shownName(name), ...rest)

/**
 * Reads one certificate; from a chain it takes the end-entity certificate.
 *
 * @throws {KeyMaterialError} the input is no X.509 certificate with an RSA key of at least 2048 bits; says what it is
 */
export const parseCertificate: typeof material.parseCertificate = (name, ...rest) =>
  material.parseCertificate(shownName(name), ...rest)

/**
 * Reads the APIv3 or APIv2 key, 32 characters, as bytes for ciphers.
 *
 * @throws {KeyMaterialError} with the length of the value and the probable mistake
 */
export const parseApiKey: typeof apiKey.parseApiKey = (name, input) => apiKey.parseApiKey(shownName(name), input)

/** Returns the name if it consists of words, dots, brackets and blanks; other texts may be keys. */
function shownName(name: unknown): string {
  const isName =
    typeof name === 'string' &&
    name
      .split(/[.\s[\]']+/)
      .every((part) => /^(?:\d{0,4}|[A-Z_]{1,48})$/.test(part) || isPublicId(part) || readsLikeName(part))
  return isName ? name : '…'
}
