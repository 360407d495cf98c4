import { equalBytes } from '../bytes.ts'
import { TAG, childrenOf, readDer, type DerNode } from './der.ts'

/** The kind of a DER value, in the words of messages. */
export type KeyKind =
  | 'a private key'
  | 'a public key'
  | 'a certificate'
  | 'an encrypted private key'
  | 'a private key that is not RSA'
  | 'a public key that is not RSA'
  | 'a PKCS#12 archive (.p12)'
  | 'a certificate request (CSR)'
  | 'DER of an unknown kind'
  | 'bytes that are not DER'

/** An identified DER value. */
export interface Identified {
  readonly kind: KeyKind
  readonly node: DerNode
  readonly members: readonly DerNode[]
}

export const RSA_OID = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01)

/** Identifies a DER value by its outer members alone; they differ for everything that could be mistaken for a key. */
export function identify(der: Uint8Array): Identified | undefined {
  const node = readDer(der)
  const members = node?.tag === TAG.sequence && childrenOf(node)
  return node && members ? { kind: kindOf(members), node, members } : undefined
}

const LETTERS: Readonly<Record<number, string>> = {
  [TAG.integer]: 'I',
  [TAG.bitString]: 'B',
  [TAG.octetString]: 'O',
  [TAG.sequence]: 'S',
}

function kindOf(members: readonly DerNode[]): KeyKind {
  const shape = members.map(({ tag }) => LETTERS[tag] ?? '?').join('')
  // An elliptic curve key may also start without the algorithm.
  if (/^IS?O/.test(shape)) return isRsa(members[1]) ? 'a private key' : 'a private key that is not RSA'
  if (/^I{9,}$/.test(shape)) return 'a private key'
  if (shape === 'II') return 'a public key'
  if (shape.startsWith('IS')) return 'a PKCS#12 archive (.p12)'
  if (shape === 'SO') return 'an encrypted private key'
  if (shape === 'SB') return isRsa(members[0]) ? 'a public key' : 'a public key that is not RSA'
  if (shape !== 'SSB') return 'DER of an unknown kind'
  // A certificate request has four fields, a certificate six or more.
  return childrenOf(members[0]!)?.[5] ? 'a certificate' : 'a certificate request (CSR)'
}

/** @param algorithm an AlgorithmIdentifier, which begins with the algorithm's object identifier */
export function isRsa(algorithm: DerNode | undefined): boolean {
  const oid = algorithm && childrenOf(algorithm)?.[0]
  return oid?.tag === TAG.oid && equalBytes(oid.content, RSA_OID)
}
