import { optionalMember } from '../shared/own-options.ts'
import { openField } from '../crypto/open-field.ts'
import type { FieldDecrypter } from '../crypto/roles.ts'
import { replaceFields } from '../shared/replace-fields.ts'

/**
 * Decrypts the fields that are encrypted to the merchant certificate inside a decrypted resource. A field that cannot
 * be decrypted is marked, and the rest of the event is still delivered.
 *
 * @param decrypter undefined if neither a private key nor a decrypter was given
 * @throws the error of a private key's loader, since the next delivery may find the key
 */
export async function decryptFields(
  resource: Readonly<Record<string, unknown>>,
  paths: readonly string[],
  decrypter: FieldDecrypter | undefined,
): Promise<unknown> {
  if (decrypter) await optionalMember(decrypter, 'prepare')?.call(decrypter)
  return replaceFields(resource, paths, (value) => openField(value, decrypter))
}
