import { createDecipheriv, createHash, randomUUID, type Hash } from 'node:crypto'
import { open, rename, rm, type FileHandle } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DigestAlgorithm, FileStore, FileTools } from './file-store.ts'
import { LineCounter } from './line-counter.ts'

/** Larger files go to disk. */
const MOST_IN_MEMORY = 4 * 1024 * 1024
const READ_AT_ONCE = 64 * 1024
const TAG_BYTES = 16

/** Keeps small files in memory, and others in an unnamed temporary file that disappears with the process. */
class NodeStore implements FileStore {
  size = 0
  readonly #hash: Hash
  readonly #lines = new LineCounter()
  #chunks: Uint8Array[] = []
  #file: FileHandle | undefined

  constructor(algorithm: DigestAlgorithm) {
    this.#hash = createHash(algorithm.toLowerCase())
  }

  get lines(): number {
    return this.#lines.lines
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#lines.add(bytes)
    this.#hash.update(bytes)
    this.size += bytes.length
    if (this.#file) return await this.#file.appendFile(bytes)
    this.#chunks.push(bytes)
    if (this.size <= MOST_IN_MEMORY) return
    this.#file = await openNameless()
    for (const chunk of this.#chunks) await this.#file.appendFile(chunk)
    this.#chunks = []
  }

  async finish(): Promise<string> {
    this.#chunks = [Buffer.concat(this.#chunks)]
    return this.#hash.digest('hex')
  }

  async *read(from = 0): AsyncGenerator<Uint8Array, void> {
    if (!this.#file) {
      const whole = this.#chunks[0]!
      for (let at = from; at < whole.length; at += READ_AT_ONCE) yield whole.subarray(at, at + READ_AT_ONCE)
      return
    }
    const buffer = Buffer.allocUnsafeSlow(READ_AT_ONCE)
    for (let at = from; at < this.size;) {
      const { bytesRead } = await this.#file.read(buffer, 0, READ_AT_ONCE, at)
      if (bytesRead === 0) throw new Error('the temporary file was cut short')
      at += bytesRead
      yield buffer.subarray(0, bytesRead)
    }
  }

  async close(): Promise<void> {
    this.#chunks = []
    await this.#file?.close()
    this.#file = undefined
  }
}

/**
 * Opens a file that nobody else can read and deletes its name at once; the system frees the space when the file is
 * closed.
 */
async function openNameless(): Promise<FileHandle> {
  const path = join(tmpdir(), `wechatpay-${randomUUID()}`)
  const file = await open(path, 'wx+', 0o600)
  try {
    await rm(path)
    return file
  } catch (error) {
    await file.close()
    throw error
  }
}

async function* decrypt(
  source: AsyncIterable<Uint8Array>,
  key: Uint8Array,
  nonce: Uint8Array,
): AsyncGenerator<Uint8Array, void> {
  const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES })
  let held = Buffer.alloc(0)
  for await (const chunk of source) {
    const bytes = Buffer.concat([held, chunk])
    const end = Math.max(bytes.length - TAG_BYTES, 0)
    held = bytes.subarray(end)
    if (end > 0) yield decipher.update(bytes.subarray(0, end))
  }
  decipher.setAuthTag(held)
  decipher.final()
}

async function save(path: string, source: AsyncIterable<Uint8Array>): Promise<void> {
  const unfinished = `${path}.${randomUUID()}.part`
  const file = await open(unfinished, 'wx', 0o600)
  try {
    for await (const bytes of source) await file.appendFile(bytes)
    await file.sync()
    await file.close()
    await rename(unfinished, path)
  } catch (error) {
    await file.close()
    await rm(unfinished, { force: true })
    throw error
  }
}

export const nodeFiles: FileTools = { store: (algorithm) => new NodeStore(algorithm), decrypt, save }
