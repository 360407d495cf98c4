import type { CryptoKey } from './keys/crypto-key.ts'
import type { CryptoImplementation, FieldDecrypter, FieldEncrypter, Signer, Verifier } from './roles.ts'
import { SCHEME } from './scheme.ts'

type Key = Uint8Array | CryptoKey

let loading: Promise<CryptoImplementation> | undefined
let loaded: CryptoImplementation | undefined

function load(): Promise<CryptoImplementation> {
  return (loading ??= import('#crypto').then(({ crypto }) => (loaded = crypto)))
}

/** Creates a role at its first use. Once the implementation is loaded, it costs no turn of the event loop. */
function once<Role>(make: (crypto: CryptoImplementation) => Role) {
  let role: Role | undefined
  return <Result>(use: (role: Role) => Promise<Result>): Promise<Result> => {
    if (role) return use(role)
    return loaded ? use((role = make(loaded))) : load().then((crypto) => use((role ??= make(crypto))))
  }
}

/**
 * A private key in its two roles. The first use of a key loads the cryptography, because most processes never use most
 * of their keys. `key-material.ts` has already checked the key.
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

/** A public key in its two roles, loaded like {@link lazyPrivateKey}. */
export function lazyPublicKey(spki: Key): Verifier & FieldEncrypter {
  const verifier = once((crypto) => crypto.verifier(spki))
  const encrypter = once((crypto) => crypto.fieldEncrypter(spki))
  return {
    verify: (message, signature) => verifier((role) => role.verify(message, signature)),
    encrypt: (plaintext) => encrypter((role) => role.encrypt(plaintext)),
  }
}
