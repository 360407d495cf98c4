import fc from 'fast-check'
import { describe, expect, test, vi } from 'vitest'
import { RequestError, WechatPay, type WechatPayOptions } from '../../src/index.ts'
import { appLaunch, h5Launch, jsapiLaunch, miniProgramLaunch, nativeLaunch } from '../../src/launch/index.ts'
import { crypto, utf8 } from '../../src/crypto/index.ts'
import { merchantSpki, mchid, SigningServer } from '../helpers/signing-server.ts'
import { publicKeys, signatures } from '../vectors/signatures.ts'

/** The next nonces, for vectors that fix them. */
const nonces = vi.hoisted((): string[] => [])
vi.mock('../../src/crypto/nonce.ts', async (original) => {
  const { nonce } = await original<typeof import('../../src/crypto/nonce.ts')>()
  return { nonce: () => nonces.shift() ?? nonce() }
})

const appid = 'wx2421b1c4370ec43b'
const prepay_id = 'wx201410272009395522657a690389285100'
const clock = { now: () => 1_772_330_400_999, sleep: async () => {} }

function client(more: Partial<WechatPayOptions> = {}): WechatPay {
  const { merchant, platform } = SigningServer.prototype.options()
  return new WechatPay({ mchid, merchant, platform, clock, ...more })
}

/** A client whose signer records its input, as a key-management service would see it. */
function withSigner(): { readonly wxpay: WechatPay; readonly signed: string[] } {
  const signed: string[] = []
  const signer = {
    scheme: 'WECHATPAY2-SHA256-RSA2048',
    sign: async (message: Uint8Array) => (signed.push(new TextDecoder().decode(message)), 'SIGNATURE'),
  }
  const { certificateSerial } = SigningServer.prototype.options().merchant
  return { wxpay: client({ merchant: { signer, certificateSerial: certificateSerial! } }), signed }
}

async function isSigned(lines: readonly string[], signature: string): Promise<boolean> {
  return await crypto.verifier(merchantSpki).verify(utf8(`${lines.join('\n')}\n`), signature)
}

describe('jsapiLaunch and miniProgramLaunch', () => {
  test('sign the four lines with the merchant key', async () => {
    const launch = await jsapiLaunch(client(), { appid, prepay_id })
    expect(launch).toEqual({
      appId: appid,
      timeStamp: '1772330400',
      nonceStr: expect.stringMatching(/^[0-9A-Z]{32}$/),
      package: `prepay_id=${prepay_id}`,
      signType: 'RSA',
      paySign: expect.any(String),
    })
    const { timeStamp, nonceStr, paySign } = launch
    expect(await isSigned([appid, timeStamp, nonceStr, launch.package], paySign)).toBe(true)
  })

  test('name the appid that they signed, whatever becomes of the object meanwhile', async () => {
    const payment = { appid, prepay_id }
    const launching = jsapiLaunch(client(), payment)
    payment.appid = 'wx8888888888888888'
    expect(await launching).toMatchObject({ appId: appid })
  })

  test('a mini program gets all but the appid, which is signed', async () => {
    const { wxpay, signed } = withSigner()
    const launch = await miniProgramLaunch(wxpay, { appid, prepay_id })
    expect(Object.keys(launch)).toEqual(['timeStamp', 'nonceStr', 'package', 'signType', 'paySign'])
    expect(signed[0]?.startsWith(`${appid}\n1772330400\n`)).toBe(true)
    expect(launch.paySign).toBe('SIGNATURE')
  })

  test('never twice the same nonce', async () => {
    const wxpay = client()
    const [a, b] = [await jsapiLaunch(wxpay, { appid, prepay_id }), await jsapiLaunch(wxpay, { appid, prepay_id })]
    expect(a.nonceStr).not.toBe(b.nonceStr)
  })

  test('a view for a sub-merchant signs with the key of the partner', async () => {
    const { wxpay, signed } = withSigner()
    await jsapiLaunch(wxpay.partner('1900000110', { sub_appid: 'wx2' }), { appid: 'wx2', prepay_id })
    expect(signed[0]).toMatch(/^wx2\n/)
  })

  test.each([
    ['doubled', `prepay_id=${prepay_id}`, 'received one that "prepay_id=" has been put before'],
    ['empty', '', 'prepay_id: expected the prepay_id of an order, received an empty text'],
    ['missing', undefined, 'received nothing'],
    ['of two lines', `${prepay_id}\n`, 'prepay_id: expected'],
  ])('refuse a prepay_id that is %s', async (_, given, message) => {
    for (const launch of [jsapiLaunch, miniProgramLaunch, appLaunch]) {
      const refused = launch(client(), { appid, prepay_id: given as string })
      await expect(refused).rejects.toThrow(RequestError)
      await expect(refused).rejects.toThrow(message)
    }
  })

  test('refuse what is no appid, no client, and a scheme the front ends do not know', async () => {
    await expect(jsapiLaunch(client(), { appid: '', prepay_id })).rejects.toThrow('appid: expected the appid')
    await expect(jsapiLaunch({ mchid } as WechatPay, { appid, prepay_id })).rejects.toThrow(
      'jsapiLaunch: expected a client',
    )
    const signer = { scheme: 'WECHATPAY2-SM2-WITH-SM3', sign: async () => '' }
    const sm = client({ merchant: { signer, certificateSerial: '3775B6A45ACD588826D15E583A95F5DD00000001' } })
    await expect(jsapiLaunch(sm, { appid, prepay_id })).rejects.toThrow('signs with RSA, received WECHATPAY2-SM2')
  })
})

