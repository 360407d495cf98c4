import { crypto } from '#crypto'
import { base64Decode } from '../crypto/bytes.ts'
import { base64Encode } from '../crypto/base64-encode.ts'
import type { KeyText } from '../crypto/keys/key-input.ts'
import { parsePrivateKey, parsePublicKey } from '../crypto/keys/key-material.ts'
import { nonce } from '../crypto/nonce.ts'
import type { FieldEncrypter, Signer } from '../crypto/roles.ts'

/** The keys with which WeChat Pay signs and encrypts in a test. */
export interface TestKeys {
  /** `PUB_KEY_ID_…` */
  readonly publicKeyId: string
  readonly publicKey: string
  readonly privateKey: KeyText
  /** 32 characters. */
  readonly apiV3Key: string
  /** 32 characters; signs messages of APIv2. */
  readonly apiV2Key: string
  /** The merchant's key pair: it signs requests, and a few fields are encrypted to it. */
  readonly merchant: { readonly publicKey: string; readonly privateKey: string }
}

const RSA = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: Uint8Array.of(1, 0, 1),
}

/** Creates two key pairs, an APIv3 key and an APIv2 key for one test run. They open nothing else. */
export async function makeTestKeys(): Promise<TestKeys> {
  const [platform, merchant] = await Promise.all([makePair(), makePair()])
  return {
    publicKeyId: `PUB_KEY_ID_${Date.now()}00000000000000000000`,
    ...platform,
    apiV3Key: nonce(),
    apiV2Key: nonce(),
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

/** Test keys, ready for signing and encryption. */
export interface OpenTestKeys extends TestKeys {
  /** Signs as WeChat Pay. */
  readonly signer: Signer
  /** Encrypts to the merchant. */
  readonly encrypter: FieldEncrypter
}

/**
 * Opens keys once, before anything is mocked: tools that simulate TLS connections leave an error in OpenSSL's queue,
 * with which the next opening of a key fails.
 */
export function openTestKeys(keys: TestKeys): OpenTestKeys {
  return {
    ...keys,
    signer: crypto.signer(parsePrivateKey('privateKey', keys.privateKey).pkcs8),
    encrypter: crypto.fieldEncrypter(parsePublicKey('merchant.publicKey', keys.merchant.publicKey).spki),
  }
}

function pem(label: string, der: Uint8Array): string {
  const lines = base64Encode(der).match(/.{1,64}/g) ?? []
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n')
}

/** Flips one bit of the signature, so that it is well-formed but wrong. */
export function spoiled(signature: string): string {
  const bytes = base64Decode(signature) ?? new Uint8Array(256)
  bytes[0] = (bytes[0] ?? 0) ^ 1
  return base64Encode(bytes)
}
