import { pipeline } from 'node:stream'
import { createGunzip } from 'node:zlib'
import { NotGzip } from './not-gzip.ts'

export async function* inflate(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  // The loop below receives errors of the source, and leaving the loop ends the source.
  const unpacked = pipeline(source, createGunzip(), () => undefined)
  try {
    for await (const piece of unpacked) yield piece as Buffer
  } catch (error) {
    const { code } = error as { readonly code?: unknown }
    throw typeof code === 'string' && code.startsWith('Z_') ? new NotGzip(error) : error
  }
}
