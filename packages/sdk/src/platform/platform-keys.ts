import type { FieldEncrypter, Verifier } from '../crypto/roles.ts'

/** One of WeChat Pay's keys, known by its serial: `PUB_KEY_ID_…` or a certificate's 40 hex digits. */
export interface PlatformKey {
  readonly serial: string
  /** Tells it from the merchant's own key. */
  readonly modulus: Uint8Array
  readonly verifier: Verifier
  readonly encrypter: FieldEncrypter
}

/** The keys that answers may be signed with, and the one that sensitive fields are encrypted with. Immutable. */
export class PlatformKeys {
  /** Named in `Wechatpay-Serial` of every request, which asks for answers signed with it. */
  readonly preferred: PlatformKey
  readonly #bySerial: ReadonlyMap<string, PlatformKey>

  /** @param keys the preferred one first; never empty */
  constructor(keys: readonly [PlatformKey, ...PlatformKey[]]) {
    this.preferred = keys[0]
    this.#bySerial = new Map(keys.map((key) => [key.serial, key]))
  }

  find(serial: string): PlatformKey | undefined {
    return this.#bySerial.get(serial)
  }

  get serials(): readonly string[] {
    return [...this.#bySerial.keys()]
  }

  get all(): readonly PlatformKey[] {
    return [...this.#bySerial.values()]
  }
}
