import { base64Decode, equalBytes, hexUpper, utf8 } from './bytes.ts'
import { TAG, childrenOf, encodeDer, readDer, unsignedInteger, type DerNode } from './der.ts'
import { describeValue } from '../errors/describe-value.ts'
import { KeyMaterialError } from './key-material-error.ts'

/** PEM, one-line PEM with literal `\n`, Base64 DER, or DER bytes. */
export type KeyText = string | Uint8Array

export interface ParsedPrivateKey {
  /** PKCS#8 DER, whatever was given. */
  readonly pkcs8: Uint8Array
  readonly modulus: Uint8Array
}

export interface ParsedPublicKey {
  /** SubjectPublicKeyInfo DER. */
  readonly spki: Uint8Array
  readonly modulus: Uint8Array
}

export interface ParsedCertificate extends ParsedPublicKey {
  readonly der: Uint8Array
  /** Upper-case hex, as WeChat Pay writes it in `serial_no` and `Wechatpay-Serial`. */
  readonly serial: string
  /** Milliseconds since the epoch. */
  readonly notBefore: number
  /** Milliseconds since the epoch. */
  readonly notAfter: number
}

const RSA_OID = Uint8Array.of(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01)
const RSA_ALGORITHM = encodeDer(TAG.sequence, encodeDer(TAG.oid, RSA_OID), encodeDer(TAG.null))
const VERSION_0 = encodeDer(TAG.integer, Uint8Array.of(0))

/**
 * @param name what the secret is called where the caller wrote it, for the message: `merchant.privateKey`
 * @throws {KeyMaterialError} says what was found instead of an RSA private key
 */
export function parsePrivateKey(name: string, input: KeyText): ParsedPrivateKey {
  const found = identify(name, 'an RSA private key (PKCS#8 or PKCS#1; PEM or Base64 DER)', input)
  switch (found.kind) {
    case 'pkcs8': {
      const inner = readDer(found.members[2]!.content)
      const numbers = inner && childrenOf(inner)
      if (!numbers?.[1]) throw new KeyMaterialError(name, found.expected, 'a damaged PKCS#8 private key')
      return { pkcs8: found.node.bytes, modulus: unsignedInteger(numbers[1]) }
    }
    case 'pkcs1-private':
      return {
        pkcs8: encodeDer(TAG.sequence, VERSION_0, RSA_ALGORITHM, encodeDer(TAG.octetString, found.node.bytes)),
        modulus: unsignedInteger(found.members[1]!),
      }
    default:
      throw wrongKind(name, found)
  }
}

/**
 * A platform public key. A certificate is refused here: it has a serial of its own and belongs under `certificates`.
 *
 * @throws {KeyMaterialError} says what was found instead of an RSA public key
 */
export function parsePublicKey(name: string, input: KeyText): ParsedPublicKey {
  const found = identify(name, 'an RSA public key (SPKI or PKCS#1; PEM or Base64 DER)', input)
  switch (found.kind) {
    case 'spki':
      return publicKeyOf(name, found.node, found.members)
    case 'pkcs1-public':
      return {
        spki: encodeDer(TAG.sequence, RSA_ALGORITHM, encodeDer(TAG.bitString, Uint8Array.of(0), found.node.bytes)),
        modulus: unsignedInteger(found.members[0]!),
      }
    default:
      throw wrongKind(name, found)
  }
}

/** @throws {KeyMaterialError} says what was found instead of an X.509 certificate with an RSA key */
export function parseCertificate(name: string, input: KeyText): ParsedCertificate {
  const found = identify(name, 'an X.509 certificate (PEM or Base64 DER)', input)
  if (found.kind !== 'certificate') throw wrongKind(name, found)
  const fields = childrenOf(found.members[0]!) ?? []
  // The explicit version is optional; everything else keeps its order behind it.
  const at = fields[0]?.tag === TAG.context0 ? 1 : 0
  const serial = fields[at]
  const validity = fields[at + 3] && childrenOf(fields[at + 3]!)
  const key = fields[at + 5]
  const keyMembers = key && childrenOf(key)
  const [from, to] = [validity?.[0], validity?.[1]]
  if (serial?.tag !== TAG.integer || !key || !keyMembers || !from || !to) {
    throw new KeyMaterialError(name, found.expected, 'a damaged certificate')
  }
  return {
    der: found.node.bytes,
    serial: hexUpper(unsignedInteger(serial)),
    notBefore: timeOf(name, from),
    notAfter: timeOf(name, to),
    ...publicKeyOf(name, key, keyMembers),
  }
}

