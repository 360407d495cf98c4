import { BillFormatError } from '../errors/bill-error.ts'

/** Longer than any line of a bill: what goes on without one is none. */
const LONGEST_LINE = 1024 * 1024
/** A few lines: what the collector finds alive makes the heap grow, the more so the longer it takes to read a bill. */
const DECODED_AT_ONCE = 1024

/**
 * The lines of a text in UTF-8, without their ends, byte-order mark and empty lines; those of one chunk together, because
 * a promise for each would cost more than the line.
 *
 * @throws {BillFormatError} a line without end, or bytes that are no UTF-8
 */
export async function* linesOf(source: AsyncIterable<Uint8Array>): AsyncGenerator<Line[], void> {
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let number = 0
  let rest = ''
  const decode = (bytes?: Uint8Array): string => {
    try {
      return decoder.decode(bytes, { stream: bytes !== undefined })
    } catch {
      throw new BillFormatError(number + 1, 'not UTF-8')
    }
  }
  const take = (texts: readonly string[]): Line[] => {
    const lines: Line[] = []
    for (const text of texts) {
      number++
      const line = text.endsWith('\r') ? text.slice(0, -1) : text
      if (line !== '') lines.push({ text: line, number })
    }
    return lines
  }
  for await (const bytes of source) {
    for (let at = 0; at < bytes.length; at += DECODED_AT_ONCE) {
      const texts = (rest + decode(bytes.subarray(at, at + DECODED_AT_ONCE))).split('\n')
      rest = texts.pop()!
      if (rest.length > LONGEST_LINE) throw new BillFormatError(number + texts.length + 1, 'a line that does not end')
      yield take(texts)
    }
  }
  yield take([rest + decode()])
}

export interface Line {
  readonly text: string
  /** Counted from 1. */
  readonly number: number
}
