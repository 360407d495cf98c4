/** Encodes as standard, padded Base64 on one line. */
export function base64Encode(bytes: Uint8Array): string {
  let binary = ''
  // Works in slices, because every byte becomes an argument and the stack is limited.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
