import { concatBytes } from '../crypto/bytes.ts'
import { inflate, isGzip } from '../gzip/inflate.ts'
import { NotGzip } from '../gzip/not-gzip.ts'

/** The file is longer than any file of WeChat Pay. */
class EndlessFile extends Error {}

/** Whether the file itself is at fault, rather than its source or destination. */
export function isBroken(error: unknown): error is Error {
  return error instanceof NotGzip || error instanceof EndlessFile
}

/** WeChat Pay splits files above 16 GB; a file of twice that size never ends. */
const MOST_BYTES = 32 * 1024 ** 3
/**
 * Highest plausible compression ratio. The numbers in each row are unique, so a bill shrinks to a tenth, at best to a
 * fortieth.
 */
const MOST_SWELLING = 250
/** Below this size any ratio is accepted. */
const FREE_BYTES = 64 * 1024 ** 2

/**
 * Decompresses gzip and passes on anything else; the first two bytes show which it is. The file is verified only at its
 * end, so this stops at a size that no genuine file has.
 *
 * @param mostBytes limit of the decompressed file
 * @throws {NotGzip} the gzip data is damaged or incomplete
 * @throws {EndlessFile} the file is larger than any file of WeChat Pay
 */
export async function* unpack(
  source: AsyncIterable<Uint8Array>,
  mostBytes = MOST_BYTES,
): AsyncGenerator<Uint8Array, void> {
  let packed = 0
  let unpacked = 0
  const counted = async function* (): AsyncGenerator<Uint8Array, void> {
    for await (const bytes of source) {
      packed += bytes.length
      yield bytes
    }
  }
  for await (const bytes of unpackAll(counted())) {
    unpacked += bytes.length
    if (unpacked > mostBytes || (unpacked > FREE_BYTES && unpacked > packed * MOST_SWELLING))
      throw new EndlessFile(`the file goes on where none of WeChat Pay's would: ${packed} bytes became ${unpacked}`)
    yield bytes
  }
}

async function* unpackAll(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const chunks = source[Symbol.asyncIterator]()
  try {
    let begin: Uint8Array = new Uint8Array(0)
    while (begin.length < 2) {
      const { done, value } = await chunks.next()
      if (done) break
      begin = concatBytes(begin, value)
    }
    const whole = prepend(begin, chunks)
    yield* isGzip(begin) ? inflate(whole) : whole
  } finally {
    await chunks.return?.()
  }
}

async function* prepend(begin: Uint8Array, rest: AsyncIterator<Uint8Array, unknown>): AsyncGenerator<Uint8Array, void> {
  if (begin.length > 0) yield begin
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value
}
