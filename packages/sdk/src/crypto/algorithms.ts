import { describeValue } from '../errors/describe-value.ts'

/** Constants and checks that both implementations share. */

/** Bytes of the modulus that OAEP with SHA-1 uses: two digests and two more. */
export const OAEP_OVERHEAD = 42

export function plaintextTooLong(length: number, limit: number): RangeError {
  return new RangeError(`a sensitive field holds ${length} bytes of UTF-8, RSA-OAEP takes at most ${limit}`)
}

/**
 * Checks that a value is bytes. A runtime's own error message would show the value; this one does not.
 *
 * @throws {TypeError} the value is not bytes
 */
export function checkBytes(name: string, value: unknown): void {
  // Not `instanceof`: test runners have a class of their own.
  if (Object.prototype.toString.call(value) !== '[object Uint8Array]')
    throw new TypeError(`${name}: expected a Uint8Array, received ${describeValue(value)}`)
}

/** @throws {TypeError} the value is no valid number of bytes */
export function checkLength(value: unknown): void {
  if (!Number.isSafeInteger(value) || (value as number) < 0 || (value as number) > 65_536)
    throw new TypeError(`length: expected a whole number, 0 to 65536, received ${describeValue(value)}`)
}

export function damagedCiphertext(): TypeError {
  return new TypeError('the ciphertext is not Base64 or is too short')
}