/**
 * The APIv3 or APIv2 key: 32 characters set on the merchant platform, used as they are.
 *
 * @throws {KeyMaterialError} says how long the given value is and what the difference probably is
 */
export function parseApiKey(name: string, input: string): Uint8Array {
  const expected = '32 ASCII characters'
  if (typeof input !== 'string') throw new KeyMaterialError(name, expected, describeValue(input))
  if (input.includes('-----BEGIN')) {
    throw new KeyMaterialError(
      name,
      expected,
      'a PEM block',
      'Use the key you set under API 安全 on the merchant platform.',
    )
  }
  const bytes = utf8(input)
  if (bytes.length === 32 && !/\s/.test(input)) return bytes
  const trimmed = input.trim()
  const unquoted = /^(["']).*\1$/s.test(trimmed) ? trimmed.slice(1, -1) : trimmed
  const likely =
    trimmed !== input
      ? 'Trailing newline or blank? Remove the white space around it.'
      : unquoted !== trimmed
        ? 'Quotes are part of the value: remove them.'
        : bytes.length === 64 && /^[0-9a-f]+$/i.test(input)
          ? 'It looks like a SHA-256 or hex dump: give the 32 characters themselves.'
          : 'Copy it again from API 安全 on the merchant platform.'
  throw new KeyMaterialError(name, expected, `${bytes.length} bytes`, likely)
}

type Kind =
  | 'pkcs8'
  | 'pkcs1-private'
  | 'spki'
  | 'pkcs1-public'
  | 'certificate'
  | 'not-rsa-private'
  | 'not-rsa-public'
  | 'pfx'
  | 'request'
  | 'unknown'

interface Identified {
  readonly kind: Kind
  readonly node: DerNode
  readonly members: readonly DerNode[]
  readonly expected: string
}

const DESCRIPTION: Record<Kind, string> = {
  pkcs8: 'a private key',
  'pkcs1-private': 'a private key',
  spki: 'a public key',
  'pkcs1-public': 'a public key',
  certificate: 'a certificate',
  'not-rsa-private': 'a private key that is not RSA',
  'not-rsa-public': 'a public key that is not RSA',
  pfx: 'a PKCS#12 archive (.p12)',
  request: 'a certificate request (CSR)',
  unknown: 'DER of an unknown kind',
}

const PRIVATE_KEY_PLACE = 'apiclient_key.pem belongs under merchant.privateKey.'
const PUBLIC_KEY_PLACE = 'A platform public key belongs under platform.publicKeys with its PUB_KEY_ID_….'

const REMEDY: Partial<Record<Kind, string>> = {
  pkcs8: PRIVATE_KEY_PLACE,
  'pkcs1-private': PRIVATE_KEY_PLACE,
  certificate:
    'apiclient_cert.pem belongs under merchant.certificate; platform certificates under platform.certificates.',
  spki: PUBLIC_KEY_PLACE,
  'pkcs1-public': PUBLIC_KEY_PLACE,
  pfx: 'Use apiclient_key.pem and apiclient_cert.pem from the same download instead of the .p12 file.',
}

function wrongKind(name: string, found: Identified): KeyMaterialError {
  return new KeyMaterialError(name, found.expected, DESCRIPTION[found.kind], REMEDY[found.kind])
}

function identify(name: string, expected: string, input: KeyText): Identified {
  const der = derOf(name, expected, input)
  const node = readDer(der)
  const members = node?.tag === TAG.sequence ? childrenOf(node) : undefined
  if (!node || !members) throw new KeyMaterialError(name, expected, 'bytes that are not DER', 'Is the file complete?')
  return { kind: kindOf(members), node, members, expected }
}

function kindOf(members: readonly DerNode[]): Kind {
  const tags = members.map((member) => member.tag)
  const second = members[1] && childrenOf(members[1])
  if (tags[0] === TAG.integer && tags[1] === TAG.sequence && tags[2] === TAG.octetString) {
    return isRsa(second?.[0]) ? 'pkcs8' : 'not-rsa-private'
  }
  if (tags[0] === TAG.integer && tags[1] === TAG.octetString) return 'not-rsa-private'
  if (tags.length >= 9 && tags.every((tag) => tag === TAG.integer)) return 'pkcs1-private'
  if (tags.length === 2 && tags.every((tag) => tag === TAG.integer)) return 'pkcs1-public'
  if (tags[0] === TAG.integer && tags[1] === TAG.sequence) return 'pfx'
  if (tags.length === 2 && tags[0] === TAG.sequence && tags[1] === TAG.bitString) {
    return isRsa(childrenOf(members[0]!)?.[0]) ? 'spki' : 'not-rsa-public'
  }
  if (tags.length === 3 && tags[0] === TAG.sequence && tags[1] === TAG.sequence && tags[2] === TAG.bitString) {
    // A request has four fields, a certificate six or more behind its serial.
    return (childrenOf(members[0]!)?.length ?? 0) >= 6 ? 'certificate' : 'request'
  }
  return 'unknown'
}

function isRsa(oid: DerNode | undefined): boolean {
  return oid?.tag === TAG.oid && equalBytes(oid.content, RSA_OID)
}

function publicKeyOf(name: string, node: DerNode, members: readonly DerNode[]): ParsedPublicKey {
  const expected = 'an RSA public key'
  if (!isRsa(childrenOf(members[0]!)?.[0])) throw new KeyMaterialError(name, expected, DESCRIPTION['not-rsa-public'])
  // The BIT STRING starts with the number of unused bits, always 0 here.
  const numbers = readDer(members[1]!.content, 1)
  const modulus = numbers && childrenOf(numbers)?.[0]
  if (!modulus) throw new KeyMaterialError(name, expected, 'a damaged public key')
  return { spki: node.bytes, modulus: unsignedInteger(modulus) }
}

function derOf(name: string, expected: string, input: KeyText): Uint8Array {
  if (input instanceof Uint8Array)
    return input[0] === 0x2d ? derOf(name, expected, new TextDecoder().decode(input)) : input
  if (typeof input !== 'string') throw new KeyMaterialError(name, expected, describeValue(input))
  const text = input.replaceAll('\\n', '\n').replaceAll('\\r', '').trim()
  if (text === '') throw new KeyMaterialError(name, expected, 'an empty text', 'Is the environment variable set?')
  const pem = /-----BEGIN ([A-Z0-9 ]+)-----([\s\S]*?)(?:-----END \1-----|$)/.exec(text)
  if (!pem) {
    const der = base64Decode(text.replace(/\s+/g, ''))
    if (der) return der
    const received =
      /[/\\]|\.(pem|p12|key|cer|crt)$/i.test(text) && text.length < 300
        ? 'what looks like a file path'
        : 'text that is neither PEM nor Base64'
    throw new KeyMaterialError(name, expected, received, 'Give the content of the file, not its name.')
  }
  const [block, label, body] = pem as unknown as [string, string, string]
  if (!block.endsWith(`-----END ${label}-----`)) {
    throw new KeyMaterialError(
      name,
      expected,
      `a PEM block without its last line "-----END ${label}-----"`,
      'It was cut: copy the whole file.',
    )
  }
  if (label.includes('ENCRYPTED') || body.includes('ENCRYPTED')) {
    throw new KeyMaterialError(
      name,
      expected,
      'an encrypted private key',
      'Decrypt it first: openssl pkcs8 -in key.pem -out plain.pem',
    )
  }
  const der = base64Decode(body.replace(/\s+/g, ''))
  if (!der)
    throw new KeyMaterialError(
      name,
      expected,
      `a PEM block "${label}" whose content is not Base64`,
      'Was it altered by an editor or a template?',
    )
  return der
}

function timeOf(name: string, node: DerNode): number {
  const text = String.fromCharCode(...node.content)
  const match = /^(\d{2}|\d{4})(\d{2})(\d{2})(\d{2})(\d{2})(\d{2})Z$/.exec(text)
  if (!match) throw new KeyMaterialError(name, 'a certificate with a validity in UTC', describeValue(text))
  const [year, month, day, hour, minute, second] = match.slice(1).map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ]
  // UTCTime has two digits of the year: 50–99 are of the last century.
  const full = node.tag === TAG.utcTime ? (year < 50 ? 2000 : 1900) + year : year
  return Date.UTC(full, month - 1, day, hour, minute, second)
}
