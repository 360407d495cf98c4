const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * As strict as `base64Decode`, and ten times as fast. Node skips what does not belong into Base64, which shortens the
 * bytes: then the text is too long for them, or its end is not the one that they have, which shows stray bits too.
 */
export function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  const isCanonical =
    text.length === Math.ceil(bytes.length / 3) * 4 &&
    text.endsWith(endOf(bytes)) &&
    // The other alphabet, which Node takes too.
    !text.includes('-') &&
    !text.includes('_')
  return isCanonical ? bytes : undefined
}

/** How the Base64 of bytes ends that do not fill its last group; empty where they do. */
function endOf(bytes: Uint8Array): string {
  const { length } = bytes
  const last = bytes[length - 1]!
  if (length % 3 === 1) return `${ALPHABET[last >> 2]}${ALPHABET[(last << 4) & 63]}==`
  if (length % 3 === 0) return ''
  const before = bytes[length - 2]!
  return `${ALPHABET[before >> 2]}${ALPHABET[((before << 4) & 63) | (last >> 4)]}${ALPHABET[(last << 2) & 63]}=`
}
