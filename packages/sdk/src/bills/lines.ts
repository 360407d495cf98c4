import { BillFormatError } from '../errors/bill-error.ts'

/** No bill has a line this long; a longer one means the file is not a bill. */
const LONGEST_LINE = 1024 * 1024
/** Decodes few lines at a time: live strings make the heap grow, the more so the longer it takes to read a bill. */
const DECODED_AT_ONCE = 1024

/**
 * Yields the lines of UTF-8 text, without line ends, byte-order mark and empty lines. Lines of one chunk come together,
 * because a promise per line would cost more than the line.
 *
 * @throws {BillFormatError} a line is too long, or the bytes are not UTF-8
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
  /** Line number, counted from 1. */
  readonly number: number
}
