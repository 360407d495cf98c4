import {
  KeyObject,
  constants,
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  createPrivateKey,
  createPublicKey,
  privateDecrypt,
  publicEncrypt,
  randomBytes,
  sign,
  verify,
  webcrypto,
} from 'node:crypto'
import { base64Decode, utf8, utf8Decode } from './bytes.ts'
import { OAEP_OVERHEAD, SCHEME, damagedCiphertext, plaintextTooLong } from './algorithms.ts'
import type { CryptoImplementation } from './roles.ts'

/**
 * Node's own crypto. Signing and OAEP decryption (0.26 ms of private-key arithmetic each) go to the thread pool so
 * that they do not stop the event loop; verification, AES-GCM and OAEP encryption are cheaper than that trip and
 * happen in place.
 */
export const crypto: CryptoImplementation = {
  runtime: 'node',

  signer(privateKey) {
    const key = privateKeyObject(privateKey)
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
    const key = publicKeyObject(publicKey)
    return {
      async verify(message, signature) {
        const bytes = base64Decode(signature)
        return bytes !== undefined && verify('sha256', message, key, bytes)
      },
    }
  },

  fieldEncrypter(publicKey) {
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

  fieldDecrypter(privateKey) {
    // node:crypto decrypts only in place; WebCrypto does it on the thread pool but wants the key in its own form.
    const pooled =
      privateKey instanceof Uint8Array
        ? webcrypto.subtle.importKey(
            'pkcs8',
            privateKey as Uint8Array<ArrayBuffer>,
            { name: 'RSA-OAEP', hash: 'SHA-1' },
            false,
            ['decrypt'],
          )
        : undefined
    pooled?.catch(() => {}) // reported by the first decrypt()
    const inPlace = pooled ? undefined : privateKeyObject(privateKey)
    return {
      async decrypt(ciphertext) {
        const bytes = base64Decode(ciphertext)
        if (!bytes) throw damagedCiphertext()
        const plain = pooled
          ? new Uint8Array(await webcrypto.subtle.decrypt('RSA-OAEP', await pooled, bytes))
          : privateDecrypt({ key: inPlace!, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha1' }, bytes)
        return utf8Decode(plain)
      },
    }
  },

  resourceCipher(key) {
    const algorithm = key.length === 16 ? 'aes-128-gcm' : 'aes-256-gcm'
    return {
      async open({ ciphertext, nonce, associated_data }) {
        const bytes = base64Decode(ciphertext)
        if (!bytes || bytes.length < 16) throw damagedCiphertext()
        const decipher = createDecipheriv(algorithm, key, utf8(nonce), { authTagLength: 16 })
        decipher.setAuthTag(bytes.subarray(-16))
        if (associated_data) decipher.setAAD(utf8(associated_data))
        const head = decipher.update(bytes.subarray(0, -16))
        return Buffer.concat([head, decipher.final()])
      },
      async seal(plaintext, nonce, associatedData) {
        const cipher = createCipheriv(algorithm, key, utf8(nonce), { authTagLength: 16 })
        if (associatedData) cipher.setAAD(utf8(associatedData))
        const head = cipher.update(plaintext)
        return Buffer.concat([head, cipher.final(), cipher.getAuthTag()]).toString('base64')
      },
    }
  },

  hmacSha256: async (key, message) => createHmac('sha256', key).update(message).digest(),
  sha256: async (message) => createHash('sha256').update(message).digest(),
  randomBytes: (length) => randomBytes(length),
}

function privateKeyObject(key: Uint8Array | CryptoKey): KeyObject {
  return key instanceof Uint8Array
    ? createPrivateKey({ key: Buffer.from(key), format: 'der', type: 'pkcs8' })
    : KeyObject.from(key)
}

function publicKeyObject(key: Uint8Array | CryptoKey): KeyObject {
  return key instanceof Uint8Array
    ? createPublicKey({ key: Buffer.from(key), format: 'der', type: 'spki' })
    : KeyObject.from(key)
}
