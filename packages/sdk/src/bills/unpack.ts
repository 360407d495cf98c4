import { concatBytes } from '../crypto/bytes.ts'
import { inflate, isGzip } from '../request/gzip/inflate.ts'
import { NotGzip } from '../request/gzip/not-gzip.ts'

/** A file goes on where none of WeChat Pay's would. */
class EndlessFile extends Error {}

/** Whether the file itself is at fault, not what it came from or goes to. */
export function isBroken(error: unknown): error is Error {
  return error instanceof NotGzip || error instanceof EndlessFile
}

/** WeChat Pay splits files of more than 16 GB; what is twice that goes on for ever. */
const MOST_BYTES = 32 * 1024 ** 3
/** Every row has numbers of its own, which do not shrink: a bill packs to a tenth, to a fortieth at best. */
const MOST_SWELLING = 250
/** So little may swell as it likes. */
const FREE_BYTES = 64 * 1024 ** 2

/**
 * Unpacks what is gzip and passes on what is not: it shows in the first two bytes, whatever was asked for. Nothing of the
 * file is proved before it has ended, so it stops where no true file would go on.
 *
 * @param mostBytes of the unpacked file
 * @throws {NotGzip} it is packed, and damaged or cut short
 * @throws {EndlessFile} it is larger than any file of WeChat Pay
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
