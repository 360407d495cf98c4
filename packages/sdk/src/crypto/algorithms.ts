/** What both implementations must agree on. */

/** OAEP with SHA-1 takes two digests and two bytes of the modulus. */
export const OAEP_OVERHEAD = 42

export function plaintextTooLong(length: number, limit: number): RangeError {
  return new RangeError(`a sensitive field holds ${length} bytes of UTF-8, RSA-OAEP takes at most ${limit}`)
}

export function damagedCiphertext(): TypeError {
  return new TypeError('the ciphertext is not Base64 or is too short')
}
