import type { FieldDecrypter } from './roles.ts'
import { Undecrypted } from './undecrypted.ts'

/**
 * The text of an encrypted field, or what it is marked with when it does not open: the message around it was verified,
 * and is worth more than one of its fields.
 *
 * @param decrypter undefined where no private key is at hand
 */
export async function openField(value: unknown, decrypter: FieldDecrypter | undefined): Promise<unknown> {
  if (typeof value !== 'string') return value
  try {
    return decrypter ? await decrypter.decrypt(value) : new Undecrypted(value)
  } catch {
    return new Undecrypted(value)
  }
}
