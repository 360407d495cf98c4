const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/**
 * As strict as `base64Decode`, but ten times as fast. Node skips characters that are not Base64, so the result is
 * shorter: then the text is too long for it, or has a different end. A different end also reveals stray bits.
 */
export function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  const isCanonical =
    text.length === Math.ceil(bytes.length / 3) * 4 &&
    text.endsWith(endOf(bytes)) &&
    // Node also accepts the URL-safe alphabet.
    !text.includes('-') &&
    !text.includes('_')
  return isCanonical ? bytes : undefined
}

/** The Base64 ending of bytes that do not fill the last group; empty where they do. */
function endOf(bytes: Uint8Array): string {
  const { length } = bytes
  const last = bytes[length - 1]!
  if (length % 3 === 1) return `${ALPHABET[last >> 2]}${ALPHABET[(last << 4) & 63]}==`
  if (length % 3 === 0) return ''
  const before = bytes[length - 2]!
  return `${ALPHABET[before >> 2]}${ALPHABET[((before << 4) & 63) | (last >> 4)]}${ALPHABET[(last << 2) & 63]}=`
}
