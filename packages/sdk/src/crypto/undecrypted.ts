/**
 * An encrypted field that could not be decrypted. It takes the place of the text, so that the rest of the verified
 * message stays usable. Either this merchant's private key is not available, or the field was encrypted to another
 * merchant's certificate.
 *
 * @example
 * const { phone_number } = event.resource
 * if (phone_number instanceof Undecrypted) log.warn('no key for', phone_number.ciphertext)
 * else await invite(phone_number)
 */
export class Undecrypted {
  /** The ciphertext as received: Base64. */
  readonly ciphertext: string

  constructor(ciphertext: string) {
    this.ciphertext = ciphertext
  }

  /** Returns a placeholder, so that nobody mistakes a ciphertext for a name or a phone number. */
  toString(): string {
    return '[undecrypted]'
  }
}
