import { base64Decode } from '../crypto/bytes.ts'
import { base64Encode } from '../crypto/base64-encode.ts'
import type { KeyText } from '../crypto/key-input.ts'
import { parsePrivateKey } from '../crypto/key-material.ts'
import { nonce } from '../crypto/nonce.ts'

/** What WeChat Pay would sign and encrypt with, for tests. */
export interface TestKeys {
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string
  readonly publicKey: string
  readonly privateKey: KeyText
  /** 32 characters. */
  readonly apiV3Key: string
  /** The merchant's own pair: a few fields of notifications are encrypted to it. */
  readonly merchant: { readonly publicKey: string; readonly privateKey: string }
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
}

/** Two pairs of keys and an APIv3 key that exist for one test run and open nothing else. */
export async function makeTestKeys(): Promise<TestKeys> {
  const [platform, merchant] = await Promise.all([makePair(), makePair()])
  return {
    publicKeyId: `PUB_KEY_ID_${Date.now()}00000000000000000000`,
    ...platform,
    apiV3Key: nonce(),
    merchant,
  }
}

async function makePair(): Promise<TestKeys['merchant']> {
  const { subtle } = globalThis.crypto
  const pair = await subtle.generateKey(RSA, true, ['sign', 'verify'])
  const [pkcs8, spki] = await Promise.all([
    subtle.exportKey('pkcs8', pair.privateKey),
    subtle.exportKey('spki', pair.publicKey),
  ])
  return { publicKey: pem('PUBLIC KEY', new Uint8Array(spki)), privateKey: pem('PRIVATE KEY', new Uint8Array(pkcs8)) }
}

/** The same key with another modulus would not do: a forger has a whole pair of his own. */
export function derOf(privateKey: KeyText): Uint8Array {
  return parsePrivateKey('privateKey', privateKey).pkcs8
}

function pem(label: string, der: Uint8Array): string {
  const lines = base64Encode(der).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** One bit of the signature is another: well-formed, and wrong. */
export function spoiled(signature: string): string {
  const bytes = base64Decode(signature) ?? new Uint8Array(256)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return base64Encode(bytes)
}
