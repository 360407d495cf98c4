import type { FieldDecrypter } from './roles.ts'
import { Undecrypted } from './undecrypted.ts'

/**
 * Decrypts a field. A field that cannot be decrypted becomes `Undecrypted`, because one bad field must not spoil the
 * verified message around it.
 *
 * @param decrypter undefined where no private key is available
 */
export async function openField(value: unknown, decrypter: FieldDecrypter | undefined): Promise<unknown> {
  if (typeof value !== 'string') return value
  try {
    return decrypter ? await decrypter.decrypt(value) : new Undecrypted(value)
  } catch {
    return new Undecrypted(value)
  }
}
