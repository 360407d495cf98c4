/** Conversions between text and bytes that behave alike in every runtime. */

const encoder = new TextEncoder()

/** Node's Buffer takes small blocks from a pool; separate memory for each would cost more than filling it. */
const pooled = globalThis.Buffer as typeof Buffer | undefined

export function utf8(text: string): Uint8Array<ArrayBuffer> {
  // Node's own message would show a value that is no text.
  // oxlint-disable-next-line typescript/no-unnecessary-template-expression
  return pooled ? plain(pooled.from(`${text}`)) : encoder.encode(text)
}

/** Requires unused bits to be 0: otherwise several texts would decode to the same bytes. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/][AQgw]==|[A-Za-z0-9+/]{2}[AEIMQUYcgkosw048]=)?$/

/** Decodes standard, padded, one-line Base64 only: a lenient decoder would accept several texts for one signature. */
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
  // Node's own message would show an argument that is not bytes.
  if (pooled && parts.every((part) => part instanceof Uint8Array)) return plain(pooled.concat(parts))
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let offset = 0
  for (const part of parts) {
    whole.set(part, offset)
    offset += part.length
  }
  return whole
}

/** Returns a plain Uint8Array, which behaves alike in every runtime. */
function plain(bytes: Buffer<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.length)
}

/**
 * Returns the bytes of a buffer or of a view of one. Avoids `instanceof`, because test runners and sandboxes such as
 * `node:vm` have classes of their own for bytes.
 */
export function bytesIn(value: unknown): Uint8Array | undefined {
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength)
  return isArrayBuffer(value) ? new Uint8Array(value) : undefined
}

function isArrayBuffer(value: unknown): value is ArrayBuffer {
  return Object.prototype.toString.call(value) === '[object ArrayBuffer]'
}
