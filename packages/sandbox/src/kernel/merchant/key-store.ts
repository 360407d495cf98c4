import { randomInt, randomUUID } from 'node:crypto'
import { mkdir, readFile, readdir, rename, rm, unlink, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { KeyPair } from './certificate-authority.ts'

/** The file name extension of a complete pair. */
const READY = '.json'

/**
 * Key pairs stored in a folder. Any number of processes may use it simultaneously; {@link KeyStore.take} gives each pair
 * to one of them. Only their owner can read them.
 */
export class KeyStore {
  readonly #folder: string

  /** @param folder created with the first stored pair */
  constructor(folder: string) {
    this.#folder = folder
  }

  /** Number of stored pairs. */
  async count(): Promise<number> {
    return (await this.#names()).length
  }

  /** @returns key pairs that no other process gets: the requested number, or fewer if fewer are stored */
  async take(count: number): Promise<KeyPair[]> {
    const taken: KeyPair[] = []
    if (count === 0) return taken
    const waiting = (await this.#names()).values()
    const takeNext = async (): Promise<void> => {
      for (const name of waiting) {
        const pair = await this.#claim(name)
        if (pair) return void taken.push(pair)
      }
    }
    await Promise.all(Array.from({ length: count }, takeNext))
    return taken
  }

  /**
   * Reads pairs and leaves them for others.
   *
   * @param reserve whether the pair of this name may be read; it is not asked for again
   * @returns the requested number, or fewer if fewer are stored
   */
  async read(count: number, reserve: (name: string) => boolean): Promise<KeyPair[]> {
    const chosen: KeyPair[] = []
    for (const name of await this.#names()) {
      if (chosen.length === count) break
      if (!reserve(name)) continue
      const pair = await readFile(join(this.#folder, name), 'utf8')
        .then(keyPairIn)
        .catch(() => undefined)
      if (pair) chosen.push(pair)
    }
    return chosen
  }

  /** @returns false if the folder is not writable */
  async put(pair: KeyPair, name: string = newPairName()): Promise<boolean> {
    const draft = join(this.#folder, `${name}.draft`)
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 })
      await writeFile(draft, JSON.stringify(pair), { mode: 0o600 })
      await rename(draft, join(this.#folder, name))
      return true
    } catch {
      await rm(draft, { force: true }).catch(() => {})
      return false
    }
  }

  /** Lists names from a random start, so that simultaneous processes do not all try the same one. */
  async #names(): Promise<string[]> {
    const all = await readdir(this.#folder).catch(() => [])
    const names = all.filter((name) => name.endsWith(READY))
    const start = randomInt(names.length + 1)
    return [...names.slice(start), ...names.slice(0, start)]
  }

  /** Claims a file by renaming it, in which only one process succeeds. */
  async #claim(name: string): Promise<KeyPair | undefined> {
    const claimed = join(this.#folder, `${name}.${randomUUID()}`)
    try {
      await rename(join(this.#folder, name), claimed)
      return keyPairIn(await readFile(claimed, 'utf8'))
    } catch {
      return undefined // somebody else's by now
    } finally {
      await unlink(claimed).catch(() => {})
    }
  }
}

/** A name for the file of a pair that nobody else has. */
export function newPairName(): string {
  return `${randomUUID()}${READY}`
}

/** Undefined for a truncated file. */
function keyPairIn(text: string): KeyPair | undefined {
  const { privateKey, publicKey } = JSON.parse(text) as Partial<KeyPair>
  const isWhole = typeof privateKey === 'string' && typeof publicKey === 'string'
  return isWhole ? { privateKey, publicKey } : undefined
}
