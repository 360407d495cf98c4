import { crypto } from '#crypto'

/**
 * Decompresses a gzip file chunk by chunk, as fast as the consumer reads. When the consumer stops, the source ends.
 *
 * @throws {NotGzip} while iterating
 */
export async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  // Cancelling Node's own DecompressionStream midway throws an error that nobody can catch.
  const forRuntime =
    crypto.runtime === 'node' ? await import('#node/gzip/inflate-node') : await import('./inflate-web.ts')
  yield* forRuntime.inflate(source)
}

/** Whether these are the first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
