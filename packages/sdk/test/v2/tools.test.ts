import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { KeyMaterialError, utf8 } from '../../src/crypto/index.ts'
import {
  ApiV2Key,
  decryptReqInfo,
  parseXml,
  payParametersV2,
  signV2,
  toXml,
  verifyV2,
  XmlError,
  type Fields,
  type SignType,
} from '../../src/v2/index.ts'
import { decryptEcb, md5 } from '../../src/v2/node-crypto.ts'
import md5Vectors from '../vectors/apiv2.json' with { type: 'json' }
import hmacVectors from '../vectors/hmac.json' with { type: 'json' }
import { apiV2Key } from '../helpers/api-v2-key.ts'

const key = '0123456789abcdef0123456789ABCDEF'

interface Vector {
  readonly id: string
  readonly key: string
  readonly parameters: Fields
  readonly sign: string
}

describe('signatures', () => {
  test.each(md5Vectors)('$id MD5', async ({ key, parameters, sign }) => {
    expect(await signV2(parameters, key, 'MD5')).toBe(sign)
    expect(await verifyV2({ ...parameters, sign }, key)).toBe(true)
  })

  test.each<Vector>(hmacVectors)('$id HMAC-SHA256', async ({ key, parameters, sign }) => {
    expect(await signV2(parameters, key)).toBe(sign)
    expect(await verifyV2({ ...parameters, sign }, key)).toBe(true)
  })

  test('leave out what is empty, but not what is 0', async () => {
    const sign = await signV2({ a: '0', b: 'x' }, key)
    expect(await signV2({ a: 0, b: 'x', c: '', d: undefined, e: null, sign: 'old' }, key)).toBe(sign)
    expect(await signV2({ b: 'x' }, key)).not.toBe(sign)
  })

  test('hold for any fields, whatever their order, and for no others', async () => {
    const fields = fc.dictionary(
      fc.stringMatching(/^[A-Za-z_]\w{0,12}$/),
      fc.string({ unit: 'grapheme', minLength: 1 }),
      {
        minKeys: 1,
      },
    )
    await fc.assert(
      fc.asyncProperty(fields, fc.constantFrom<SignType>('MD5', 'HMAC-SHA256'), async (given, type) => {
        const { sign: _, ...plain } = given
        fc.pre(Object.keys(plain).length > 0)
        const sign = await signV2(plain, key, type)
        const reversed = Object.fromEntries(Object.entries({ ...plain, sign }).reverse())
        expect(await verifyV2(reversed, key)).toBe(true)
        expect(await verifyV2(reversed, apiV2Key)).toBe(false)
        expect(await verifyV2({ ...reversed, more: '1' }, key)).toBe(false)
      }),
    )
  })

  test.each([undefined, '', '0'.repeat(32), '0'.repeat(64), 'Z', '微'.repeat(32)])('do not hold: %s', async (sign) => {
    expect(await verifyV2({ a: '1', sign }, key)).toBe(false)
  })

  test('are upper case: another spelling is not what WeChat Pay sends', async () => {
    const sign = await signV2({ a: '1' }, key)
    expect(await verifyV2({ a: '1', sign: sign.toLowerCase() }, key)).toBe(false)
  })

  test('need a key of 32 characters, which no message shows', () => {
    expect(() => new ApiV2Key('short-secret')).toThrow(KeyMaterialError)
    expect(() => new ApiV2Key('short-secret')).not.toThrow(/short-secret/)
    expect(JSON.stringify(new ApiV2Key(key))).toBe('{}')
  })
})

