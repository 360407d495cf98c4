import { describeValue } from '../../errors/describe-value.ts'
import { equalBytes, hexUpper } from '../bytes.ts'
import { TAG, childrenOf, encodeDer, readDer, unsignedInteger, type DerNode } from './der.ts'
import { DECRYPT_IT, blocksOf, type NotDer } from './key-container.ts'
import type { KeyInput } from './key-input.ts'
import { RSA_OID, identify, isRsa, type Identified, type KeyKind } from './key-kind.ts'
import { KeyMaterialError } from './key-material-error.ts'

export interface ParsedPrivateKey {
  /** The key as PKCS#8 DER, whatever its original form. */
  readonly pkcs8: Uint8Array
  readonly modulus: Uint8Array
}

export interface ParsedPublicKey {
  /** The key as SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array
  readonly modulus: Uint8Array
}

export interface ParsedCertificate extends ParsedPublicKey {
  readonly der: Uint8Array
  /** Upper-case hex, as in WeChat Pay's `serial_no` and `Wechatpay-Serial`. */
  readonly serial: string
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  /** Milliseconds since the epoch. */
  readonly notAfter: number
}

export interface ParseOptions {
  /**
   * Accepts RSA keys below 2048 bits, which are insecure. Use it only for published test vectors.
   *
   * @default false
   */
  readonly forTestVectors?: boolean
}

const RSA_ALGORITHM = encodeDer(TAG.sequence, encodeDer(TAG.oid, RSA_OID), encodeDer(TAG.nothing))
const VERSION_0 = encodeDer(TAG.integer, Uint8Array.of(0))

/** Kinds of keys, for messages. */
const PRIVATE_KEY = 'an RSA private key'
const PUBLIC_KEY = 'an RSA public key'
const CERTIFICATE = 'an X.509 certificate'

/**
 * @param name the secret's name in the caller's configuration, for the message: `merchant.privateKey`
 * @throws {KeyMaterialError} the input is no RSA private key of at least 2048 bits; says what it is
 */
export function parsePrivateKey(name: string, input: KeyInput, options?: ParseOptions): ParsedPrivateKey {
  const { node, members } = only(name, PRIVATE_KEY, findAll(name, PRIVATE_KEY, input, 'a private key'))
  const isPkcs8 = members[1]!.tag === TAG.sequence
  const inner = isPkcs8 ? readDer(members[2]!.content) : node
  const modulus = inner && childrenOf(inner)?.[1]
  if (!modulus) throw new KeyMaterialError(name, PRIVATE_KEY, 'a damaged one')
  return {
    pkcs8: isPkcs8
      ? node.bytes
      : encodeDer(TAG.sequence, VERSION_0, RSA_ALGORITHM, encodeDer(TAG.octetString, node.bytes)),
    modulus: modulusOf(name, modulus, options),
  }
}

/**
 * Parses a platform public key. It refuses certificates: they have serials and belong under `certificates`.
 *
 * @throws {KeyMaterialError} the input is no RSA public key of at least 2048 bits; says what it is
 */
export function parsePublicKey(name: string, input: KeyInput, options?: ParseOptions): ParsedPublicKey {
  const { node, members } = only(name, PUBLIC_KEY, findAll(name, PUBLIC_KEY, input, 'a public key'))
  return members[0]!.tag === TAG.sequence
    ? publicKeyOf(name, node, members, options)
    : {
        spki: encodeDer(TAG.sequence, RSA_ALGORITHM, encodeDer(TAG.bitString, Uint8Array.of(0), node.bytes)),
        modulus: modulusOf(name, members[0]!, options),
      }
}

/**
 * Parses one certificate; from a chain it takes the end-entity certificate.
 *
 * @throws {KeyMaterialError} the input is no X.509 certificate with an RSA key of at least 2048 bits; says what it is
 */
export function parseCertificate(name: string, input: KeyInput, options?: ParseOptions): ParsedCertificate {
  return certificateOf(name, only(name, CERTIFICATE, endsOfChains(name, input)), options)
}

/**
 * Parses all certificates of a text, such as a file of platform certificates. From chains it takes the end-entity
 * certificates.
 *
 * @throws {KeyMaterialError} there is no certificate, or one is damaged or has no RSA key of at least 2048 bits
 */
export function parseAllCertificates(name: string, input: KeyInput): readonly ParsedCertificate[] {
  return endsOfChains(name, input).map((one) => certificateOf(name, one))
}

function certificateOf(name: string, { node, members }: Identified, options?: ParseOptions): ParsedCertificate {
  const { serial, validity, key } = fieldsOf(members)
  const keyMembers = key && childrenOf(key)
  const [from, to] = (validity && childrenOf(validity)) ?? []
  if (serial?.tag !== TAG.integer || !keyMembers || !from || !to)
    throw new KeyMaterialError(name, CERTIFICATE, 'a damaged one')
  return {
    der: node.bytes,
    serial: hexUpper(unsignedInteger(serial)),
    notBefore: timeOf(name, from),
    notAfter: timeOf(name, to),
    ...publicKeyOf(name, key, keyMembers, options),
  }
}

