import { optionalMember } from '../../shared/own-options.ts'
import { describeValue } from '../../errors/describe-value.ts'
import { base64Decode, bytesIn } from '../bytes.ts'
import { TAG, readDer } from './der.ts'
import { derOfJwk } from './jwk.ts'
import type { JsonWebKeyRsa, KeyInput, NodeCertificate, NodeKeyObject } from './key-input.ts'

/** A description of the input that was found instead of DER, with its remedy. */
export interface NotDer {
  readonly received: string
  readonly remedy?: string
}

/** A DER value, or the reason why there is none. */
export type Block = Uint8Array | NotDer

/** Extracts keys and certificates from any {@link KeyInput} as DER, in order; at least one block. */
export function blocksOf(input: KeyInput): readonly Block[] {
  if (typeof input === 'string') return blocksOfText(input)
  const bytes = bytesIn(input)
  if (bytes) return blocksOfBytes(bytes)
  return [typeof input === 'object' && input !== null ? blockOfObject(input) : notDer(describeValue(input))]
}

function notDer(received: string, remedy = ''): NotDer {
  return { received, remedy }
}

function blockOfObject(given: object): Block {
  const input: Partial<JsonWebKeyRsa & NodeKeyObject & NodeCertificate> = given
  const raw = bytesIn(optionalMember(input, 'raw'))
  if (raw) return raw
  if (optionalMember(input, 'export') && input.type !== 'secret')
    return input.export!({ format: 'der', type: input.type === 'private' ? 'pkcs8' : 'spki' }) as Uint8Array
  if (Object.hasOwn(input, 'kty')) return derOfJwk(input) ?? notDer('a JWK that is not a whole RSA key')
  return 'algorithm' in input
    ? notDer('a CryptoKey', 'Give what crypto.subtle.exportKey returns for it.')
    : notDer(describeValue(input))
}

/** Reads bytes that hold text like text. Input that is neither DER nor text is passed on for the structure check. */
function blocksOfBytes(bytes: Uint8Array): readonly Block[] {
  // 0x30 is also the character "0", so only bytes that are DER to the end are certainly no text.
  if (readDer(bytes)?.bytes.length === bytes.length && bytes[0] === TAG.sequence) return [bytes]
  const text = textOf(bytes)
  // oxlint-disable-next-line no-control-regex -- characters that no text has
  return /[\0-\x08\uFFFD]/.test(text) ? [bytes] : blocksOfText(text)
}

/** Decodes text. Windows editors write UTF-16 with a byte-order mark. */
function textOf(bytes: Uint8Array): string {
  const mark = bytes[0]! * 256 + bytes[1]!
  const encoding = mark === 0xfffe ? 'utf-16le' : mark === 0xfeff ? 'utf-16be' : 'utf-8'
  return new TextDecoder(encoding).decode(bytes)
}

function blocksOfText(input: string): readonly Block[] {
  const text = unwrap(input)
  if (text === '') return [notDer('an empty text', 'Is the environment variable set?')]
  if (text.includes(BEGIN)) return blocksOfPem(text)
  if (text.startsWith('{')) return [blockOfJson(text)]
  const bytes = base64Of(text)
  if (bytes) {
    const inner = textOf(bytes)
    return inner.includes(BEGIN) ? blocksOfPem(unwrap(inner)) : [bytes]
  }
  const isPath = /[/\\]|\.(?:pem|p12|key|cer|crt)$/i.test(text) && text.length < 300
  const received = isPath ? 'what looks like a file path' : 'text that is neither PEM nor Base64'
  return [notDer(received, 'Give the content of the file, not its name.')]
}

/** Removes a byte-order mark, quotes and blanks around the text, and unescapes line breaks. */
function unwrap(text: string): string {
  const lines = text
    .replaceAll(/\\+n/g, '\n')
    .replaceAll(/\\+r|\r|\uFEFF/g, '')
    .trim()
  return /^(["'`]).*\1$/s.test(lines) ? unwrap(lines.slice(1, -1)) : lines
}

/** Decodes Base64 leniently: some tools break it into lines, some omit the padding. */
export function base64Of(text: string): Uint8Array | undefined {
  const digits = text.replaceAll(/\s+/g, '').replace(/=+$/, '')
  return base64Decode(digits + '='.repeat(-digits.length & 3))
}

function blockOfJson(text: string): Block {
  try {
    return blockOfObject(JSON.parse(text) as object)
  } catch {
    return notDer('text that begins like JSON')
  }
}

/** The beginning of every PEM block. */
export const BEGIN = '-----BEGIN'
export const DECRYPT_IT = 'Decrypt it first: openssl pkcs8 -in key.pem -out plain.pem'

/** The words of a PEM label are short; longer text is no label and may be a secret. */
const PEM = /-----BEGIN ([A-Z\d]{1,12}(?: [A-Z\d]{1,12}){0,4})-----(?:([^]*?)-----END \1-----)?/g

function blocksOfPem(text: string): readonly Block[] {
  const blocks = Array.from(text.matchAll(PEM), ([, label, body]): Block => {
    if (body === undefined)
      return notDer(`a PEM block without its last line "-----END ${label}-----"`, 'It was cut: copy the whole file.')
    if (/ENCRYPTED/.test(label + body)) return notDer('an encrypted private key', DECRYPT_IT)
    // A line with a colon is a header of older PEM files.
    return (
      base64Of(body.replaceAll(/^.*:.*$/gm, '')) ??
      notDer(`a PEM block "${label}" whose content is not Base64`, 'Was it altered by an editor or a template?')
    )
  })
  return blocks.length > 0 ? blocks : [notDer('a PEM block with a broken first line')]
}
