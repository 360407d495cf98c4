/** Conversions between text and bytes that behave alike in every runtime. */

const encoder = new TextEncoder()

/** Node's, which takes small ones from a pool: memory of its own for each of them costs more than to fill it. */
const pooled = globalThis.Buffer as typeof Buffer | undefined

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  // oxlint-disable-next-line typescript/no-unnecessary-template-expression -- Node's own message would show what is no text
  return pooled ? plain(pooled.from(`${text}`)) : encoder.encode(text)
}

/** Bits that no byte is made of are 0: otherwise several texts would stand for the same bytes. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** Standard, padded, one-line Base64 or nothing: a lenient decoder would let several texts stand for one signature. */
export function base64Decode(text: string): Uint8Array<ArrayBuffer> | undefined {
  if (!BASE64.test(text)) return undefined
  const binary = atob(text)
  const bytes = new Uint8Array(binary.length)
  for (let i = 0; i < binary.length; i++) bytes[i] = binary.charCodeAt(i)
  return bytes
}

export function hexUpper(bytes: Uint8Array): string {
  const hex = pooled
    ? pooled.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('hex')
    : Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
  return hex.toUpperCase()
}

export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, i) => byte === b[i])
}

export function concatBytes(...parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  // Of anything else, Node's own message would show what it is.
  if (pooled && parts.every((part) => part instanceof Uint8Array)) return plain(pooled.concat(parts))
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Bytes look alike in every runtime. */
function plain(bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}
