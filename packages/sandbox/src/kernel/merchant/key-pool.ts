import { type KeyPair, generateKeyPair } from './certificate-authority.ts'
import type { KeyStore } from './key-store.ts'
import type { MerchantKeys } from './secrets.ts'

/** Keys of a merchant that joins a sandbox: the authority that certifies them is the sandbox's own. */
export interface JoiningKeys {
  readonly merchant: KeyPair
  readonly platform: KeyPair
  readonly platformCertificate: KeyPair
}

/** Pairs that are kept ready: those of a first merchant, and those of four more once a further one was asked for. */
const FOR_A_START = 4
const FOR_MORE = 12

/**
 * Keys made ahead. Making a merchant's takes a third of a second of processor, so those that are taken are made again on
 * another thread, one after the other, and wait in a folder for the next sandbox too. Each pair is used once.
 */
export class KeyPool {
  readonly #store: KeyStore | undefined
  readonly #generate: () => Promise<KeyPair>
  /** Where nothing can be written. */
  readonly #ready: KeyPair[] = []
  #ahead = 0
  #making: Promise<void> | undefined
  #stopped = false

  /** @param store shared by all sandboxes on the machine; none where there is no folder for it */
  constructor(store: KeyStore | undefined, generate: () => Promise<KeyPair> = generateKeyPair) {
    this.#store = store
    this.#generate = generate
  }

  /** For a sandbox that is made. Its successor's are made when {@link makeAhead} says that there is time. */
  async takeFirst(): Promise<MerchantKeys> {
    this.#ahead = FOR_A_START
    const [merchant, platform, platformCertificate, authority] = await Promise.all([
      this.#take(),
      this.#take(),
      this.#take(),
      this.#take(),
    ])
    return { merchant, platform, platformCertificate, authority }
  }

  async take(): Promise<JoiningKeys> {
    const [merchant, platform, platformCertificate] = await Promise.all([this.#take(), this.#take(), this.#take()])
    this.#ahead = FOR_MORE
    this.makeAhead()
    return { merchant, platform, platformCertificate }
  }

  /** Begins to make what was taken again. */
  makeAhead(): void {
    // A pair that cannot be made ahead is made, or fails, when it is needed.
    this.#making ??= this.#make()
      .catch(() => {})
      .finally(() => (this.#making = undefined))
  }

  /** Makes no more; resolves when the pair that is being made is put away. */
  async stop(): Promise<void> {
    this.#stopped = true
    await this.#making
  }

  async #take(): Promise<KeyPair> {
    return this.#ready.pop() ?? (await this.#store?.take()) ?? this.#generate()
  }

  async #make(): Promise<void> {
    while (!this.#stopped && this.#ready.length + ((await this.#store?.count()) ?? 0) < this.#ahead) {
      const pair = await this.#generate()
      if (!(await this.#store?.put(pair))) this.#ready.push(pair)
    }
  }
}
