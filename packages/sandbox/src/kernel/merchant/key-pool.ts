import { type KeyPair, generateKeyPair } from './certificate-authority.ts'

/** Keys of a merchant that joins a sandbox: the authority that certifies them is the sandbox's own. */
export interface JoiningKeys {
  readonly merchant: KeyPair
  readonly platform: KeyPair
  readonly platformCertificate: KeyPair
}

/** How many merchants' keys are kept ready. */
const READY = 2

/**
 * Keys made ahead. Making a merchant's takes a third of a second of processor, so the next ones are made while the last
 * ones are used. Nothing is made before the first merchant is asked for.
 */
export class KeyPool {
  readonly #ready: Promise<JoiningKeys>[] = []
  /** One after the other, so that the pool takes one core and not all. */
  #last: Promise<unknown> = Promise.resolve()

  take(): Promise<JoiningKeys> {
    while (this.#ready.length <= READY) this.#ready.push(this.#make())
    return this.#ready.shift()!
  }

  #make(): Promise<JoiningKeys> {
    const keys = this.#last.then(makeKeys)
    this.#last = keys.catch(() => {}) // reported to whoever takes it
    return keys
  }
}

async function makeKeys(): Promise<JoiningKeys> {
  const [merchant, platform, platformCertificate] = await Promise.all([
    generateKeyPair(),
    generateKeyPair(),
    generateKeyPair(),
  ])
  return { merchant, platform, platformCertificate }
}
