import {
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  createSecretKey,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
  type KeyObject,
} from 'node:crypto'
import { utf8 } from './bytes.ts'
import { canonicalBase64 } from './canonical-base64.ts'
import { OAEP_OVERHEAD, checkBytes, checkLength, damagedCiphertext, plaintextTooLong } from './algorithms.ts'
import type { CryptoImplementation, FieldDecrypter } from './roles.ts'
import { SCHEME } from './scheme.ts'

/**
 * Node's own crypto. Signing and OAEP decryption (0.26 ms of private-key arithmetic each) run on the thread pool so
 * that they do not block the event loop; verification, AES-GCM and OAEP encryption are cheaper than that and run in
 * place. WebCrypto handles a caller's `CryptoKey`, which may not be extractable.
 */
export const crypto: CryptoImplementation = {
  runtime: 'node',

  signer(privateKey) {
    if (!(privateKey instanceof Uint8Array)) {
      return { scheme: SCHEME, sign: async (message) => (await web()).signer(privateKey).sign(message) }
    }
    const key = createPrivateKey({ key: Buffer.from(privateKey), format: 'der', type: 'pkcs8' })
    return {
      scheme: SCHEME,
      sign: (message) =>
        new Promise((resolve, reject) => {
          sign('sha256', message, key, (error, signature) => {
            if (error) reject(error)
            else resolve(signature.toString('base64'))
          })
        }),
    }
  },

  verifier(publicKey) {
    if (!(publicKey instanceof Uint8Array)) {
      return { verify: async (message, signature) => (await web()).verifier(publicKey).verify(message, signature) }
    }
    const key = publicKeyObject(publicKey)
    return {
      async verify(message, signature) {
        const bytes = canonicalBase64(signature)
        return bytes !== undefined && verify('sha256', message, key, bytes)
      },
    }
  },

  fieldEncrypter(publicKey) {
    if (!(publicKey instanceof Uint8Array)) {
      return { encrypt: async (plaintext) => (await web()).fieldEncrypter(publicKey).encrypt(plaintext) }
    }
    const key = publicKeyObject(publicKey)
    const limit = (key.asymmetricKeyDetails?.modulusLength ?? 2048) / 8 - OAEP_OVERHEAD
    return {
      async encrypt(plaintext) {
        const bytes = utf8(plaintext)
        if (bytes.length > limit) throw plaintextTooLong(bytes.length, limit)
        return publicEncrypt({ key, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, bytes).toString(
          'base64',
        )
      },
    }
  },

  // node:crypto can decrypt only in place; WebCrypto uses the thread pool.
  fieldDecrypter(privateKey) {
    let decrypter: FieldDecrypter | undefined
    return {
      decrypt: async (ciphertext) => (decrypter ??= (await web()).fieldDecrypter(privateKey)).decrypt(ciphertext),
    }
  },

  resourceCipher(key) {
    checkBytes('key', key)
    const algorithm = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm'
    // With plain bytes, Node needs longer to rule out a key object than to decrypt a notification.
    const secret = createSecretKey(key)
    return {
      async open({ ciphertext, nonce, associated_data }) {
        const bytes = canonicalBase64(ciphertext)
        if (!bytes || bytes.length < 16) throw damagedCiphertext()
        const decipher = createDecipheriv(algorithm, secret, Buffer.from(nonce), { authTagLength: 16 })
        decipher.setAuthTag(bytes.subarray(-16))
        if (associated_data) decipher.setAAD(Buffer.from(associated_data))
        const plaintext = decipher.update(bytes.subarray(0, -16))
        // GCM outputs nothing more; this call checks the tag.
        decipher.final()
        return plaintext
      },
      async seal(plaintext, nonce, associatedData) {
        const cipher = createCipheriv(algorithm, secret, utf8(nonce), { authTagLength: 16 })
        if (associatedData) cipher.setAAD(utf8(associatedData))
        const head = cipher.update(plaintext)
        return Buffer.concat([head, cipher.final(), cipher.getAuthTag()]).toString('base64')
      },
    }
  },

  async hmacSha256(key, message) {
    checkBytes('key', key)
    checkBytes('message', message)
    return createHmac('sha256', key).update(message).digest()
  },
  async sha256(message) {
    checkBytes('message', message)
    return createHash('sha256').update(message).digest()
  },
  randomBytes(length) {
    checkLength(length)
    return randomBytes(length)
  },
}

/** Loaded on demand, because most processes do not need it. */
async function web(): Promise<CryptoImplementation> {
  return (await import('./web.ts')).crypto
}

function publicKeyObject(spki: Uint8Array): KeyObject {
  return createPublicKey({ key: Buffer.from(spki), format: 'der', type: 'spki' })
}