/** The version at the beginning is optional; the order of the other fields is fixed. */
function fieldsOf(members: readonly DerNode[]) {
  const fields = childrenOf(members[0]!) ?? []
  const [serial, , issuer, validity, subject, key] = fields[0]?.tag === TAG.context0 ? fields.slice(1) : fields
  return { serial, issuer, validity, subject, key }
}

function isSame(one: DerNode | undefined, other: DerNode | undefined): boolean {
  return !!one && !!other && equalBytes(one.bytes, other.bytes)
}

/** Removes certificates that issued one of the others. A self-signed certificate is not the issuer of its namesake. */
function endsOfChains(name: string, input: KeyInput): readonly Identified[] {
  const all = findAll(name, CERTIFICATE, input, 'a certificate')
  const names = all.map(({ members }) => fieldsOf(members))
  return all.filter((_, at) => {
    const { subject } = names[at]!
    return !names.some((other) => isSame(other.issuer, subject) && !isSame(other.issuer, other.subject))
  })
}

const PLACES: Partial<Record<KeyKind, string>> = {
  'a private key': 'apiclient_key.pem belongs under merchant.privateKey.',
  'a public key': 'A platform public key belongs under platform.publicKeys with its PUB_KEY_ID_….',
  'a certificate':
    'apiclient_cert.pem belongs under merchant.certificate; platform certificates under platform.certificates.',
  'an encrypted private key': DECRYPT_IT,
  'a PKCS#12 archive (.p12)':
    'Use apiclient_key.pem and apiclient_cert.pem from the same download instead of the .p12 file.',
}

/** Finds all values of the wanted kind and skips others; at least one. */
function findAll(name: string, expected: string, input: KeyInput, wanted: KeyKind): readonly Identified[] {
  const found: Identified[] = []
  let problem: NotDer | undefined
  for (const block of blocksOf(input)) {
    const one = block instanceof Uint8Array ? identify(block) : undefined
    if (one?.kind === wanted) found.push(one)
    // An unreadable block explains the failure better than a readable one of another kind.
    else if (!(block instanceof Uint8Array)) problem = block
    else if (one) problem ??= { received: one.kind, remedy: PLACES[one.kind] ?? '' }
    else problem ??= { received: 'bytes that are not DER', remedy: 'Is the file complete, and no .p12?' }
  }
  if (found.length > 0 || !problem) return found
  throw new KeyMaterialError(name, expected, problem.received, problem.remedy)
}

function only(name: string, expected: string, found: readonly Identified[]): Identified {
  if (found.length === 1) return found[0]!
  throw new KeyMaterialError(name, expected, `${found.length} of them in one text`, 'Give the one that is meant.')
}

function publicKeyOf(
  name: string,
  node: DerNode,
  members: readonly DerNode[],
  options: ParseOptions | undefined,
): ParsedPublicKey {
  if (!isRsa(members[0])) throw new KeyMaterialError(name, PUBLIC_KEY, 'a public key that is not RSA')
  // The BIT STRING starts with the number of unused bits, always 0 here.
  const numbers = readDer(members[1]!.content, 1)
  const modulus = numbers && childrenOf(numbers)?.[0]
  if (!modulus) throw new KeyMaterialError(name, PUBLIC_KEY, 'a damaged one')
  return { spki: node.bytes, modulus: modulusOf(name, modulus, options) }
}

function modulusOf(name: string, node: DerNode, options: ParseOptions = {}): Uint8Array {
  const modulus = unsignedInteger(node)
  const isAllowed = Object.hasOwn(options, 'forTestVectors') && options.forTestVectors
  // Math.clz32 counts 24 bits more than the leading zeros of the first octet.
  if (!isAllowed) checkModulusBits(name, modulus.length * 8 - Math.clz32(modulus[0] ?? 0) + 24)
  return modulus
}

/** @throws {KeyMaterialError} the key is shorter than any that WeChat Pay has issued, and insecure */
export function checkModulusBits(name: string, bits: number): void {
  if (bits >= 2048) return
  const remedy = 'It is not safe, and not from WeChat Pay: apply for a new one.'
  throw new KeyMaterialError(name, 'an RSA key of at least 2048 bits', `one of ${bits} bits`, remedy)
}

function timeOf(name: string, node: DerNode): number {
  const text = String.fromCharCode(...node.content)
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  if (!match) throw new KeyMaterialError(name, 'a certificate with a validity in UTC', describeValue(text))
  const [year = 0, month = 0, ...rest] = match.slice(1).map(Number)
  // UTCTime has a two-digit year: 50–99 mean the 20th century.
  const full = node.tag === TAG.utcTime ? (year < 50 ? 2000 : 1900) + year : year
  return Date.UTC(full, month - 1, ...rest)
}
