/// <reference lib="esnext.disposable" preserve="true" />
import { RequestError } from '../errors/request-error.ts'
import type { FileStore, FileTools } from './file-store.ts'

/** Longest text that engines hold for certain. */
const MOST_TEXT_BYTES = 256 * 1024 * 1024

/**
 * A file of WeChat Pay: whole, unpacked, and of the digest that its signed application named. On Node a large one waits
 * in a nameless temporary file, so it should be closed: with `await using`, or `close()`. It can be read as often as wanted.
 */
export class DownloadedFile implements AsyncDisposable {
  /** Unpacked, in bytes. */
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

  /** The bytes, unpacked, piece by piece. */
  async *stream(): AsyncGenerator<Uint8Array, void> {
    for await (const bytes of this.read(0)) yield bytes.slice()
  }

  /** All of it in memory. */
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
   * All of it as a text, without a byte-order mark.
   *
   * @throws {RequestError} more than 256 MiB: read it with `stream()`
   * @throws {TypeError} not UTF-8
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
   * Writes it to a file, readable by its owner alone. It appears whole or not at all, and replaces one of that name. Node only.
   *
   * @throws {RequestError} not on Node
   */
  async save(path: string): Promise<void> {
    await this.#tools.save(path, this.read(0))
  }

  /** Lets go of memory and temporary file. */
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
