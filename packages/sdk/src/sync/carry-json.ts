import { AlreadyEncrypted, alreadyEncrypted } from '../request/already-encrypted.ts'
import { notJson } from '../request/not-json.ts'

/** No field of WeChat Pay is called that. */
const CIPHERTEXT = '\0ciphertext'
const NUMBER = '\0number'

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
      if (given instanceof AlreadyEncrypted) return { [CIPHERTEXT]: [given.ciphertext, given.serial] }
      // JSON has no form for these: they would arrive as null or 0, and be sent instead of refused.
      const isLost = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
      return isLost ? { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) } : value
    })
  } catch (error) {
    throw notJson(operation, field, error)
  }
}

export function unpackJson(text: string): unknown {
  return JSON.parse(text, (_, value: unknown) => {
    if (typeof value !== 'object' || value === null) return value
    const { [CIPHERTEXT]: packed, [NUMBER]: number } = value as {
      readonly [CIPHERTEXT]?: [string, string]
      readonly [NUMBER]?: string
    }
    return packed ? alreadyEncrypted(...packed) : number === undefined ? value : Number(number)
  }) as unknown
}
