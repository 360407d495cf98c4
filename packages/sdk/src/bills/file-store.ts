import { concatBytes } from '../crypto/bytes.ts'
import { RequestError } from '../errors/request-error.ts'
import { MAX_RESPONSE_BYTES } from '../request/transport/transport.ts'

export type DigestAlgorithm = 'SHA1' | 'SHA256' | 'SM3'

/** Where a file is kept while it is proved, and afterwards. Written once, read as often as wanted. */
export interface FileStore {
  readonly size: number
  write(bytes: Uint8Array): Promise<void>
  /** No more is written. @returns the digest of everything, in lower-case hexadecimal */
  finish(): Promise<string>
  /** Each piece is good until the next one is asked for. */
  read(from?: number): AsyncIterable<Uint8Array>
  close(): Promise<void>
}

/** What files need of the runtime. */
export interface FileTools {
  store(algorithm: DigestAlgorithm): FileStore
  /** AES-256-GCM with the tag at the end. Nothing that it yields is proved before it has ended. */
  decrypt(source: AsyncIterable<Uint8Array>, key: Uint8Array, nonce: Uint8Array): AsyncIterable<Uint8Array>
  /** The file is there whole, or not at all. */
  save(path: string, source: AsyncIterable<Uint8Array>): Promise<void>
}

/** Keeps files in memory, up to 64 MiB. */
export class MemoryStore implements FileStore {
  size = 0
  readonly #algorithm: DigestAlgorithm
  #chunks: Uint8Array[] = []

  constructor(algorithm: DigestAlgorithm) {
    this.#algorithm = algorithm
  }

  async write(bytes: Uint8Array): Promise<void> {
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
