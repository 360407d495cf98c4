import type { CryptoKey } from './crypto-key.ts'
import type { CryptoImplementation, FieldDecrypter, FieldEncrypter, Signer, Verifier } from './roles.ts'
import { SCHEME } from './scheme.ts'

type Key = Uint8Array | CryptoKey

let loading: Promise<CryptoImplementation> | undefined
let loaded: CryptoImplementation | undefined

function load(): Promise<CryptoImplementation> {
  return (loading ??= import('#crypto').then(({ crypto }) => (loaded = crypto)))
}

/** Makes a role when it is first used, and takes no turn of the event loop once the implementation is there. */
function once<Role>(make: (crypto: CryptoImplementation) => Role) {
  let role: Role | undefined
  return <Result>(use: (role: Role) => Promise<Result>): Promise<Result> => {
    if (role) return use(role)
    return loaded ? use((role = make(loaded))) : load().then((crypto) => use((role ??= make(crypto))))
  }
}

/**
 * A private key in its two roles. The implementation of cryptography is loaded with the first use of the first key: most
 * keys of most processes are never used, and what a key is has been checked before, by `key-material.ts`.
 */
export function lazyPrivateKey(pkcs8: Key): Signer & FieldDecrypter {
  const signer = once((crypto) => crypto.signer(pkcs8))
  const decrypter = once((crypto) => crypto.fieldDecrypter(pkcs8))
  return {
    scheme: SCHEME,
    sign: (message) => signer((role) => role.sign(message)),
    decrypt: (ciphertext) => decrypter((role) => role.decrypt(ciphertext)),
  }
}

/** A public key in its two roles, as {@link lazyPrivateKey}. */
export function lazyPublicKey(spki: Key): Verifier & FieldEncrypter {
  const verifier = once((crypto) => crypto.verifier(spki))
  const encrypter = once((crypto) => crypto.fieldEncrypter(spki))
  return {
    verify: (message, signature) => verifier((role) => role.verify(message, signature)),
    encrypt: (plaintext) => encrypter((role) => role.encrypt(plaintext)),
  }
}
