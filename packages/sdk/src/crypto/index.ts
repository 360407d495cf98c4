/**
 * WeChat Pay's cryptography as a toolbox: key parsing with clear errors, the signing strings, and the roles implemented
 * for the runtime. The client and the webhook receiver are built on it. Use it directly for cases that they do not
 * cover.
 */
import { crypto as forRuntime } from '#crypto'
import type { CryptoImplementation } from './roles.ts'

/** The implementation for the runtime. Its type is explicit for compilers that ignore a package's `imports`. */
export const crypto: CryptoImplementation = forRuntime

export type { CryptoKey } from './keys/crypto-key.ts'
export type {
  CryptoImplementation,
  FieldDecrypter,
  FieldEncrypter,
  ResourceCipher,
  SealedResource,
  Signer,
  Verifier,
} from './roles.ts'
export { base64Encode } from './base64-encode.ts'
export { base64Decode, concatBytes, equalBytes, hexUpper, utf8 } from './bytes.ts'
export { utf8Decode } from './utf8-decode.ts'
export { parseApiKey, parseCertificate, parsePrivateKey, parsePublicKey } from './keys/named-parse.ts'
export type { ParseOptions, ParsedCertificate, ParsedPrivateKey, ParsedPublicKey } from './keys/key-material.ts'
export type { JsonWebKeyRsa, KeyInput, KeyText, NodeCertificate, NodeKeyObject } from './keys/key-input.ts'
export { KeyMaterialError } from './keys/key-material-error.ts'
export { nonce } from './nonce.ts'
export { SCHEME } from './scheme.ts'
export { authorizationHeader, requestSigningString, responseSigningString } from './signing-string.ts'
export type { RequestToSign } from './signing-string.ts'
