/**
 * An encrypted field that could not be opened: it stands where the text would stand, so that one such field does not
 * cost the rest of a message that was verified. The private key of this merchant may not be at hand, or the field was
 * encrypted to another merchant's certificate.
 *
 * @example
 * const { phone_number } = event.resource
 * if (phone_number instanceof Undecrypted) log.warn('no key for', phone_number.ciphertext)
 * else await invite(phone_number)
 */
export class Undecrypted {
  /** As it came over the wire: Base64. */
  readonly ciphertext: string

  constructor(ciphertext: string) {
    this.ciphertext = ciphertext
  }

  /** Shown in a text by what it is: a ciphertext must not be taken for a name or a phone number. */
  toString(): string {
    return '[undecrypted]'
  }
}
