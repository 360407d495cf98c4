import { AlreadyEncrypted, alreadyEncrypted } from '../request/build/already-encrypted.ts'
import { toJson } from '../request/build/to-json.ts'

/** A member name that no field of WeChat Pay has. */
const CIPHERTEXT = '\0ciphertext'
const NUMBER = '\0number'

/**
 * Converts JSON to text for the other thread. A cloned decimal, or any other object with `toJSON`, would lose its
 * methods there and be sent as its internal members.
 *
 * @throws {RequestError} the value cannot be written as JSON
 */
export function packJson(operation: string, field: string, json: object): string {
  return toJson(operation, field, json, function (name, value) {
    const given = this[name]
    if (given instanceof AlreadyEncrypted) return { [CIPHERTEXT]: [given.ciphertext, given.serial] }
    // JSON cannot express these: they would arrive as null or 0, and be sent instead of refused.
    const isLost = typeof value === 'number' && (!Number.isFinite(value) || Object.is(value, -0))
    return isLost ? { [NUMBER]: Object.is(value, -0) ? '-0' : String(value) } : value
  })
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
