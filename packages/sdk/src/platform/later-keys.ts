import { KeyList, type Keyring, type PlatformKey } from './platform-keys.ts'

/** Keys from the caller's configuration, and a keyring that is created when they do not suffice. */
export class LaterKeys extends KeyList {
  readonly #given: readonly PlatformKey[]
  readonly #make: () => Promise<Keyring>
  #making: Promise<Keyring> | undefined
  #ring: Keyring | undefined

  /** @param make creates a keyring that includes the given keys */
  constructor(given: readonly PlatformKey[], make: () => Promise<Keyring>) {
    super()
    this.#given = given
    this.#make = make
  }

  get all(): readonly PlatformKey[] {
    return this.#ring?.all ?? this.#given
  }

  ready(): Promise<void> | undefined {
    if (this.#ring) return this.#ring.ready()
    return this.#given.length > 0 ? undefined : this.#get().then((ring) => ring.ready())
  }

  async learn(serial: string): Promise<PlatformKey | undefined> {
    return (await this.#get()).learn(serial)
  }

  #get(): Promise<Keyring> {
    return (this.#making ??= this.#make().then((ring) => (this.#ring = ring)))
  }
}
