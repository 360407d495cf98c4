import { describeValue } from '../errors/describe-value.ts'

/** What both implementations must agree on. */

/** OAEP with SHA-1 takes two digests and two bytes of the modulus. */
export const OAEP_OVERHEAD = 42

export function plaintextTooLong(length: number, limit: number): RangeError {
  return new RangeError(`a sensitive field holds ${length} bytes of UTF-8, RSA-OAEP takes at most ${limit}`)
}

/**
 * A runtime's own message shows what it was given; this one does not.
 *
 * @throws {TypeError} not bytes
 */
export function checkBytes(name: string, value: unknown): void {
  if (!(value instanceof Uint8Array))
    throw new TypeError(`${name}: expected a Uint8Array, received ${describeValue(value)}`)
}

/** @throws {TypeError} not a number of bytes */
export function checkLength(value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > 65_536)
    throw new TypeError(`length: expected a whole number, 0 to 65536, received ${describeValue(value)}`)
}

export function damagedCiphertext(): TypeError {
  return new TypeError('the ciphertext is not Base64 or is too short')
}
