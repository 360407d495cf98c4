import { AlreadyEncrypted, alreadyEncrypted } from '../request/already-encrypted.ts'
import { notJson } from '../request/not-json.ts'

/** No field of WeChat Pay is called that. */
const CIPHERTEXT = '\0ciphertext'

/**
 * JSON on its way to the other thread, as the text that it becomes anyway. A copy of a decimal, or of anything else that
 * writes itself, would have lost its methods there, and be sent as what it is made of.
 *
 * @throws {RequestError} it cannot be written as JSON
 */
export function packJson(operation: string, field: string, json: object): string {
  try {
    return JSON.stringify(json, function (this: Readonly<Record<string, unknown>>, name, value: unknown) {
      const given = this[name]
      return given instanceof AlreadyEncrypted ? { [CIPHERTEXT]: [given.ciphertext, given.serial] } : value
    })
  } catch (error) {
    throw notJson(operation, field, error)
  }
}

export function unpackJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    const packed = (value as Readonly<Record<string, [string, string]>> | null)?.[CIPHERTEXT]
    return packed ? alreadyEncrypted(...packed) : value
  }) as unknown
}
