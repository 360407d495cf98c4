import { optionalMember } from '../config/own-options.ts'
import { openField } from '../crypto/open-field.ts'
import type { FieldDecrypter } from '../crypto/roles.ts'
import { replaceFields } from '../request/sensitive-fields.ts'

/**
 * Opens the fields that are encrypted to the merchant certificate inside a decrypted resource. The event is worth more
 * than one of its fields: what does not open is marked, and the rest is delivered.
 *
 * @param decrypter undefined where neither a private key nor a decrypter was given
 * @throws what the loader of a private key throws: the next delivery may find the key
 */
export async function decryptFields(
  resource: Readonly<Record<string, unknown>>,
  paths: readonly string[],
  decrypter: FieldDecrypter | undefined,
): Promise<unknown> {
  if (decrypter) await optionalMember(decrypter, 'prepare')?.call(decrypter)
  return replaceFields(resource, paths, (value) => openField(value, decrypter))
}
