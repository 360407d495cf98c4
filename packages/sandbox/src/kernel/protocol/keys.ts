import { type FieldDecrypter, type ResourceCipher, type Signer, type Verifier, crypto } from 'wechatpay-ts/crypto'

/**
 * Imported keys, kept for as long as the engine keeps their bytes. Importing one costs as much as one or two
 * signatures.
 */

const verifiers = new WeakMap<Uint8Array, Verifier>()
const signers = new WeakMap<Uint8Array, Signer>()
const ciphers = new WeakMap<Uint8Array, ResourceCipher>()
const decrypters = new WeakMap<Uint8Array, FieldDecrypter>()

export function verifierOf(spki: Uint8Array): Verifier {
  return remember(verifiers, spki, (der) => crypto.verifier(der))
}

export function signerOf(pkcs8: Uint8Array): Signer {
  return remember(signers, pkcs8, (der) => crypto.signer(der))
}

export function cipherOf(apiV3Key: Uint8Array): ResourceCipher {
  return remember(ciphers, apiV3Key, (key) => crypto.resourceCipher(key))
}

export function decrypterOf(pkcs8: Uint8Array): FieldDecrypter {
  return remember(decrypters, pkcs8, (der) => crypto.fieldDecrypter(der))
}

function remember<Role>(known: WeakMap<Uint8Array, Role>, der: Uint8Array, make: (der: Uint8Array) => Role): Role {
  let role = known.get(der)
  if (!role) {
    role = make(der)
    known.set(der, role)
  }
  return role
}
