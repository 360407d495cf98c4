import { base64Decode, concatBytes } from '../bytes.ts'
import { TAG, encodeDer } from './der.ts'
import type { JsonWebKeyRsa } from './key-input.ts'

/** Members in the order of PKCS#1. */
const PUBLIC = ['n', 'e'] as const
const PRIVATE = [...PUBLIC, 'd', 'p', 'q', 'dp', 'dq', 'qi'] as const

/** Converts a JWK to an RSA key in PKCS#1 DER; undefined where a member is missing or invalid. */
export function derOfJwk(jwk: JsonWebKeyRsa): Uint8Array | undefined {
  const isPrivate = Object.hasOwn(jwk, 'd')
  const numbers = (isPrivate ? PRIVATE : PUBLIC).map((name) => Object.hasOwn(jwk, name) && integerOf(jwk[name]))
  const version = isPrivate ? [encodeDer(TAG.integer, Uint8Array.of(0))] : []
  return jwk.kty === 'RSA' && numbers.every((number) => !!number)
    ? encodeDer(TAG.sequence, ...version, ...numbers)
    : undefined
}

/** @param text Base64url without padding */
function integerOf(text: unknown): Uint8Array | undefined {
  if (typeof text !== 'string' || text === '') return undefined
  const bytes = base64Decode(text.replaceAll('-', '+').replaceAll('_', '/') + '='.repeat(-text.length & 3))
  // A leading zero keeps a number positive whose first bit is set.
  return bytes && encodeDer(TAG.integer, bytes[0]! & 0x80 ? concatBytes(Uint8Array.of(0), bytes) : bytes)
}
