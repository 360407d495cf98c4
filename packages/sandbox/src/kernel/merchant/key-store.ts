import { randomInt, randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyPair } from './certificate-authority.ts'

/** The ending of the name of a file that is whole. */
const READY = '.json'

/**
 * Key pairs that wait in a folder for whoever needs one. Any number of processes take from it and put into it at the
 * same time, and no pair is ever given to two. Only their owner can read them.
 */
export class KeyStore {
  readonly #folder: string

  /** @param folder made when the first pair is put into it */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** How many pairs wait. */
  async count(): Promise<number> {
    return (await this.#names()).length
  }

  /** @returns a pair that is nobody else's from now on; undefined when none waits */
  async take(): Promise<KeyPair | undefined> {
    for (const name of await this.#names()) {
      const pair = await this.#claim(name)
      if (pair) return pair
    }
    return undefined
  }

  /** @returns false where nothing can be written */
  async put(pair: KeyPair): Promise<boolean> {
    const name = randomUUID()
    const draft = join(this.#folder, `${name}.draft`)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(draft, JSON.stringify(pair), { mode: 0o600 })
      await rename(draft, join(this.#folder, `${name}${READY}`))
      return true
    } catch {
      await rm(draft, { force: true }).catch(() => {})
      return false
    }
  }

  /** Beginning anywhere, so that processes that look at the same time do not all want the same. */
  async #names(): Promise<string[]> {
    const all = await readdir(this.#folder).catch(() => [])
    const names = all.filter((name) => name.endsWith(READY))
    const start = randomInt(names.length + 1)
    return [...names.slice(start), ...names.slice(0, start)]
  }

  /** Renaming is what only one of many can do. */
  async #claim(name: string): Promise<KeyPair | undefined> {
    const claimed = join(this.#folder, `${name}.${randomUUID()}`)
    try {
      await rename(join(this.#folder, name), claimed)
      return keyPairIn(await readFile(claimed, 'utf8'))
    } catch {
      return undefined // somebody else's by now
    } finally {
      await rm(claimed, { force: true }).catch(() => {})
    }
  }
}

/** Nothing where the file was cut off. */
function keyPairIn(text: string): KeyPair | undefined {
  const { privateKey, publicKey } = JSON.parse(text) as Partial<KeyPair>
  const isWhole = typeof privateKey === 'string' && typeof publicKey === 'string'
  return isWhole ? { privateKey, publicKey } : undefined
}
