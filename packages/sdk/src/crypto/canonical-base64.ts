/**
 * As strict as `base64Decode`, and ten times as fast. Node skips what does not belong into Base64, which shortens the
 * bytes: then the text is too long for them, or its last four characters differ from theirs, which show stray bits too.
 */
export function canonicalBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, 'base64')
  const groups = Math.ceil(bytes.length / 3)
  const isCanonical =
    text.length === groups * 4 &&
    bytes.toString('base64', Math.max(0, groups - 1) * 3) === text.slice(-4) &&
    // The other alphabet, which Node takes too.
    !text.includes('-') &&
    !text.includes('_')
  return isCanonical ? bytes : undefined
}
