import type { CryptoKey } from '../crypto/keys/crypto-key.ts'
import type { KeyInput } from '../crypto/keys/key-input.ts'
import { KeyMaterialError } from '../crypto/keys/key-material-error.ts'
import { checkModulusBits, parsePrivateKey, type ParsedPrivateKey } from '../crypto/keys/key-material.ts'
import { lazyPrivateKey } from '../crypto/lazy.ts'
import type { FieldDecrypter, Signer } from '../crypto/roles.ts'
import { SCHEME } from '../crypto/scheme.ts'
import { asConfigError } from './as-config-error.ts'
import type { PrivateKeyInput } from './options.ts'

export interface PrivateKey {
  readonly signer: Signer
  readonly decrypter: FieldDecrypter
  /** Undefined for a key that a loader brings later, or that a `CryptoKey` hides. */
  readonly parsed: ParsedPrivateKey | undefined
  /** Returns the key itself, for the older padding of APIv2; undefined where a `CryptoKey` hides it. */
  pkcs8(): Promise<Uint8Array | undefined>
}

/** @throws {KeyMaterialError} at once; errors of a loader's key appear at its first use, as a ConfigError */
export function readPrivateKey(name: string, input: PrivateKeyInput): PrivateKey {
  if (typeof input === 'function') {
    let loaded: Promise<PrivateKey> | undefined
    const load = (): Promise<PrivateKey> => {
      loaded ??= input()
        .then((key) => readPrivateKey(name, key))
        .catch((error: unknown) => {
          throw asConfigError(error)
        })
      // After a failure, the next call runs the loader again.
      loaded.catch(() => (loaded = undefined))
      return loaded
    }
    return {
      signer: { scheme: SCHEME, sign: async (message) => (await load()).signer.sign(message) },
      decrypter: {
        prepare: load,
        decrypt: async (ciphertext) => (await load()).decrypter.decrypt(ciphertext),
      },
      parsed: undefined,
      pkcs8: async () => (await load()).pkcs8(),
    }
  }
  if (isCryptoKey(input)) {
    checkCryptoKey(name, input)
    return privateKeyOf(input, undefined)
  }
  const parsed = parsePrivateKey(name, input)
  return privateKeyOf(parsed.pkcs8, parsed)
}

function privateKeyOf(key: Uint8Array | CryptoKey, parsed: ParsedPrivateKey | undefined): PrivateKey {
  const roles = lazyPrivateKey(key)
  return { signer: roles, decrypter: roles, parsed, pkcs8: async () => parsed?.pkcs8 }
}

const SIGNING_KEY = 'private RSASSA-PKCS1-v1_5 SHA-256 CryptoKey to sign'

/** A `CryptoKey` hides its numbers but shows their length and what it is for. It is used as it is, for nothing else. */
function checkCryptoKey(name: string, { type, algorithm, usages }: CryptoKey): void {
  const { modulusLength = 0, hash } = algorithm as { readonly modulusLength?: number; readonly hash?: { name: string } }
  const received = [type, algorithm.name, hash?.name, 'CryptoKey to', ...usages].join(' ')
  if (received !== SIGNING_KEY) throw new KeyMaterialError(name, `a ${SIGNING_KEY}`, `a ${received}`)
  checkModulusBits(name, modulusLength)
}

function isCryptoKey(input: KeyInput | CryptoKey): input is CryptoKey {
  return typeof input === 'object' && input !== null && 'algorithm' in input && 'usages' in input
}
