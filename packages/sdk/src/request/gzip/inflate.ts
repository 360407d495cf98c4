import { crypto } from '#crypto'

/**
 * Unpacks a gzip file piece by piece, no faster than the pieces are taken; whoever takes no more ends the source.
 *
 * @throws {NotGzip} while iterating
 */
export async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  // Node's own DecompressionStream throws an error that nobody can catch when it is cancelled in the middle.
  const forRuntime = crypto.runtime === 'node' ? await import('./inflate-node.ts') : await import('./inflate-web.ts')
  yield* forRuntime.inflate(source)
}

/** Whether these are the first bytes of a gzip file. */
export function isGzip(bytes: Uint8Array): boolean {
  return bytes[0] === 0x1f && bytes[1] === 0x8b
}
