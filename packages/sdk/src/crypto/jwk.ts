import { base64Decode, concatBytes } from './bytes.ts'
import { TAG, encodeDer } from './der.ts'
import type { JsonWebKeyRsa } from './key-input.ts'

/** In the order of PKCS#1. */
const PUBLIC = ['n', 'e'] as const
const PRIVATE = [...PUBLIC, 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const

/** An RSA key as PKCS#1 DER; undefined where a number is missing or is none. */
export function derOfJwk(jwk: JsonWebKeyRsa): Uint8Array | undefined {
  const isPrivate = Object.hasOwn(jwk, 'd')
  const numbers = (isPrivate ? PRIVATE : PUBLIC).map((name) => Object.hasOwn(jwk, name) && integerOf(jwk[name]))
  const version = isPrivate ? [encodeDer(TAG.integer, Uint8Array.of(0))] : []
  return jwk.kty === 'RSA' && numbers.every((number) => !!number)
    ? encodeDer(TAG.sequence, ...version, ...numbers)
    : undefined
}

/** @param text Base64url, without its padding */
function integerOf(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  const bytes = base64Decode(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat(-text.length & 3))
  // A first bit that is set would make it negative.
  return bytes && encodeDer(TAG.integer, bytes[0]! & 0x80 ? concatBytes(Uint8Array.of(0), bytes) : bytes)
}
