import { describe, expect, test } from 'vitest'
import { base64Decode, utf8 } from '../../src/crypto/bytes.ts'
import { base64Encode } from '../../src/crypto/base64-encode.ts'
import { utf8Decode } from '../../src/crypto/utf8-decode.ts'
import { crypto as node } from '../../src/crypto/node.ts'
import { crypto as web } from '../../src/crypto/web.ts'
import { ApiV2Key, launchParameters } from '../../src/payscore/index.ts'
import { requestSigningString, responseSigningString } from '../../src/crypto/signing-string.ts'
import aead from './aead.json' with { type: 'json' }
import hmac from './hmac.json' with { type: 'json' }
import { publicKeys, signatures } from './signatures.ts'

const implementations = [
  ['node', node],
  ['web', web],
] as const

describe.each(implementations)('%s crypto', (_, crypto) => {
  const verify = (key: keyof typeof publicKeys, message: Uint8Array, signature: string) =>
    crypto.verifier(base64Decode(publicKeys[key])!).verify(message, signature)

  test.each(signatures)('$id $about: the signature holds over what we build', async ({ key, message, signature }) => {
    expect(await verify(key, message, signature)).toBe(true)
  })

  test.each(signatures)('$id $about: and over nothing else', async ({ key, message, signature }) => {
    for (let i = 0; i < message.length; i += Math.ceil(message.length / 16)) {
      const altered = message.slice()
      altered[i]! ^= 1
      expect(await verify(key, altered, signature)).toBe(false)
    }
    expect(await verify(key, message.subarray(0, -1), signature)).toBe(false)
    const otherKey = key === 'payscore' ? 'goCallback' : 'payscore'
    expect(await verify(otherKey, message, signature)).toBe(false)
    expect(await verify(key, message, `WECHATPAY/SIGNTEST/${signature}`)).toBe(false)
    expect(await verify(key, message, signature.slice(0, -1))).toBe(false)
  })

  describe.each(aead)('$id AES-GCM', ({ key, nonce, associatedData, plaintext, ciphertext }) => {
    const cipher = crypto.resourceCipher(utf8(key))
    const sealed = { ciphertext, nonce, associated_data: associatedData }

    test('opens and seals alike', async () => {
      expect(utf8Decode(await cipher.open(sealed))).toBe(plaintext)
      expect(await cipher.seal(utf8(plaintext), nonce, associatedData)).toBe(ciphertext)
    })

    test('refuses another tag, nonce, associated data and key', async () => {
      const bytes = base64Decode(ciphertext)!
      bytes[bytes.length - 1]! ^= 1
      await expect(cipher.open({ ...sealed, ciphertext: base64Encode(bytes) })).rejects.toThrow()
      await expect(cipher.open({ ...sealed, nonce: nonce.replace(/.$/, '#') })).rejects.toThrow()
      await expect(cipher.open({ ...sealed, associated_data: `${associatedData}x` })).rejects.toThrow()
      await expect(crypto.resourceCipher(utf8(key.replace(/.$/, '#'))).open(sealed)).rejects.toThrow()
    })
  })

  test.each(hmac)('$id HMAC-SHA256', async ({ key, parameters, sign }) => {
    const text = Object.entries(parameters)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, value]) => `${name}=${value}&`)
    const digest = await crypto.hmacSha256(utf8(key), utf8(`${text.join('')}key=${key}`))
    expect(Buffer.from(digest).toString('hex').toUpperCase()).toBe(sign)
  })
})

test.each(hmac)('$id the APIv2 key signs parameters in any order', async ({ key, parameters, sign }) => {
  expect(await new ApiV2Key(key).sign(Object.fromEntries(Object.entries(parameters).reverse()))).toBe(sign)
})

test('F7–F9 the three PayScore launches', async () => {
  const key = new ApiV2Key('0123456789abcdef0123456789ABCDEF')
  const options = { clock: { now: () => 1_772_330_400_000 }, nonce: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS' }
  const order = { mchid: '1900000109', service_id: '500001', out_order_no: 'PB20260301000001' }
  const launches = [
    await launchParameters.confirm({ mchid: order.mchid, package: 'AAQTlpyeRxBz1N5RdUh-nk5I' }, key, options),
    await launchParameters.detail(order, key, options),
    await launchParameters.enable({ ...order, out_request_no: 'REQ20260301000001' }, key, options),
  ]
  expect(launches.map(({ businessType, extraData }) => [businessType, extraData['sign']])).toEqual([
    ['wxpayScoreUse', '7293B74E3B9C696C460897319D37BDC0DFD41305C6AB5A8366CF188C7848C3E8'],
    ['wxpayScoreDetail', '5622AFE97442C3BC91D6B9C298F470C0CF6D55A061566F1B6B17122A34D046FA'],
    ['wxpayScoreEnable', '43CDAD689796CF918603CF4422E77A48344BE5CF22A9B2B7F837091B11AB9644'],
  ])
})

describe('what is signed, in bytes', () => {
  const lengthOf = (method: string, target: string, timestamp: string, nonce: string) =>
    requestSigningString({ method, target, timestamp, nonce, body: new Uint8Array() }).length

  test('A6 as long as the server reports', () => {
    const query = '?service_id=500001&appid=wxeaf7bf1de621b0c2&openid=oWm9Z5JQwgV7BKAQUeKsUMVSjTpQ'
    const target = `/payscore/user-service-state${query}`
    expect(lengthOf('GET', target, '1559194069', '18a427e78d2344e1a71156a2690cc4d6')).toBe(157)
    expect(lengthOf('POST', '/v3/transfer/batches', '1709745440', '5hMYYOOJpzdAfboMUB7QiPmfxmhVehVk')).toBe(71)
  })

  test('A5 a body that ends in a line feed gets one more', () => {
    const line = { method: 'GET', target: '/v3/certificates', timestamp: 1624523846, nonce: 'A1B2C3D4E5F6G7' }
    const sign = (body: string) => utf8Decode(requestSigningString({ ...line, body: utf8(body) }))
    expect(sign('')).toBe('GET\n/v3/certificates\n1624523846\nA1B2C3D4E5F6G7\n\n')
    expect(sign('Hello World!\n')).toMatch(/\nHello World!\n\n$/)
  })

  test('F3 an empty answer is a lone line feed', () => {
    expect(utf8Decode(responseSigningString('1', 'N', new Uint8Array()))).toBe('1\nN\n\n')
  })
})
