import { crypto } from '#crypto'
import type { CryptoKey } from '../crypto/crypto-key.ts'
import { KeyMaterialError } from '../crypto/key-material-error.ts'
import { parseCertificate, parsePublicKey, type KeyText } from '../crypto/key-material.ts'
import type { Verifier } from '../crypto/roles.ts'

/** WeChat Pay's own keys. While a merchant moves from certificates to the public key, notifications come with either: keep both. */
export interface PlatformKeys {
  /** Public keys by their id, `PUB_KEY_ID_…`. */
  readonly publicKeys?: Readonly<Record<string, KeyText | CryptoKey>>
  /** Platform certificates; each brings its own serial. */
  readonly certificates?: readonly KeyText[]
}

/** A verifier for each serial that `Wechatpay-Serial` may name. */
export function verifiersOf({ publicKeys = {}, certificates = [] }: PlatformKeys): ReadonlyMap<string, Verifier> {
  const verifiers = new Map<string, Verifier>()
  for (const [id, key] of Object.entries(publicKeys)) {
    const isText = typeof key === 'string' || key instanceof Uint8Array
    verifiers.set(id, crypto.verifier(isText ? parsePublicKey(`platform.publicKeys['${id}']`, key).spki : key))
  }
  for (const [i, text] of certificates.entries()) {
    const { serial, spki } = parseCertificate(`platform.certificates[${i}]`, text)
    verifiers.set(serial, crypto.verifier(spki))
  }
  if (verifiers.size === 0) throw new KeyMaterialError('platform', 'at least one public key or certificate', 'none')
  return verifiers
}
