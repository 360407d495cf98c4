import { base64Decode, utf8 } from './bytes.ts'
import { base64Encode } from './base64-encode.ts'
import { utf8Decode } from './utf8-decode.ts'
import { OAEP_OVERHEAD, checkBytes, checkLength, damagedCiphertext, plaintextTooLong } from './algorithms.ts'
import type { CryptoKey } from './keys/crypto-key.ts'
import type { CryptoImplementation } from './roles.ts'
import { SCHEME } from './scheme.ts'

const { subtle } = globalThis.crypto
const SIGNATURE = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
const OAEP = { name: 'RSA-OAEP', hash: 'SHA-1' }

type Bytes = Uint8Array<ArrayBuffer>

/** WebCrypto: Workers, Deno, Bun, browsers' edge runtimes. */
export const crypto: CryptoImplementation = {
  runtime: 'web',

  signer(privateKey) {
    const key = lazyKey('pkcs8', privateKey, SIGNATURE, 'sign')
    return {
      scheme: SCHEME,
      sign: async (message) =>
        base64Encode(new Uint8Array(await subtle.sign(SIGNATURE.name, await key(), message as Bytes))),
    }
  },

  verifier(publicKey) {
    const key = lazyKey('spki', publicKey, SIGNATURE, 'verify')
    return {
      async verify(message, signature) {
        const bytes = base64Decode(signature)
        return bytes !== undefined && subtle.verify(SIGNATURE.name, await key(), bytes, message as Bytes)
      },
    }
  },

  fieldEncrypter(publicKey) {
    const key = lazyKey('spki', publicKey, OAEP, 'encrypt')
    return {
      async encrypt(plaintext) {
        const bytes = utf8(plaintext)
        const cryptoKey = await key()
        const { modulusLength } = cryptoKey.algorithm as { modulusLength?: number }
        const limit = (modulusLength ?? 2048) / 8 - OAEP_OVERHEAD
        if (bytes.length > limit) throw plaintextTooLong(bytes.length, limit)
        return base64Encode(new Uint8Array(await subtle.encrypt(OAEP.name, cryptoKey, bytes)))
      },
    }
  },

  fieldDecrypter(privateKey) {
    const key = lazyKey('pkcs8', privateKey, OAEP, 'decrypt')
    return {
      async decrypt(ciphertext) {
        const bytes = base64Decode(ciphertext)
        if (!bytes) throw damagedCiphertext()
        return utf8Decode(new Uint8Array(await subtle.decrypt(OAEP.name, await key(), bytes)))
      },
    }
  },

  resourceCipher(rawKey) {
    checkBytes('key', rawKey)
    const aes = once(() => subtle.importKey('raw', rawKey as Bytes, 'AES-GCM', false, ['encrypt', 'decrypt']))
    const parameters = (nonce: string, associatedData: string | null | undefined) => ({
      name: 'AES-GCM',
      iv: utf8(nonce),
      tagLength: 128,
      ...(associatedData ? { additionalData: utf8(associatedData) } : {}),
    })
    return {
      async open({ ciphertext, nonce, associated_data }) {
        const bytes = base64Decode(ciphertext)
        if (!bytes || bytes.length < 16) throw damagedCiphertext()
        return new Uint8Array(await subtle.decrypt(parameters(nonce, associated_data), await aes(), bytes))
      },
      async seal(plaintext, nonce, associatedData) {
        const sealed = await subtle.encrypt(parameters(nonce, associatedData), await aes(), plaintext as Bytes)
        return base64Encode(new Uint8Array(sealed))
      },
    }
  },

  async hmacSha256(key, message) {
    checkBytes('key', key)
    checkBytes('message', message)
    const imported = await subtle.importKey('raw', key as Bytes, { name: 'HMAC', hash: 'SHA-256' }, false, ['sign'])
    return new Uint8Array(await subtle.sign('HMAC', imported, message as Bytes))
  },

  async sha256(message) {
    checkBytes('message', message)
    return new Uint8Array(await subtle.digest('SHA-256', message as Bytes))
  },

  randomBytes(length) {
    checkLength(length)
    return globalThis.crypto.getRandomValues(new Uint8Array(length))
  },
}

/** Imports the key at its first use, because importing is asynchronous. A failure is kept and reported there. */
function lazyKey(
  format: 'pkcs8' | 'spki',
  key: Uint8Array | CryptoKey,
  algorithm: typeof SIGNATURE,
  usage: 'sign' | 'verify' | 'encrypt' | 'decrypt',
): () => Promise<CryptoKey> {
  if (!(key instanceof Uint8Array)) return () => Promise.resolve(key)
  return once(() => subtle.importKey(format, key as Bytes, algorithm, false, [usage]))
}

function once<T>(make: () => Promise<T>): () => Promise<T> {
  let made: Promise<T> | undefined
  return () => (made ??= make())
}
