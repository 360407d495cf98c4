import { type KeyPair, generateKeyPair } from './certificate-authority.ts'
import type { KeyStore } from './key-store.ts'
import { FIRST, JOINING, type JoiningKeys, type MerchantKeys, nameKeys } from './secrets.ts'

/** Numbers of pairs kept ready: for a first merchant, and for four more after a further merchant was requested. */
const FOR_A_START = 4
const FOR_MORE = 12

/** Where the keys of merchants come from. */
export interface KeySource {
  /** Takes the keys of a new sandbox. */
  takeFirst(): Promise<MerchantKeys>
  /** Takes the keys of a merchant that joins. */
  take(): Promise<JoiningKeys>
  /** Prepares keys for those who come next. */
  makeAhead(): void
  /** Ends the work in progress. */
  stop(): Promise<void>
}

/**
 * Keys generated in advance. A merchant's keys take a third of a second of processor time, so used ones are replaced on
 * another thread, one after the other, and also kept in a folder for the next sandbox. Each pair is used once.
 */
export class KeyPool implements KeySource {
  readonly #store: KeyStore | undefined
  readonly #generate: () => Promise<KeyPair>
  /** Pairs kept in memory, where no folder is writable. */
  readonly #ready: KeyPair[] = []
  #ahead = 0
  #making: Promise<void> | undefined
  #stopped = false

  /** @param store shared by all sandboxes on the machine; undefined where there is no folder for it */
  constructor(store: KeyStore | undefined, generate: () => Promise<KeyPair> = generateKeyPair) {
    this.#store = store
    this.#generate = generate
  }

  /** Takes the keys of a new sandbox. Replacements are generated when {@link makeAhead} is called. */
  async takeFirst(): Promise<MerchantKeys> {
    this.#ahead = FOR_A_START
    return this.#take(FIRST)
  }

  /** Takes the keys of a merchant that joins. Replacements are generated when {@link makeAhead} is called. */
  async take(): Promise<JoiningKeys> {
    this.#ahead = FOR_MORE
    return this.#take(JOINING)
  }

  /** Starts to replace the used pairs. */
  makeAhead(): void {
    // A pair that cannot be generated in advance is generated, or fails, when it is needed.
    this.#making ??= this.#make()
      .catch(() => {})
      .finally(() => (this.#making = undefined))
  }

  /** Stops generating; resolves when the current pair is stored. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#making
  }

  async #take<Name extends string>(names: readonly Name[]): Promise<Record<Name, KeyPair>> {
    const ready = this.#ready.splice(-names.length)
    const kept = (await this.#store?.take(names.length - ready.length)) ?? []
    return nameKeys(names, [...ready, ...kept], this.#generate)
  }

  async #make(): Promise<void> {
    while (!this.#stopped && this.#ready.length + ((await this.#store?.count()) ?? 0) < this.#ahead) {
      const pair = await this.#generate()
      if (!(await this.#store?.put(pair))) this.#ready.push(pair)
    }
  }
}
