import { createHash } from 'node:crypto'

/** Number of lines encoded at a time. */
const LINES = 1_000

/**
 * Writes a bill as a file: UTF-8 with a byte-order mark and CRLF line ends.
 *
 * @param lines empty for a bill that does not exist
 */
export async function* billFile(lines: AsyncIterable<string>): AsyncGenerator<Buffer, void> {
  let waiting = '\ufeff'
  let count = 0
  for await (const line of lines) {
    waiting += `${line}\r\n`
    if (++count % LINES !== 0) continue
    yield Buffer.from(waiting)
    waiting = ''
  }
  if (count > 0 && waiting !== '') yield Buffer.from(waiting)
}

/** @returns hexadecimal SHA-1; undefined for a bill that does not exist */
export async function digestOf(file: AsyncIterable<Buffer>): Promise<string | undefined> {
  const hash = createHash('sha1')
  let length = 0
  for await (const chunk of file) {
    hash.update(chunk)
    length += chunk.length
  }
  return length > 0 ? hash.digest('hex') : undefined
}

export async function contentOf(file: AsyncIterable<Buffer>): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of file) chunks.push(chunk)
  return Buffer.concat(chunks)
}
