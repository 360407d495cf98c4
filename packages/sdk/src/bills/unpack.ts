import { concatBytes } from '../crypto/bytes.ts'
import { isGzip } from '../request/gunzip.ts'

/** The file was asked for compressed, but what came is not gzip to its end. */
export class NotGzip extends Error {}

/**
 * Unpacks what is gzip and passes on what is not: it shows in the first two bytes, whatever was asked for.
 *
 * @throws {NotGzip} cut short or broken
 */
export async function* unpack(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
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

async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const { readable, writable } = new DecompressionStream('gzip')
  const reader = readable.getReader()
  const writer = writable.getWriter()
  let broken: { readonly error: unknown } | undefined
  const feed = async (): Promise<void> => {
    try {
      for await (const chunk of source) {
        await writer.ready
        await writer.write(chunk as Uint8Array<ArrayBuffer>)
      }
    } catch (error) {
      // Of two errors that follow from each other, the source's is the cause.
      broken ??= { error }
      await writer.abort(error)
      return
    }
    await writer.close()
  }
  const feeding = feed().catch(() => undefined)
  try {
    for (let part = await reader.read(); !part.done; part = await reader.read()) yield part.value
  } catch (error) {
    throw broken?.error ?? new NotGzip('not gzip, or cut short', { cause: error })
  } finally {
    await reader.cancel().catch(() => undefined)
    await feeding
  }
  if (broken) throw broken.error
}
