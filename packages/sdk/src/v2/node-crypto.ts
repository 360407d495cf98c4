import { constants, createCipheriv, createDecipheriv, createHash, createPrivateKey, privateDecrypt } from 'node:crypto'

/** The cryptographic primitives of APIv2 that only Node has. */

export function md5(message: Uint8Array): Uint8Array {
  return createHash('md5').update(message).digest()
}

/** @throws the key is another or the ciphertext was altered */
export function decryptEcb(key: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const decipher = createDecipheriv('aes-256-ecb', key, null)
  return Buffer.concat([decipher.update(ciphertext), decipher.final()])
}

export function encryptEcb(key: Uint8Array, plaintext: Uint8Array): Uint8Array {
  const cipher = createCipheriv('aes-256-ecb', key, null)
  return Buffer.concat([cipher.update(plaintext), cipher.final()])
}

/**
 * Decrypts RSAES-PKCS1-v1_5. This function removes the padding, because not all builds of Node still do. They stopped
 * to protect servers that decrypt ciphertexts from strangers; this ciphertext comes from a verified answer.
 */
export function decryptPkcs1(privateKeyPkcs8: Uint8Array, ciphertext: Uint8Array): Uint8Array {
  const key = createPrivateKey({ key: Buffer.from(privateKeyPkcs8), format: 'der', type: 'pkcs8' })
  const block = privateDecrypt({ key, padding: constants.RSA_NO_PADDING }, ciphertext)
  const end = block.indexOf(0, 2)
  if (block[0] !== 0 || block[1] !== 2 || end < 10) throw new TypeError('the padding is not that of PKCS#1 v1.5')
  return block.subarray(end + 1)
}