describe('req_info', () => {
  test('E3, E4 the primitives', () => {
    const ciphertext = Buffer.from('pZwJZBLuy3mDACEQT4YTBw==', 'base64')
    expect(Buffer.from(decryptEcb(utf8('0123456789abcdef0123456789abcdef'), ciphertext)).toString()).toBe('hello')
    expect(Buffer.from(md5(utf8('exposed_your_key_here_have_risks'))).toString('hex')).toBe(
      '4ad14ac334ab13540eb6c5479512a8e8',
    )
  })

  const sealed =
    'qXaaQ3lp0r8mr70dQ9SPb9jHDIwRIa6V8eo8ymYn1zfwREEO8Z5W1fCAiWNEzB08kW5zl+RPUM6ygKkzVcx7g3SQO3UZeLd83lda+K3tbMrFfyQ+8Fx2SfS7akU4VRHh'

  test('E6 opens, also when it was broken into lines', async () => {
    const opened = { out_refund_no: 'R1', refund_status: 'SUCCESS' }
    expect(await decryptReqInfo(key, sealed)).toEqual(opened)
    expect(await decryptReqInfo(new ApiV2Key(key), `${sealed.slice(0, 76)}\n${sealed.slice(76)}`)).toEqual(opened)
  })

  test.each([
    ['another key', apiV2Key, sealed],
    ['half of it', key, sealed.slice(0, 32)],
    ['nothing', key, undefined],
    ['no Base64', key, '%%%'],
  ])('%s does not', async (_, key, reqInfo) => {
    await expect(decryptReqInfo(key, reqInfo)).rejects.toMatchObject({
      name: 'WebhookError',
      code: 'WEBHOOK_UNDECRYPTABLE',
    })
  })
})

describe('launching a payment', () => {
  const options = { clock: { now: () => 1_772_330_400_999 }, nonce: '5K8264ILTKCH16CQ2502SI8ZNMTM67VS' }

  test.each<SignType>(['MD5', 'HMAC-SHA256'])('of a page or a mini program, %s', async (signType) => {
    const { paySign, ...parameters } = await payParametersV2.jsapi({ appid: 'wx1', prepay_id: 'wx2' }, key, {
      ...options,
      signType,
    })
    expect(parameters).toEqual({
      appId: 'wx1',
      timeStamp: '1772330400',
      nonceStr: options.nonce,
      package: 'prepay_id=wx2',
      signType,
    })
    expect(await verifyV2({ ...parameters, sign: paySign }, key)).toBe(true)
    expect(paySign).toHaveLength(signType === 'MD5' ? 32 : 64)
  })

  test('of an app', async () => {
    const order = { appid: 'wx1', mchid: '1900000109', prepay_id: 'wx2' }
    const parameters = await payParametersV2.app(order, new ApiV2Key(key), options)
    expect(parameters).toMatchObject({ partnerid: '1900000109', prepayid: 'wx2', package: 'Sign=WXPay' })
    expect(await verifyV2({ ...parameters }, key)).toBe(true)
  })

  test('with a field inside of a value is not signed: the user could read it out', async () => {
    const order = { appid: 'wx1', mchid: '1900000109', prepay_id: 'wx2&signType=MD5' }
    await expect(payParametersV2.jsapi(order, key)).rejects.toMatchObject({ field: 'prepay_id' })
    await expect(payParametersV2.app(order, key)).rejects.toMatchObject({ field: 'prepay_id' })
    const paid = { ...order, prepay_id: 'wx2' }
    await expect(payParametersV2.jsapi(paid, key, { nonce: 'n&package=x' })).rejects.toMatchObject({ field: 'nonce' })
  })

  test('of an order that was not made is refused', async () => {
    await expect(payParametersV2.jsapi({ appid: 'wx1', prepay_id: undefined }, key)).rejects.toMatchObject({
      code: 'REQUEST_INVALID',
      field: 'prepay_id',
    })
  })
})

