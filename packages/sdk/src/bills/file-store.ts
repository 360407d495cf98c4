import { concatBytes } from '../crypto/bytes.ts'
import { RequestError } from '../errors/request-error.ts'
import { MAX_RESPONSE_BYTES } from '../transport/transport.ts'
import { LineCounter } from './line-counter.ts'

export type DigestAlgorithm = 'SHA1' | 'SHA256' | 'SM3'

/** Holds a file during and after its check. It is written once and read any number of times. */
export interface FileStore {
  readonly size: number
  /** Number of lines, without empty ones. */
  readonly lines: number
  write(bytes: Uint8Array): Promise<void>
  /** Ends writing. @returns the digest of the whole file, in lower-case hexadecimal */
  finish(): Promise<string>
  /** Yields chunks. Each is valid until the next one is requested. */
  read(from?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** Functions for files that depend on the runtime. */
export interface FileTools {
  store(algorithm: DigestAlgorithm): FileStore
  /** Decrypts AES-256-GCM with the tag at the end. The data is authenticated only when the generator has ended. */
  decrypt(source: AsyncIterable<Uint8Array>, key: Uint8Array, nonce: Uint8Array): AsyncIterable<Uint8Array>
  /** Saves a file that appears complete or not at all. */
  save(path: string, source: AsyncIterable<Uint8Array>): Promise<void>
}

/** Keeps files in memory, up to 64 MiB. */
export class MemoryStore implements FileStore {
  size = 0
  readonly #algorithm: DigestAlgorithm
  readonly #lines = new LineCounter()
  #chunks: Uint8Array[] = []

  constructor(algorithm: DigestAlgorithm) {
    this.#algorithm = algorithm
  }

  get lines(): number {
    return this.#lines.lines
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.#lines.add(bytes)
    this.size += bytes.length
    if (this.size > MAX_RESPONSE_BYTES) {
      throw needsNode(`a file of more than ${MAX_RESPONSE_BYTES / 1_048_576} MiB`)
    }
    this.#chunks.push(bytes)
  }

  async finish(): Promise<string> {
    if (this.#algorithm === 'SM3') throw needsNode('the digest SM3')
    const whole = concatBytes(...this.#chunks)
    this.#chunks = [whole]
    const digest = await globalThis.crypto.subtle.digest(this.#algorithm === 'SHA1' ? 'SHA-1' : 'SHA-256', whole)
    return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, '0')).join('')
  }

  async *read(from = 0): AsyncGenerator<Uint8Array, void> {
    for (const chunk of this.#chunks) {
      if (from < chunk.length) yield chunk.subarray(from)
      from = Math.max(from - chunk.length, 0)
    }
  }

  async close(): Promise<void> {
    this.#chunks = []
  }
}

export function needsNode(what: string): RequestError {
  return new RequestError('runtime', `${what} needs Node`, {
    hint: {
      zh: '请在 Node 上调用；大文件会暂存到临时目录',
      en: 'Call it on Node, where large files wait in the folder for temporary ones.',
    },
  })
}
