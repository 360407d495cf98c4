import { X509Certificate, createPrivateKey, createSecretKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import { parseApiKey } from '../../../src/crypto/keys/api-key.ts'
import type { KeyInput } from '../../../src/crypto/keys/key-input.ts'
import {
  parseAllCertificates,
  parseCertificate,
  parsePrivateKey,
  parsePublicKey,
} from '../../../src/crypto/keys/key-material.ts'
import { TestingAuthority } from '../../helpers/testing-authority.ts'

const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pem = (key: KeyObject, type: 'pkcs8' | 'pkcs1' | 'spki') => key.export({ type, format: 'pem' } as never) as string
const modulus = Buffer.from(publicKey.export({ format: 'jwk' }).n!, 'base64url')
const authority = await TestingAuthority.create()
const { cert: leaf } = await authority.issue('Tenpay.com sign')
const { cert: otherLeaf } = await authority.issue('Tenpay.com sign')

/** Encodes a key or certificate in the containers in which people have it. */
const CONTAINERS: Readonly<Record<string, (pem: string) => string>> = {
  PEM: (text) => text,
  'PEM after a byte-order mark': (text) => `\uFEFF${text}`,
  'PEM with CRLF': (text) => text.replaceAll('\n', '\r\n'),
  'one line with literal \\n': (text) => text.trim().replaceAll('\n', '\\n'),
  'one line with \\n escaped twice': (text) => text.trim().replaceAll('\n', '\\\\n'),
  'one line with literal \\r\\n': (text) => text.trim().replaceAll('\n', '\\r\\n'),
  'one line with blanks': (text) => text.trim().replaceAll('\n', ' '),
  'PEM in quotes': (text) => `"${text.trim().replaceAll('\n', '\\n')}"`,
  'indented PEM, as YAML holds it': (text) => `\n    ${text.replaceAll('\n', '\n    ')}`,
  'PEM after the text that openssl prints': (text) =>
    `Certificate:\n    Data:\n        Version: 3 (0x2)\n        Modulus:\n            00:a1:3d:\n${text}`,
  'PEM after Bag Attributes': (text) =>
    `Bag Attributes\n    friendlyName: Tenpay Certificate\n    localKeyID: AB 54 0F\nKey Attributes: <No Attributes>\n${text}`,
  'PEM with headers inside': (text) => text.replace('-----\n', '-----\nComment: merchant\n\n'),
  'Base64 of a whole PEM file': (text) => Buffer.from(text).toString('base64'),
  'Base64 of a PEM file with a byte-order mark and CRLF': (text) =>
    Buffer.from(`\uFEFF${text.replaceAll('\n', '\r\n')}`).toString('base64'),
  'Base64 in lines of a whole PEM file': (text) => Buffer.from(text).toString('base64').replace(/.{76}/g, '$&\n'),
  'Base64 of DER': (text) => derOf(text).toString('base64'),
  'Base64 of DER without its padding': (text) => derOf(text).toString('base64').replaceAll('=', ''),
}

function derOf(text: string): Buffer {
  return Buffer.from(text.replaceAll(/-----.*-----|\s/g, ''), 'base64')
}

/** Encodes bytes in each accepted type. */
const BYTES: Readonly<Record<string, (bytes: Buffer) => KeyInput>> = {
  'a Buffer': (bytes) => bytes,
  'a Uint8Array': (bytes) => new Uint8Array(bytes),
  'a part of a larger buffer': (bytes) => Buffer.concat([Buffer.from('x'), bytes, Buffer.from('y')]).subarray(1, -1),
  'an ArrayBuffer': (bytes) => new Uint8Array(bytes).buffer,
  'a DataView': (bytes) => new DataView(new Uint8Array(bytes).buffer),
}

const MATERIAL = [
  ['private key, PKCS#8', pem(privateKey, 'pkcs8'), parsePrivateKey, modulus],
  ['private key, PKCS#1', pem(privateKey, 'pkcs1'), parsePrivateKey, modulus],
  ['public key, SPKI', pem(publicKey, 'spki'), parsePublicKey, modulus],
  ['public key, PKCS#1', pem(publicKey, 'pkcs1'), parsePublicKey, modulus],
  ['certificate', leaf, parseCertificate, modulusOfCertificate(leaf)],
] as const

function modulusOfCertificate(text: string): Buffer {
  return Buffer.from(new X509Certificate(text).publicKey.export({ format: 'jwk' }).n!, 'base64url')
}

describe.each(MATERIAL)('a %s is read from', (_, text, parse, expected) => {
  test.each(Object.entries(CONTAINERS))('%s', (_container, wrap) => {
    expect(Buffer.from(parse('key', wrap(text)).modulus)).toEqual(expected)
  })

  test.each(Object.entries(CONTAINERS))('bytes of %s', (_container, wrap) => {
    for (const as of Object.values(BYTES))
      expect(Buffer.from(parse('key', as(Buffer.from(wrap(text)))).modulus)).toEqual(expected)
  })

  test.each(Object.entries(BYTES))('DER in %s', (_type, as) => {
    expect(Buffer.from(parse('key', as(derOf(text))).modulus)).toEqual(expected)
  })

  test.each([
    ['UTF-16LE', Buffer.from(`\uFEFF${text}`, 'utf16le')],
    ['UTF-16BE', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
  ])('bytes of %s, as editors of Windows write them', (_encoding, bytes) => {
    expect(Buffer.from(parse('key', bytes).modulus)).toEqual(expected)
  })
})

describe('objects', () => {
  test('a JWK, as an object, as JSON and as bytes of JSON', () => {
    const jwk = privateKey.export({ format: 'jwk' }) as KeyInput
    for (const input of [jwk, JSON.stringify(jwk), Buffer.from(JSON.stringify(jwk, null, 2))]) {
      const { pkcs8 } = parsePrivateKey('key', input)
      const loaded = createPrivateKey({ key: Buffer.from(pkcs8), format: 'der', type: 'pkcs8' })
      expect(loaded.equals(privateKey)).toBe(true)
    }
    expect(Buffer.from(parsePublicKey('key', publicKey.export({ format: 'jwk' }) as KeyInput).modulus)).toEqual(modulus)
  })

  test('a KeyObject and an X509Certificate of node:crypto', () => {
    expect(Buffer.from(parsePrivateKey('key', privateKey).modulus)).toEqual(modulus)
    expect(Buffer.from(parsePublicKey('key', publicKey).modulus)).toEqual(modulus)
    const certificate = new X509Certificate(leaf)
    expect(parseCertificate('certificate', certificate).serial).toBe(certificate.serialNumber)
  })

  test('what WebCrypto exports', async () => {
    const { subtle } = globalThis.crypto
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const key = await subtle.importKey('spki', publicKey.export({ type: 'spki', format: 'der' }), algorithm, true, [
      'verify',
    ])
    expect(Buffer.from(parsePublicKey('key', await subtle.exportKey('spki', key)).modulus)).toEqual(modulus)
    expect(() => parsePublicKey('key', key as never)).toThrow(
      'received a CryptoKey. Give what crypto.subtle.exportKey returns',
    )
  })

  test.each<[string, object, string]>([
    ['a secret key', createSecretKey(Buffer.alloc(32)), 'received an object'],
    ['a JWK of an elliptic curve', { kty: 'EC', crv: 'P-256', x: 'AA', y: 'AA' }, 'a JWK that is not a whole RSA key'],
    ['a JWK without a factor', { ...privateKey.export({ format: 'jwk' }), q: undefined }, 'not a whole RSA key'],
    ['a public JWK', publicKey.export({ format: 'jwk' }), 'received a public key'],
    ['a public KeyObject', publicKey, 'received a public key'],
    ['anything', { apiclient_key: 'x' }, 'received an object'],
  ])('%s is no private key', (_, input, message) => {
    expect(() => parsePrivateKey('merchant.privateKey', input as KeyInput)).toThrow(message)
  })

  test('what is on Object.prototype is no key', () => {
    const polluted = Object.prototype as Record<string, unknown>
    polluted['raw'] = derOf(pem(publicKey, 'spki'))
    polluted['kty'] = 'RSA'
    try {
      expect(() => parsePublicKey('key', {})).toThrow('received an object')
    } finally {
      delete polluted['raw']
      delete polluted['kty']
    }
  })
})

describe('of several blocks in one text', () => {
  test('the wanted one is taken, wherever it stands', () => {
    const text = `${leaf}\n${pem(privateKey, 'pkcs8')}\n${pem(publicKey, 'spki')}`
    expect(Buffer.from(parsePrivateKey('key', text).modulus)).toEqual(modulus)
    expect(Buffer.from(parsePublicKey('key', text).modulus)).toEqual(modulus)
    expect(parseCertificate('certificate', text).serial).toBe(new X509Certificate(leaf).serialNumber)
  })

  test.each([
    ['before', `${leaf}\n${authority.pem}`],
    ['after', `${authority.pem}\n${leaf}`],
  ])('the end of a chain is taken, %s its authority', (_, chain) => {
    expect(parseCertificate('certificate', chain).serial).toBe(new X509Certificate(leaf).serialNumber)
  })

  test('two that are no chain are all read where a list is wanted, and refused elsewhere', () => {
    const both = `${leaf}\n${otherLeaf}`
    const serials = [leaf, otherLeaf].map((one) => new X509Certificate(one).serialNumber)
    expect(parseAllCertificates('certificates', both).map(({ serial }) => serial)).toEqual(serials)
    expect(() => parseCertificate('certificate', both)).toThrow('received 2 of them in one text')
  })

  test('two of one name that issued themselves are no chain', async () => {
    const [one, other] = [await TestingAuthority.create(), await TestingAuthority.create()]
    expect(parseAllCertificates('certificates', one.pem + other.pem)).toHaveLength(2)
  })
})

describe('what is no key is named', () => {
  const secret = pem(privateKey, 'pkcs8')
  const encrypt = (type: 'pkcs8' | 'pkcs1', format: 'pem' | 'der') =>
    privateKey.export({ type, format, cipher: 'aes-256-cbc', passphrase: 'x' } as never) as unknown as KeyInput
  test.each<[string, KeyInput, string]>([
    ['an encrypted PKCS#8 key', encrypt('pkcs8', 'pem'), 'an encrypted private key. Decrypt it first: openssl pkcs8'],
    ['an encrypted PKCS#8 key in DER', encrypt('pkcs8', 'der'), 'an encrypted private key. Decrypt it first'],
    ['an encrypted PKCS#1 key', encrypt('pkcs1', 'pem'), 'an encrypted private key. Decrypt it first'],
    ['an encrypted key after a certificate', `${leaf}${encrypt('pkcs8', 'pem') as string}`, 'an encrypted private key'],
    ['a .p12 file', Buffer.from('3006020103300130', 'hex'), 'a PKCS#12 archive (.p12). Use apiclient_key.pem'],
    ['Base64 of a .p12 file', 'MAYCAQMwATA=', 'a PKCS#12 archive (.p12). Use apiclient_key.pem'],
    ['a .p12 file in BER', Buffer.from('3080020103308006092a864886f70d', 'hex'), 'and no .p12?'],
    ['a certificate', leaf, 'a certificate. apiclient_cert.pem belongs under merchant.certificate'],
    ['a cut PEM', secret.slice(0, 900), 'without its last line "-----END PRIVATE KEY-----". It was cut'],
    ['a cut PEM in a Buffer', Buffer.from(secret.slice(0, 900)), 'without its last line'],
    ['cut DER', derOf(secret).subarray(0, 400), 'bytes that are not DER. Is the file complete, and no .p12?'],
    ['an altered PEM', secret.replace(/\n(.)/, '\n*$1'), 'whose content is not Base64. Was it altered'],
    ['a broken first line', secret.replace('KEY-----', 'KEY----'), 'a PEM block with a broken first line'],
    ['a path', './certs/apiclient_key.pem', 'what looks like a file path. Give the content of the file'],
    ['JSON that is none', '{"kty":', 'text that begins like JSON'],
    ['nothing at all', Buffer.alloc(0), 'an empty text. Is the environment variable set?'],
    ['bytes of zero', new Uint8Array(64), 'bytes that are not DER'],
  ])('%s', (_, input, message) => {
    let said = ''
    try {
      parsePrivateKey('merchant.privateKey', input)
    } catch (error) {
      said = (error as Error).message
    }
    expect(said).toContain('merchant.privateKey: expected an RSA private key, received ')
    expect(said).toContain(message)
    for (const line of secret.split('\n').filter((text) => text.length === 64)) expect(said).not.toContain(line)
  })
})

describe('RSA keys below 2048 bits', () => {
  const short = generateKeyPairSync('rsa', { modulusLength: 1024 })
  const odd = generateKeyPairSync('rsa', { modulusLength: 2047 })

  test.each([
    ['a private key of 1024 bits', () => parsePrivateKey('key', short.privateKey), 'received one of 1024 bits'],
    ['a public key of 1024 bits', () => parsePublicKey('key', short.publicKey), 'received one of 1024 bits'],
    ['a private key of 2047 bits', () => parsePrivateKey('key', odd.privateKey), 'received one of 2047 bits'],
  ])('%s is refused', (_, parse, message) => {
    expect(parse).toThrow('expected an RSA key of at least 2048 bits')
    expect(parse).toThrow(message)
  })

  test('are read for published test vectors', () => {
    expect(parsePrivateKey('key', short.privateKey, { forTestVectors: true }).modulus).toHaveLength(128)
    expect(parsePublicKey('key', short.publicKey, { forTestVectors: true }).modulus).toHaveLength(128)
    expect(() => parsePublicKey('key', short.publicKey, { forTestVectors: false })).toThrow('2048 bits')
  })
})

test('an API key in bytes is read like a text', () => {
  const key = '0123456789abcdef0123456789ABCDEF'
  for (const as of Object.values(BYTES))
    expect(Buffer.from(parseApiKey('apiV3Key', as(Buffer.from(key)) as Buffer)).toString()).toBe(key)
  expect(() => parseApiKey('apiV3Key', Buffer.from(`${key}\n`))).toThrow('33 bytes. Remove the white space')
  expect(() => parseApiKey('apiV3Key', Buffer.from(`\uFEFF${key}`))).toThrow('35 bytes')
})
