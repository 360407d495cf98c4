import { generateKeyPairSync } from 'node:crypto'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { canonicalBase64 } from '../../src/crypto/canonical-base64.ts'
import { base64Decode, utf8 } from '../../src/crypto/bytes.ts'
import { base64Encode } from '../../src/crypto/base64-encode.ts'
import { utf8Decode } from '../../src/crypto/utf8-decode.ts'
import { crypto as node } from '../../src/crypto/node.ts'
import { crypto as web } from '../../src/crypto/web.ts'

const pair = generateKeyPairSync('rsa', { modulusLength: 2048 })
const pkcs8 = pair.privateKey.export({ type: 'pkcs8', format: 'der' })
const spki = pair.publicKey.export({ type: 'spki', format: 'der' })
const otherSpki = generateKeyPairSync('rsa', { modulusLength: 2048 }).publicKey.export({ type: 'spki', format: 'der' })
const apiKey = utf8('0123456789abcdef0123456789ABCDEF')

describe.each([
  ['node', node, web],
  ['web', web, node],
])('%s crypto, against the other implementation', (_, own, other) => {
  const signer = own.signer(pkcs8)
  const cipher = own.resourceCipher(apiKey)

  test('what it signs, the other verifies', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 600 }), async (message) => {
        const signature = await signer.sign(message)
        expect(await other.verifier(spki).verify(message, signature)).toBe(true)
        expect(await own.verifier(otherSpki).verify(message, signature)).toBe(false)
      }),
      { numRuns: 25 },
    )
  })

  test('a signature over other bytes is not valid', async () => {
    const message = utf8('1554208460\nnonce\n{"a":1}\n')
    const signature = await signer.sign(message)
    const verifier = own.verifier(spki)
    await fc.assert(
      fc.asyncProperty(fc.nat(message.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
        const altered = message.slice()
        altered[at]! ^= flip
        expect(await verifier.verify(altered, signature)).toBe(false)
      }),
      { numRuns: 50 },
    )
  })

  test.each([
    ['a probe', 'WECHATPAY/SIGNTEST/p3q8'],
    ['nothing', ''],
    ['white space inside', 'AAAA AAAA'],
    ['URL-safe Base64', '-_-_'],
    ['three characters', 'abc'],
    ['a short signature', 'AAAA'],
    ['text', '签名'],
  ])('a malformed signature is false, never a throw: %s', async (_name, signature) => {
    expect(await own.verifier(spki).verify(utf8('x'), signature)).toBe(false)
  })

  test('what it encrypts, the other decrypts; 214 bytes fit, 215 do not', async () => {
    const encrypter = own.fieldEncrypter(spki)
    for (const text of ['', '张三', 'a'.repeat(214), '深'.repeat(71)]) {
      expect(await other.fieldDecrypter(pkcs8).decrypt(await encrypter.encrypt(text))).toBe(text)
    }
    await expect(encrypter.encrypt('a'.repeat(215))).rejects.toThrow(/215 bytes .* at most 214/)
    await expect(encrypter.encrypt('深'.repeat(72))).rejects.toThrow(RangeError)
  })

  test('takes a CryptoKey in the place of DER', async () => {
    const algorithm = { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }
    const key = await globalThis.crypto.subtle.importKey('pkcs8', pkcs8, algorithm, false, ['sign'])
    const message = utf8('message')
    expect(await other.verifier(spki).verify(message, await own.signer(key).sign(message))).toBe(true)
  })

  test('what it seals, the other opens; a wrong tag, nonce or associated data is refused', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: 'grapheme', maxLength: 400 }),
        fc.constantFrom('payscore', ''),
        async (text, aad) => {
          const sealed = await cipher.seal(utf8(text), 'Kj7QIyUiYx1q', aad)
          const resource = { ciphertext: sealed, nonce: 'Kj7QIyUiYx1q', associated_data: aad }
          expect(utf8Decode(await other.resourceCipher(apiKey).open(resource))).toBe(text)
          const bytes = base64Decode(sealed)!
          bytes[bytes.length - 1]! ^= 1
          await expect(cipher.open({ ...resource, ciphertext: base64Encode(bytes) })).rejects.toThrow()
          await expect(cipher.open({ ...resource, nonce: 'Kj7QIyUiYx1r' })).rejects.toThrow()
          await expect(cipher.open({ ...resource, associated_data: 'transaction' })).rejects.toThrow()
        },
      ),
      { numRuns: 25 },
    )
  })

  test('absent and empty associated data are the same', async () => {
    const ciphertext = await cipher.seal(utf8('x'), '0123456789ab', '')
    for (const associated_data of [undefined, null, '']) {
      expect(utf8Decode(await cipher.open({ ciphertext, nonce: '0123456789ab', associated_data }))).toBe('x')
    }
  })

  test('digests agree', async () => {
    const message = utf8('a=1&b=2&key=x')
    expect(Buffer.from(await own.sha256(message))).toEqual(Buffer.from(await other.sha256(message)))
    expect(Buffer.from(await own.hmacSha256(apiKey, message))).toEqual(
      Buffer.from(await other.hmacSha256(apiKey, message)),
    )
    expect(own.randomBytes(16)).toHaveLength(16)
  })
})

test('Base64 survives the round trip and only one text stands for given bytes', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
      const text = base64Encode(bytes)
      expect(text).toBe(Buffer.from(bytes).toString('base64'))
      expect(base64Decode(text)).toEqual(bytes)
    }),
  )
  expect(base64Decode('AA=A')).toBeUndefined()
  expect(base64Decode('AAA')).toBeUndefined()
})

test('Node takes the same Base64 as the other runtimes', () => {
  const character = fc.constantFrom(...'AQgwZz09+/-_= \n\0é=='.split(''))
  fc.assert(
    fc.property(
      fc.uint8Array({ maxLength: 12 }),
      fc.nat(20),
      fc.nat(2),
      fc.array(character, { maxLength: 3 }),
      (bytes, at, removed, added) => {
        const text = base64Encode(bytes)
        const changed = text.slice(0, at) + added.join('') + text.slice(at + removed)
        const taken = canonicalBase64(changed)
        expect(taken && new Uint8Array(taken)).toEqual(base64Decode(changed))
      },
    ),
    { numRuns: 5_000 },
  )
})