describe('writing XML', () => {
  test('keeps every character of every value, as an independent reader sees it', async () => {
    const { XMLParser } = await import('fast-xml-parser')
    const reader = new XMLParser({ parseTagValue: false, trimValues: false })
    const text = fc
      .string({ unit: fc.constantFrom(...Array.from('ab微😀 \n\t&<>"\'];![CDATA')) })
      .filter((value) => value.trim() === value)
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.stringMatching(/^[a-z]\w{0,9}$/), text), async (fields) => {
        const xml = toXml(fields)
        expect(parseXml(xml)).toEqual(fields)
        if (Object.keys(fields).length > 0) expect((reader.parse(xml) as { xml: unknown }).xml).toEqual(fields)
      }),
    )
  })

  test('keeps what readers would stop at or turn into something else', () => {
    expect(toXml({ a: ']]>' })).toBe('<xml><a>]]&gt;</a></xml>')
    expect(toXml({ a: 'b\r\nc' })).toBe('<xml><a>b&#13;\nc</a></xml>')
    expect(parseXml(toXml({ a: 'b\r\nc' }))).toEqual({ a: 'b\r\nc' })
  })

  test('takes numbers and booleans, leaves out what is not there', () => {
    expect(toXml({ a: 1, b: true, c: undefined, d: null, e: '', f: 0 }, 'root')).toBe(
      '<root><a>1</a><b>true</b><e></e><f>0</f></root>',
    )
  })

  test.each<[string, unknown, string]>([
    ['an object', {}, 'JSON.stringify'],
    ['a list', [1], 'expected a text or a number, received an array'],
    ['no number', NaN, 'received NaN'],
    ['a number that is no amount', 1e21, 'received a whole number of 22 digits'],
    ['a control character', 'a\0', 'control characters'],
    ['half a character', '\ud800', 'half of a surrogate pair'],
  ])('refuses %s, and names the field', (_, value, message) => {
    const write = (): string => toXml({ detail: value as string })
    expect(write).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', field: 'xml.detail' }))
    try {
      write()
    } catch (error) {
      expect(`${(error as Error).message} ${(error as { hint?: { en: string } }).hint?.en}`).toContain(message)
    }
  })

  test('refuses names that would write markup', () => {
    expect(() => toXml({ 'a><b': '1' })).toThrow('cannot be the name of a field')
  })
})

