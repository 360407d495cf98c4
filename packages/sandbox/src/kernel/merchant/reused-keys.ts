import { type KeyPair, generateKeyPair } from './certificate-authority.ts'
import type { KeySource } from './key-pool.ts'
import { type KeyStore, newPairName } from './key-store.ts'
import { FIRST, JOINING, type JoiningKeys, type MerchantKeys, nameKeys } from './secrets.ts'

/** Names of pairs that an open sandbox of this process has. */
const inUse = new Set<string>()

/**
 * Keys that earlier sandboxes had, for test suites that start hundreds: generating the keys of one merchant takes a
 * third of a second of processor time. Sandboxes that are open in this process at the same time never share a key, and
 * nor do two merchants of one sandbox; what is missing is generated and kept.
 */
export class ReusedKeys implements KeySource {
  readonly #store: KeyStore
  readonly #generate: () => Promise<KeyPair>
  readonly #own = new Set<string>()

  constructor(store: KeyStore, generate: () => Promise<KeyPair> = generateKeyPair) {
    this.#store = store
    this.#generate = generate
  }

  takeFirst(): Promise<MerchantKeys> {
    return this.#take(FIRST)
  }

  take(): Promise<JoiningKeys> {
    return this.#take(JOINING)
  }

  /** Does nothing: whoever comes next finds the keys of those who left. */
  makeAhead(): void {}

  /** Leaves its keys to the sandboxes that come next. */
  async stop(): Promise<void> {
    for (const name of this.#own) inUse.delete(name)
    this.#own.clear()
  }

  async #take<Name extends string>(names: readonly Name[]): Promise<Record<Name, KeyPair>> {
    const kept = await this.#store.read(names.length, (name) => this.#reserve(name))
    return nameKeys(names, kept, () => this.#make())
  }

  /** @returns whether the pair was free */
  #reserve(name: string): boolean {
    if (inUse.has(name)) return false
    inUse.add(name)
    this.#own.add(name)
    return true
  }

  async #make(): Promise<KeyPair> {
    const pair = await this.#generate()
    const name = newPairName()
    // Before it is stored, where another sandbox of this process could find it.
    this.#reserve(name)
    await this.#store.put(pair, name)
    return pair
  }
}
