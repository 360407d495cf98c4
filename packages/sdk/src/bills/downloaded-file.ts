/// <reference lib="esnext.disposable" preserve="true" />
import { RequestError } from '../errors/request-error.ts'
import type { FileStore, FileTools } from './file-store.ts'

/** The longest text that every engine can hold. */
const MOST_TEXT_BYTES = 256 * 1024 * 1024

/**
 * A file from WeChat Pay: complete, decompressed, and with the digest that its signed application states. On Node a
 * large file is kept in an unnamed temporary file, so close it with `await using` or `close()`. It can be read any
 * number of times.
 */
export class DownloadedFile implements AsyncDisposable {
  /** Size after decompression, in bytes. */
  readonly size: number
  readonly #store: FileStore
  readonly #tools: FileTools
  #closed = false

  /** @internal */
  constructor(store: FileStore, tools: FileTools) {
    this.size = store.size
    this.#store = store
    this.#tools = tools
  }

  /** Yields the decompressed bytes chunk by chunk. */
  async *stream(): AsyncGenerator<Uint8Array, void> {
    for await (const bytes of this.read(0)) yield bytes.slice()
  }

  /** Reads the whole file into memory. */
  async bytes(): Promise<Uint8Array> {
    const whole = new Uint8Array(this.size)
    let at = 0
    for await (const bytes of this.read(0)) {
      whole.set(bytes, at)
      at += bytes.length
    }
    return whole
  }

  /**
   * Reads the whole file as text, without a byte-order mark.
   *
   * @throws {RequestError} the file is larger than 256 MiB: read it with `stream()`
   * @throws {TypeError} the file is not UTF-8
   */
  async text(): Promise<string> {
    if (this.size > MOST_TEXT_BYTES) {
      throw new RequestError('text', `text(): the file has ${this.size} bytes, too many for one text`, {
        hint: { zh: '请改用 stream()、rows() 或 save()', en: 'Use stream(), rows() or save().' },
      })
    }
    return new TextDecoder('utf-8', { fatal: true }).decode(await this.bytes())
  }

  /**
   * Saves the file, readable by its owner alone. It appears complete or not at all, and replaces a file of the same
   * name. Node only.
   *
   * @throws {RequestError} the runtime is not Node
   */
  async save(path: string): Promise<void> {
    await this.#tools.save(path, this.read(0))
  }

  /** Frees the memory and the temporary file. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    await this.#store.close()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  /** @internal */
  protected async *read(from: number): AsyncGenerator<Uint8Array, void> {
    this.#refuseClosed()
    for await (const bytes of this.#store.read(from)) {
      yield bytes
      this.#refuseClosed()
    }
  }

  #refuseClosed(): void {
    if (!this.#closed) return
    throw new RequestError('file', 'the file is closed', {
      hint: {
        zh: '请在 close() 之前读取',
        en: 'Read it before it is closed, also by the end of an `await using` block.',
      },
    })
  }
}