describe('reading XML', () => {
  test.each<[string, string, Record<string, string>]>([
    ['CDATA and text', '<xml><a><![CDATA[<b>&amp;]]></a><c>d</c></xml>', { a: '<b>&amp;', c: 'd' }],
    ['CDATA in parts', '<xml><a><![CDATA[x]]]]><![CDATA[>y]]></a></xml>', { a: 'x]]>y' }],
    ['white space between elements', '\ufeff<xml>\n  <a>1</a>\r\n</xml>\n', { a: '1' }],
    ['white space inside', '<xml><a> x </a></xml>', { a: ' x ' }],
    ['a declaration', '<?xml version="1.0" encoding="UTF-8"?>\n<xml><a>1</a></xml>', { a: '1' }],
    ['empty elements', '<xml><a/><b></b><c /></xml>', { a: '', b: '', c: '' }],
    ['nothing', '<xml></xml>', {}],
    ['numbers as text', '<xml><a>0100</a><b>1e3</b><c>true</c></xml>', { a: '0100', b: '1e3', c: 'true' }],
    ['the five entities and numbers', '<xml><a>&lt;&gt;&amp;&quot;&apos;&#65;&#x5FAE;</a></xml>', { a: '<>&"\'A微' }],
    [
      'unknown elements',
      '<xml><coupon_id_0>1</coupon_id_0><new-one.x>2</new-one.x></xml>',
      { coupon_id_0: '1', 'new-one.x': '2' },
    ],
    ['line ends like any reader', '<xml><a>b\r\nc\rd<![CDATA[\r\ne]]></a></xml>', { a: 'b\nc\nd\ne' }],
  ])('takes %s', (_, xml, fields) => {
    expect(parseXml(xml)).toEqual(fields)
    expect(parseXml(utf8(xml))).toEqual(fields)
  })

  test('makes no prototype of a field that is called like one', () => {
    const fields = parseXml('<xml><__proto__>x</__proto__><constructor>y</constructor></xml>')
    expect(Object.getPrototypeOf(fields)).toBe(Object.prototype)
    expect(Object.entries(fields)).toEqual([
      ['__proto__', 'x'],
      ['constructor', 'y'],
    ])
  })

  const bomb = `<!DOCTYPE x [<!ENTITY a "ha">${Array.from('bcdefgh', (name, i) => `<!ENTITY ${name} "${`&${'abcdefg'[i]};`.repeat(10)}">`).join('')}]>`
  test.each<[string, string]>([
    ['a file of this machine', '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><xml><a>&e;</a></xml>'],
    ['a file from elsewhere', '<!DOCTYPE xml SYSTEM "http://169.254.169.254/x.dtd"><xml><a>1</a></xml>'],
    ['entities that grow', `${bomb}<xml><a>&h;</a></xml>`],
    ['a DOCTYPE behind the declaration', '<?xml version="1.0"?><!DOCTYPE xml><xml><a>1</a></xml>'],
    ['a DOCTYPE inside', '<xml><!DOCTYPE a><a>1</a></xml>'],
    ['an unknown entity', '<xml><a>&e;</a></xml>'],
    ['a lone ampersand', '<xml><a>a & b</a></xml>'],
    ['a character XML does not have', '<xml><a>&#0;</a></xml>'],
    ['half a character by number', '<xml><a>&#xD800;</a></xml>'],
    ['a number beyond Unicode', '<xml><a>&#9999999;</a></xml>'],
    ['a control character', '<xml><a>\u0001</a></xml>'],
    ['a comment inside a value', '<xml><a>1<!-- -->2</a></xml>'],
    ['a comment between', '<xml><!-- --><a>1</a></xml>'],
    ['a processing instruction', '<xml><?php x ?><a>1</a></xml>'],
    ['an attribute', '<xml><a b="c">1</a></xml>'],
    ['a namespace', '<xml><n:a>1</n:a></xml>'],
    ['a field twice', '<xml><result_code>FAIL</result_code><result_code>SUCCESS</result_code></xml>'],
    ['elements in a field', '<xml><a><b>1</b></a></xml>'],
    ['text beside elements', '<xml>x<a>1</a></xml>'],
    ['text alone', '<xml>x</xml>'],
    ['a second root', '<xml><a>1</a></xml><xml><a>2</a></xml>'],
    ['text behind the root', '<xml><a>1</a></xml>x'],
    ['text before the root', 'x<xml><a>1</a></xml>'],
    ['a fragment', '<a>1</a><b>2</b>'],
    ['crossed tags', '<xml><a>1</xml></a>'],
    ['a missing end', '<xml><a>1</a>'],
    ['half a tag', '<xml><a'],
    ['half a CDATA', '<xml><a><![CDATA[x</a></xml>'],
    ['a page of a proxy', '<!DOCTYPE html><html><body>502</body></html>'],
    ['JSON', '{"a":1}'],
    ['nothing at all', ''],
  ])('refuses %s', (_, xml) => {
    expect(() => parseXml(xml)).toThrow(XmlError)
  })

  test('refuses bytes that are not UTF-8', () => {
    expect(() => parseXml(Uint8Array.of(0x3c, 0x78, 0xff))).toThrow('not UTF-8')
  })

  test('refuses what is too large, too deep or too many', () => {
    // Work that grows with the square of these sizes would exceed the test's time limit.
    expect(() => parseXml(`<xml><a>${'x'.repeat(5_000_000)}</a></xml>`)).toThrow('more than 4194304 characters')
    expect(() => parseXml(`<xml>${'<a>'.repeat(100_000)}`)).toThrow('elements inside a field')
    expect(() => parseXml(`<xml>${Array.from({ length: 30_000 }, (_, i) => `<a${i}/>`).join('')}</xml>`)).toThrow(
      'more than 20000 elements',
    )
    expect(() => parseXml(`<xml><a>${'&'.repeat(1_000_000)}</a></xml>`)).toThrow('an entity')
    expect(() => parseXml(`<xml>${'<![CDATA['.repeat(100_000)}`)).toThrow(XmlError)
  })

  test('never throws anything else, and never quotes what it read', () => {
    const piece = fc.constantFrom(
      '<xml>',
      '</xml>',
      '<a>',
      '</a>',
      '<a/>',
      '<![CDATA[',
      ']]>',
      '&',
      '&lt;',
      '<!',
      'secret',
      ' ',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
        try {
          parseXml(pieces.join(''))
        } catch (error) {
          expect(error).toBeInstanceOf(XmlError)
          expect(String(error)).not.toContain('secret')
        }
      }),
    )
  })
})
