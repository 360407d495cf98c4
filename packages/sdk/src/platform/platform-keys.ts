import type { FieldEncrypter, Verifier } from '../crypto/roles.ts'

/** One of WeChat Pay's keys, known by its serial: `PUB_KEY_ID_…` or a certificate's 40 hex digits. */
export interface PlatformKey {
  readonly serial: string
  /** Tells it from the merchant's own key. */
  readonly modulus: Uint8Array
  readonly verifier: Verifier
  readonly encrypter: FieldEncrypter
}

/**
 * The keys that answers and notifications may be signed with, public keys and certificates side by side, and the one
 * that sensitive fields are encrypted with.
 */
export interface Keyring {
  /** Named in `Wechatpay-Serial` of every request, which asks for answers signed with it. There once `ready` is. */
  readonly preferred: PlatformKey
  readonly serials: readonly string[]
  readonly all: readonly PlatformKey[]
  find(serial: string): PlatformKey | undefined
  /** What to wait for before the keys are used; undefined, nearly always, for nothing. */
  ready(): Promise<void> | undefined
  /** A key that `find` does not know: it may be newer than the ones here. */
  learn(serial: string): Promise<PlatformKey | undefined>
}

/** What follows from a list of keys, whatever brings it about. */
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

/** Keys that the caller gave. Immutable. */
export class PlatformKeys extends KeyList {
  override readonly all: readonly PlatformKey[]

  /** @param keys the preferred one first; never empty */
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