describe('appLaunch', () => {
  test('signs the bare prepay_id, and names all fields in lower case', async () => {
    const { wxpay, signed } = withSigner()
    const launch = await appLaunch(wxpay, { appid, prepay_id })
    expect(launch).toEqual({
      appid,
      partnerid: mchid,
      prepayid: prepay_id,
      package: 'Sign=WXPay',
      noncestr: expect.stringMatching(/^[0-9A-Z]{32}$/),
      timestamp: '1772330400',
      sign: 'SIGNATURE',
    })
    expect(signed).toEqual([`${appid}\n1772330400\n${launch.noncestr}\n${prepay_id}\n`])
  })

  test('for another partnerid', async () => {
    const { partnerid } = await appLaunch(client(), { appid, prepay_id, partnerid: '1900000110' })
    expect(partnerid).toBe('1900000110')
    await expect(appLaunch(client(), { appid, prepay_id, partnerid: 'x' })).rejects.toThrow('partnerid: expected')
  })
})

test.each([
  ['F4', jsapiLaunch, 'nonceStr'],
  ['F5', appLaunch, 'noncestr'],
] as const)('published vector %s', async (id, launch, nonceField) => {
  const vector = signatures.find((one) => one.id === id)!
  expect(
    await crypto.verifier(Buffer.from(publicKeys[vector.key], 'base64')).verify(vector.message, vector.signature),
  ).toBe(true)
  nonces.push('5K8264ILTKCH16CQ2502SI8ZNMTM67VS')
  const { wxpay, signed } = withSigner()
  const made = (await launch(wxpay, { appid, prepay_id })) as unknown as Readonly<Record<string, string>>
  expect(made[nonceField]).toBe('5K8264ILTKCH16CQ2502SI8ZNMTM67VS')
  expect(signed).toEqual([new TextDecoder().decode(vector.message)])
})

describe('h5Launch', () => {
  const h5 = 'https://wx.tenpay.com/cgi-bin/mmpayweb-bin/checkmweb?prepay_id=wx20&package=2150917749'

  test('is the address itself, or with where to come back to', () => {
    expect(h5Launch(h5)).toBe(h5)
    expect(h5Launch(h5, { redirect_url: 'https://a.example.com/?o=1&p=%E5%85%85' })).toBe(
      `${h5}&redirect_url=https%3A%2F%2Fa.example.com%2F%3Fo%3D1%26p%3D%25E5%2585%2585`,
    )
    expect(h5Launch(h5, { redirect_url: 'a.example.com://' })).toMatch(/redirect_url=a.example.com%3A%2F%2F$/)
  })

  test.each(['127.0.0.1', '127.5.5.5', '[::1]', '[0:0:0:0:0:0:0:1]', '[::ffff:127.0.0.1]', 'localhost', 'LOCALHOST'])(
    'a sandbox on this machine (%s) is a cashier',
    (host) => {
      const launched = h5Launch(`http://${host}:8420/pay/1`, { redirect_url: 'https://b.example.com' })
      expect(launched).toBe(`http://${host}:8420/pay/1?redirect_url=https%3A%2F%2Fb.example.com`)
    },
  )

  test.each(['10.0.0.1', '[::2]', '[::ffff:10.0.0.1]', '127.evil.example', 'localhost.evil.example'])(
    '%s is another machine',
    (host) => {
      expect(() => h5Launch(`http://${host}:8420/pay/1`)).toThrow('expected the h5_url of an order')
    },
  )

  test.each([
    'https://wx.tenpay.com.evil.example/',
    'http://wx.tenpay.com/x',
    'https://a@wx.tenpay.com/',
    'weixin://x',
    '',
  ])('refuses %s', (url) => expect(() => h5Launch(url)).toThrow('h5_url: expected the h5_url of an order'))

  test('refuses a second redirect_url, and one that is none', () => {
    const twice = h5Launch(h5, { redirect_url: 'https://a.example.com' })
    expect(() => h5Launch(twice, { redirect_url: 'https://a.example.com' })).toThrow('received one with an addition')
    for (const redirect_url of ['/orders/1', 'https%3A%2F%2Fa.example.com', 'javascript://%0aalert(1)', 'https://'])
      expect(() => h5Launch(h5, { redirect_url })).toThrow('redirect_url: expected an absolute address')
  })

  test('property: the browser comes back to exactly what was given', () => {
    fc.assert(
      fc.property(fc.webUrl({ withQueryParameters: true, withFragments: true }), (redirect_url) => {
        const url = new URL(h5Launch(h5, { redirect_url }))
        expect(url.searchParams.getAll('redirect_url')).toEqual([redirect_url])
        expect(url.hash).toBe('')
      }),
    )
  })
})

test('nativeLaunch passes on what a QR code is made of, and nothing else', () => {
  const url = 'weixin://wxpay/bizpayurl?pr=p4lpSuKzz'
  expect(nativeLaunch(url)).toBe(url)
  for (const wrong of ['https://wx.tenpay.com/', '', ' weixin://x', 'weixin://x y'])
    expect(() => nativeLaunch(wrong)).toThrow('code_url: expected weixin://…')
})
