import { pooled } from './bytes.ts'

const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws `TypeError` on bytes that are not UTF-8, instead of putting replacement characters in their place. */
export function utf8Decode(bytes: Uint8Array): string {
  if (pooled) {
    // Node's lenient decoder takes half the time of a strict one.
    const text = pooled.from(bytes.buffer, bytes.byteOffset, bytes.length).toString()
    // Without a replacement character nothing was replaced; with one, it may still be the sender's own.
    if (!text.includes('\ufffd')) return text
  }
  return strictDecoder.decode(bytes)
}
