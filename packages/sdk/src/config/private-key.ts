import { crypto } from '#crypto'
import { SCHEME } from '../crypto/algorithms.ts'
import type { CryptoKey } from '../crypto/crypto-key.ts'
import { parsePrivateKey, type KeyText } from '../crypto/key-material.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import { asConfigError } from './as-config-error.ts'
import type { PrivateKeyInput } from './options.ts'

export interface PrivateKey {
  readonly signer: Signer
  readonly decrypter: FieldDecrypter
  /** Undefined for a key that is only known later, or not at all. */
  readonly modulus: Uint8Array | undefined
  /** The key itself, for the older padding of APIv2; undefined where a `CryptoKey` keeps it to itself. */
  pkcs8(): Promise<Uint8Array | undefined>
}

/** @throws {KeyMaterialError} at once; what a loader brings is met at the first use, as a ConfigError */
export function readPrivateKey(name: string, input: PrivateKeyInput): PrivateKey {
  if (typeof input === 'function') {
    let loaded: Promise<PrivateKey> | undefined
    const load = (): Promise<PrivateKey> => {
      loaded ??= input()
        .then((key) => readPrivateKey(name, key))
        .catch((error: unknown) => {
          throw asConfigError(error)
        })
      // A loader that failed is asked again by the next call.
      loaded.catch(() => (loaded = undefined))
      return loaded
    }
    return {
      signer: { scheme: SCHEME, sign: async (message) => (await load()).signer.sign(message) },
      decrypter: {
        prepare: load,
        decrypt: async (ciphertext) => (await load()).decrypter.decrypt(ciphertext),
      },
      modulus: undefined,
      pkcs8: async () => (await load()).pkcs8(),
    }
  }
  if (isCryptoKey(input)) {
    return {
      signer: crypto.signer(input),
      decrypter: crypto.fieldDecrypter(input),
      modulus: undefined,
      pkcs8: async () => undefined,
    }
  }
  const { pkcs8, modulus } = parsePrivateKey(name, input)
  let decrypter: FieldDecrypter | undefined
  return {
    signer: crypto.signer(pkcs8),
    decrypter: { decrypt: (ciphertext) => (decrypter ??= crypto.fieldDecrypter(pkcs8)).decrypt(ciphertext) },
    modulus,
    pkcs8: async () => pkcs8,
  }
}

function isCryptoKey(input: KeyText | CryptoKey): input is CryptoKey {
  return typeof input === 'object' && input !== null && 'algorithm' in input && 'usages' in input
}
