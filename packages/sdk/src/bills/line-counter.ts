const LF = 0x0a
const CR = 0x0d

/** Counts the lines of a file that is written chunk by chunk. Empty lines do not count. */
export class LineCounter {
  #ended = 0
  /** Length and last byte of the line that has not ended yet. */
  #length = 0
  #last = 0

  /** Number of lines so far, with or without an end. */
  get lines(): number {
    return this.#ended + (this.#isEmpty ? 0 : 1)
  }

  get #isEmpty(): boolean {
    return this.#length === 0 || (this.#length === 1 && this.#last === CR)
  }

  add(bytes: Uint8Array): void {
    for (let at = 0; at < bytes.length;) {
      const found = bytes.indexOf(LF, at)
      const end = found === -1 ? bytes.length : found
      if (end > at) {
        this.#length += end - at
        this.#last = bytes[end - 1]!
      }
      if (found === -1) return
      this.#ended = this.lines
      this.#length = 0
      at = end + 1
    }
  }
}
