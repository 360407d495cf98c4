import { concatBytes } from '../bytes.ts'

/**
 * Reads the part of ASN.1 DER needed to distinguish keys and certificates and to compare their moduli. The client
 * constructor uses it to reject a wrong secret synchronously in every runtime, which WebCrypto cannot do.
 */

export interface DerNode {
  readonly tag: number
  /** The content octets. */
  readonly content: Uint8Array
  /** The whole encoding, including the header. */
  readonly bytes: Uint8Array
}

export * as TAG from './der-tags.ts'

/** Reads the one value that starts at `offset`; `undefined` when the bytes are not DER. */
export function readDer(source: Uint8Array, offset = 0): DerNode | undefined {
  const tag = source[offset]
  const first = source[offset + 1]
  // Tag numbers above 30 take several octets; keys and certificates have none.
  if (tag === undefined || first === undefined || (tag & 0x1f) === 0x1f) return undefined
  let length = first
  let start = offset + 2
  if (first & 0x80) {
    const count = first & 0x7f
    if (count === 0 || count > 4) return undefined
    length = 0
    for (let i = 0; i < count; i++) length = length * 256 + (source[start + i] ?? NaN)
    start += count
  }
  const end = start + length
  if (!(end <= source.length)) return undefined
  return { tag, content: source.subarray(start, end), bytes: source.subarray(offset, end) }
}

/** Returns the members of a constructed value; `undefined` when they do not fill it exactly. */
export function childrenOf(node: DerNode): DerNode[] | undefined {
  const children: DerNode[] = []
  for (let offset = 0; offset < node.content.length;) {
    const child = readDer(node.content, offset)
    if (!child) return undefined
    children.push(child)
    offset += child.bytes.length
  }
  return children
}

/** Returns an INTEGER's magnitude without the sign octet. */
export function unsignedInteger(node: DerNode): Uint8Array {
  let start = 0
  while (start < node.content.length - 1 && node.content[start] === 0) start++
  return node.content.subarray(start)
}

export function encodeDer(tag: number, ...contents: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
  const content = concatBytes(...contents)
  const length: number[] = []
  if (content.length < 0x80) length.push(content.length)
  else {
    for (let rest = content.length; rest > 0; rest = Math.floor(rest / 256)) length.unshift(rest % 256)
    length.unshift(0x80 | length.length)
  }
  return concatBytes(Uint8Array.of(tag, ...length), content)
}
