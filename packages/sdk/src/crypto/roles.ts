import type { CryptoKey } from './keys/crypto-key.ts'

/**
 * The cryptographic roles that WeChat Pay requires. There are two implementations, `node.ts` and `web.ts`, chosen by
 * export condition (`#crypto`) and tested by one contract suite. A key-management service or a national-crypto (SM)
 * implementation can replace any role. All are asynchronous, because some implementations must be.
 */

/** Signs requests with the merchant's private key: RSASSA-PKCS1-v1_5 with SHA-256. */
export interface Signer {
  /** The scheme named in `Authorization`. */
  readonly scheme: string
  /** @returns the signature in Base64, one line */
  sign(message: Uint8Array): Promise<string>
}

/** Verifies answers and notifications with one of the platform's public keys. */
export interface Verifier {
  /** Returns false for a malformed signature and never throws: WeChat Pay's probes send broken Base64 routinely. */
  verify(message: Uint8Array, signature: string): Promise<boolean>
}

/** Encrypts sensitive request fields to a platform key: RSA-OAEP with SHA-1 and MGF1-SHA-1. */
export interface FieldEncrypter {
  /** @returns Base64; throws `RangeError` when the plaintext exceeds 214 bytes (2048-bit key) */
  encrypt(plaintext: string): Promise<string>
}

/** Decrypts fields that WeChat Pay encrypted to the merchant certificate. */
export interface FieldDecrypter {
  /** Loads the key, if it is loaded on demand. A failure here says nothing about a ciphertext. */
  prepare?(): Promise<unknown>
  decrypt(ciphertext: string): Promise<string>
}

/** AEAD_AES_256_GCM under the APIv3 key: notification resources and downloaded platform certificates. */
export interface ResourceCipher {
  /** @returns the plaintext; rejects when the authentication tag does not match */
  open(sealed: SealedResource): Promise<Uint8Array>
  /** @returns Base64 of ciphertext and tag */
  seal(plaintext: Uint8Array, nonce: string, associatedData: string): Promise<string>
}

export interface SealedResource {
  /** Base64 of the ciphertext followed by its 16-byte tag. */
  readonly ciphertext: string
  readonly nonce: string
  readonly associated_data?: string | null
}

/**
 * The functions of both implementations. Keys are DER whose structure `key-material.ts` has already checked
 * synchronously.
 */
export interface CryptoImplementation {
  readonly runtime: 'node' | 'web'
  signer(privateKeyPkcs8: Uint8Array | CryptoKey): Signer
  verifier(publicKeySpki: Uint8Array | CryptoKey): Verifier
  fieldEncrypter(publicKeySpki: Uint8Array | CryptoKey): FieldEncrypter
  fieldDecrypter(privateKeyPkcs8: Uint8Array | CryptoKey): FieldDecrypter
  /** `key`: 32 bytes. Published test vectors may use 16 bytes (AES-128). */
  resourceCipher(key: Uint8Array): ResourceCipher
  hmacSha256(key: Uint8Array, message: Uint8Array): Promise<Uint8Array>
  sha256(message: Uint8Array): Promise<Uint8Array>
  randomBytes(length: number): Uint8Array
}
