import { concatBytes } from '../crypto/bytes.ts'
import { MAX_REFUSAL_BYTES, MAX_RESPONSE_BYTES } from './transport.ts'

/**
 * Collects the body of an answer up to a limit, since an unverified sender must not decide how much memory it takes. A
 * refusal may be truncated; a success must be complete.
 */
export class BodyBuffer {
  isTooLarge = false
  readonly #isRefusal: boolean
  readonly #limit: number
  readonly #chunks: Uint8Array[] = []
  #length = 0

  constructor(isRefusal: boolean) {
    this.#isRefusal = isRefusal
    this.#limit = isRefusal ? MAX_REFUSAL_BYTES : MAX_RESPONSE_BYTES
  }

  /** @returns whether to read on */
  add(chunk: Uint8Array): boolean {
    const room = this.#limit - this.#length
    this.#length += chunk.length
    if (chunk.length <= room) {
      this.#chunks.push(chunk)
      return true
    }
    if (this.#isRefusal) this.#chunks.push(chunk.subarray(0, room))
    else this.isTooLarge = true
    return false
  }

  bytes(): Uint8Array {
    return this.#chunks.length === 1 ? this.#chunks[0]! : concatBytes(...this.#chunks)
  }
}
