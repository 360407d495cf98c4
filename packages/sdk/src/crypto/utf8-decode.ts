const strictDecoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/** Throws `TypeError` on bytes that are not UTF-8, instead of putting replacement characters in their place. */
export function utf8Decode(bytes: Uint8Array): string {
  return strictDecoder.decode(bytes)
}
