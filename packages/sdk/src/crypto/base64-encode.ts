/** Standard, padded, on one line. */
export function base64Encode(bytes: Uint8Array): string {
  let binary = ''
  // In slices, because every byte is an argument and the stack has an end.
  for (let i = 0; i < bytes.length; i += 8192) binary += String.fromCharCode(...bytes.subarray(i, i + 8192))
  return btoa(binary)
}
