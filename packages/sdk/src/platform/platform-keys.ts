import type { FieldEncrypter, Verifier } from '../crypto/roles.ts'

/** One of WeChat Pay's keys, identified by its serial: `PUB_KEY_ID_…` or a certificate's 40 hex digits. */
export interface PlatformKey {
  readonly serial: string
  /** Distinguishes it from the merchant's own key. */
  readonly modulus: Uint8Array
  readonly verifier: Verifier
  readonly encrypter: FieldEncrypter
}

/**
 * The keys that may sign answers and notifications, both public keys and certificates, and the one that encrypts
 * sensitive fields.
 */
export interface Keyring {
  /**
   * The key named in `Wechatpay-Serial` of every request, which requests answers signed with it. Available once `ready`
   * is.
   */
  readonly preferred: PlatformKey
  readonly serials: readonly string[]
  readonly all: readonly PlatformKey[]
  find(serial: string): PlatformKey | undefined
  /** A promise to await before the keys are used; usually undefined. */
  ready(): Promise<void> | undefined
  /** Looks for a key that `find` does not know, because it may be newer. */
  learn(serial: string): Promise<PlatformKey | undefined>
}

/** The parts of a keyring that depend only on its list of keys. */
export abstract class KeyList implements Keyring {
  abstract readonly all: readonly PlatformKey[]
  abstract ready(): Promise<void> | undefined
  abstract learn(serial: string): Promise<PlatformKey | undefined>

  get preferred(): PlatformKey {
    const [first] = this.all
    if (!first) throw new Error('no platform key is there yet')
    return first
  }

  get serials(): readonly string[] {
    return this.all.map(({ serial }) => serial)
  }

  find(serial: string): PlatformKey | undefined {
    return this.all.find((key) => key.serial === serial)
  }
}

/** Keys from the caller's configuration. The list never changes. */
export class PlatformKeys extends KeyList {
  override readonly all: readonly PlatformKey[]

  /** @param keys at least one key, the preferred one first */
  constructor(keys: readonly [PlatformKey, ...PlatformKey[]]) {
    super()
    this.all = keys
  }

  override ready(): undefined {
    return undefined
  }

  override learn(): Promise<undefined> {
    return Promise.resolve(undefined)
  }
}
