import { X509Certificate, createPrivateKey, generateKeyPairSync } from 'node:crypto'
import 'reflect-metadata'
import * as x509 from '@peculiar/x509'
import { describe, expect, test } from 'vitest'
import { parseApiKey } from '../../../src/crypto/keys/api-key.ts'
import { parseCertificate, parsePrivateKey, parsePublicKey } from '../../../src/crypto/keys/key-material.ts'

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'prime256v1' })
const pkcs8 = rsa.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string
const pkcs1 = rsa.privateKey.export({ type: 'pkcs1', format: 'pem' }) as string
const spki = rsa.publicKey.export({ type: 'spki', format: 'pem' }) as string
const pkcs1Public = rsa.publicKey.export({ type: 'pkcs1', format: 'pem' }) as string
const encrypted = rsa.privateKey.export({
  type: 'pkcs8',
  format: 'pem',
  cipher: 'aes-256-cbc',
  passphrase: 'x',
}) as string
const modulus = Buffer.from(rsa.publicKey.export({ format: 'jwk' }).n!, 'base64url')

function base64Der(pem: string): string {
  return pem.replace(/-----.*-----|\s/g, '')
}

describe('parsePrivateKey', () => {
  test.each([
    ['PKCS#8 PEM', pkcs8],
    ['PKCS#1 PEM', pkcs1],
    ['one line with literal \\n', pkcs8.replaceAll('\n', '\\n')],
    ['CRLF line ends', pkcs8.replaceAll('\n', '\r\n')],
    ['Base64 DER', base64Der(pkcs8)],
    ['Base64 DER of PKCS#1', base64Der(pkcs1)],
    ['PEM as bytes', Buffer.from(pkcs8)],
    ['DER as bytes', Buffer.from(base64Der(pkcs8), 'base64')],
  ])('accepts %s', (_, input) => {
    const parsed = parsePrivateKey('merchant.privateKey', input)
    expect(Buffer.from(parsed.modulus)).toEqual(modulus)
    const loaded = createPrivateKey({ key: Buffer.from(parsed.pkcs8), format: 'der', type: 'pkcs8' })
    expect(loaded.export({ type: 'pkcs8', format: 'pem' })).toBe(pkcs8)
  })

  test.each([
    ['a public key', spki, 'received a public key. A platform public key belongs under platform.publicKeys'],
    ['an encrypted key', encrypted, 'received an encrypted private key. Decrypt it first'],
    ['a cut PEM', pkcs8.slice(0, 600), 'without its last line "-----END PRIVATE KEY-----"'],
    ['an EC key', ec.privateKey.export({ type: 'pkcs8', format: 'pem' }), 'received a private key that is not RSA'],
    [
      'an EC key in SEC1',
      ec.privateKey.export({ type: 'sec1', format: 'pem' }),
      'received a private key that is not RSA',
    ],
    ['a path', '/etc/wechatpay/apiclient_key.pem', 'received what looks like a file path. Give the content'],
    ['an empty text', '  ', 'received an empty text'],
    ['nothing', undefined, 'received nothing'],
    ['a number', 7, 'received 7'],
    ['an object', null, 'received null'],
    ['prose', 'my secret key!', 'received text that is neither PEM nor Base64'],
    ['Base64 of anything', Buffer.from('hello').toString('base64'), 'received bytes that are not DER'],
  ])('names what it found instead: %s', (_, input, message) => {
    expect(() => parsePrivateKey('merchant.privateKey', input as string)).toThrow(message)
    expect(() => parsePrivateKey('merchant.privateKey', input as string)).toThrow(
      /^merchant\.privateKey: expected an RSA/,
    )
  })
})

describe('parsePublicKey', () => {
  test.each([
    ['SPKI', spki],
    ['PKCS#1', pkcs1Public],
    ['Base64 DER', base64Der(spki)],
  ])('accepts %s', (_, input) => {
    const parsed = parsePublicKey('platform.publicKeys', input)
    expect(Buffer.from(parsed.modulus)).toEqual(modulus)
    expect(Buffer.from(parsed.spki).toString('base64')).toBe(base64Der(spki))
  })

  test.each([
    ['a private key', pkcs8, 'received a private key. apiclient_key.pem belongs under merchant.privateKey'],
    ['an EC key', ec.publicKey.export({ type: 'spki', format: 'pem' }), 'received a public key that is not RSA'],
  ])('refuses %s', (_, input, message) => {
    expect(() => parsePublicKey('platform.publicKeys', input as string)).toThrow(message)
  })
})

describe('parseCertificate', async () => {
  const algorithm = {
    name: 'RSASSA-PKCS1-v1_5',
    hash: 'SHA-256',
    publicExponent: new Uint8Array([1, 0, 1]),
    modulusLength: 2048,
  }
  const keys = await globalThis.crypto.subtle.generateKey(algorithm, true, ['sign', 'verify'])
  const name = 'CN=test'
  const certificate = await x509.X509CertificateGenerator.createSelfSigned({
    name,
    keys,
    notBefore: new Date('2026-03-01'),
    notAfter: new Date('2051-03-01'),
  })
  const request = await x509.Pkcs10CertificateRequestGenerator.create({ name, keys, signingAlgorithm: algorithm })
  const privateKey = Buffer.from(await globalThis.crypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64')
  const pem = certificate.toString('pem')

  test('reads serial, validity and key as OpenSSL does', () => {
    const parsed = parseCertificate('merchant.certificate', pem)
    const reference = new X509Certificate(pem)
    expect(parsed.serial).toBe(reference.serialNumber)
    expect(parsed.notBefore).toBe(Date.parse(reference.validFrom))
    expect(parsed.notAfter).toBe(Date.parse(reference.validTo))
    expect(Buffer.from(parsed.spki)).toEqual(reference.publicKey.export({ type: 'spki', format: 'der' }))
    expect(parsed.modulus).toEqual(parsePrivateKey('key', privateKey).modulus)
  })

  test.each([
    ['a private key', pkcs8, 'received a private key'],
    ['a certificate request', request.toString('pem'), 'received a certificate request (CSR)'],
  ])('refuses %s', (_, input, message) => {
    expect(() => parseCertificate('merchant.certificate', input)).toThrow(message)
  })

  test('is named where a private key is expected', () => {
    expect(() => parsePrivateKey('merchant.privateKey', pem)).toThrow(
      'received a certificate. apiclient_cert.pem belongs',
    )
  })
})

describe('parseApiKey', () => {
  const key = '0123456789abcdef0123456789ABCDEF'
  test('takes 32 characters', () => expect(Buffer.from(parseApiKey('apiV3Key', key)).toString()).toBe(key))
  test.each([
    [`${key}\n`, '33 bytes. Remove the white space'],
    [`"${key}"`, '34 bytes. Quotes are part of the value'],
    [key.slice(1), '31 bytes'],
    ['ab'.repeat(32), '64 bytes. It looks like a SHA-256'],
    [pkcs8, 'a PEM block'],
    [`${key.slice(1)} `, '32 bytes. Remove the white space'],
    [undefined as unknown as string, 'received nothing'],
  ])('refuses %j', (input, message) => {
    expect(() => parseApiKey('apiV3Key', input)).toThrow(message)
  })

  test('never repeats the secret in its message', () => {
    expect.assertions(1)
    try {
      parseApiKey('apiV3Key', `${key}x`)
    } catch (error) {
      expect(String(error)).not.toContain(key)
    }
  })
})
