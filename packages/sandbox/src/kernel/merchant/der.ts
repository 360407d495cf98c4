/**
 * Writes the few ASN.1 forms of a certificate in DER (ITU-T X.690).
 */

export function sequence(...parts: readonly Buffer[]): Buffer {
  return element(0x30, Buffer.concat(parts))
}

export function set(...parts: readonly Buffer[]): Buffer {
  return element(0x31, Buffer.concat(parts))
}

/** @param number the tag `[number]` around a complete value */
export function explicit(number: number, content: Buffer): Buffer {
  return element(0xa0 + number, content)
}

/** @param value big-endian and positive: its first bit is 0 */
export function integer(value: Uint8Array): Buffer {
  return element(0x02, value)
}

export function objectIdentifier(dotted: string): Buffer {
  const [first = 0, second = 0, ...others] = dotted.split('.').map(Number)
  return element(0x06, Buffer.from([40 * first + second, ...others.flatMap(base128)]))
}

export function nothing(): Buffer {
  return element(0x05, Buffer.alloc(0))
}

/** Encodes whole bytes. */
export function bitString(bytes: Uint8Array): Buffer {
  return element(0x03, Buffer.concat([Buffer.alloc(1), bytes]))
}

/** Encodes a PrintableString if the characters allow it, else a UTF8String. */
export function text(value: string): Buffer {
  return element(/^[A-Za-z0-9 '()+,\-./:=?]*$/.test(value) ? 0x13 : 0x0c, Buffer.from(value))
}

/** Encodes a time to the second; years up to 2049 have two digits. @param instant ms */
export function time(instant: number): Buffer {
  const digits = `${new Date(instant).toISOString().slice(0, 19).replace(/\D/g, '')}Z`
  return digits < '2050' ? element(0x17, Buffer.from(digits.slice(2))) : element(0x18, Buffer.from(digits))
}

function element(tag: number, content: Uint8Array): Buffer {
  const { length } = content
  const size = length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff]
  return Buffer.concat([Buffer.from([tag, ...size]), content])
}

function base128(value: number): number[] {
  const digits = [value & 0x7f]
  for (let rest = value >> 7; rest > 0; rest >>= 7) digits.unshift((rest & 0x7f) | 0x80)
  return digits
}
