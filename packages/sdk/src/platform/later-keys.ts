import type { Keyring, PlatformKey } from './platform-keys.ts'

/** Keys that the caller gave, and a ring that is made when they are not enough. */
export class LaterKeys implements Keyring {
  readonly #given: readonly PlatformKey[]
  readonly #make: () => Promise<Keyring>
  #making: Promise<Keyring> | undefined
  #ring: Keyring | undefined

  /** @param make gives a ring that has the given keys too */
  constructor(given: readonly PlatformKey[], make: () => Promise<Keyring>) {
    this.#given = given
    this.#make = make
  }

  get all(): readonly PlatformKey[] {
    return this.#ring?.all ?? this.#given
  }

  get preferred(): PlatformKey {
    const [first] = this.all
    if (!first) throw new Error('the platform certificates were used before they had been waited for')
    return first
  }

  get serials(): readonly string[] {
    return this.all.map(({ serial }) => serial)
  }

  find(serial: string): PlatformKey | undefined {
    return this.all.find((key) => key.serial === serial)
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
