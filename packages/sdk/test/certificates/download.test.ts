import { createPrivateKey, privateDecrypt, constants } from 'node:crypto'
import { beforeAll, describe, expect, test, vi } from 'vitest'
import { WechatPay, type WechatPayOptions } from '../../src/index.ts'
import { createReceiver } from '../../src/webhook/receiver.ts'
import { apiV3Key, answer, publicKeyId, refuse, platformPublicKey, type Behaviour } from '../helpers/signing-server.ts'
import { bodyOf } from '../webhook/delivery.ts'
import { Authority, CertificateServer, type Issued } from './certificate-server.ts'

const DAY = 24 * 3_600_000
const now = Date.now()
let authority: Authority
let old: Issued
let fresh: Issued

beforeAll(async () => {
  authority = await Authority.make()
  old = await authority.issue('A'.repeat(40), new Date(now - 1_000 * DAY), new Date(now + 5 * DAY))
  fresh = await authority.issue('B'.repeat(40), new Date(now - DAY), new Date(now + 1_800 * DAY))
})

type Download = WechatPayOptions['platform']['download']

function client({ server }: CertificateServer, download: Download = true, more: Partial<WechatPayOptions> = {}) {
  return new WechatPay(server.options({ platform: { ...(download && { download }) }, maxRetries: 1, ...more }))
}

const call = (wxpay: WechatPay) => wxpay.chain('v3/something').get()

describe('a client without keys fetches them', () => {
  test('with its first calls, once for all of them, and names the certificate from then on', async () => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform)
    const answers = await Promise.all(Array.from({ length: 10 }, () => call(wxpay)))
    expect(answers.map(({ data }) => data)).toEqual(Array.from({ length: 10 }, () => ({ ok: true })))
    expect(platform.downloads).toBe(1)
    const [download, ...rest] = platform.server.received
    expect(download!.headers['wechatpay-serial']).toBeUndefined()
    expect(rest.every(({ headers }) => headers['wechatpay-serial'] === old.serial)).toBe(true)
    wxpay.close()
  })

  test('and encrypts to the newest', async () => {
    await using platform = await CertificateServer.start(old)
    platform.listed = [old, fresh]
    const wxpay = client(platform)
    await wxpay.v3.payscore.payafterOrders.post({ json: { name: '张三' } as never, checks: false })
    const { headers, body } = platform.server.received.at(-1)!
    expect(headers['wechatpay-serial']).toBe(fresh.serial)
    const { name } = JSON.parse(body.toString()) as { name: string }
    const padding = {
      key: createPrivateKey(fresh.key.export({ type: 'pkcs8', format: 'pem' })),
      padding: constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: 'sha1',
    }
    expect(privateDecrypt(padding, Buffer.from(name, 'base64')).toString()).toBe('张三')
    wxpay.close()
  })

  test.each<[string, Download]>([
    ['with the APIv3 key alone', true],
    ['with the authority beside it', undefined],
  ])('and trusts them %s', async (_, download) => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform, download ?? { authorities: [authority.pem] })
    expect((await call(wxpay)).status).toBe(200)
    wxpay.close()
  })
})

describe('it does not trust', () => {
  test('certificates of another authority', async () => {
    await using platform = await CertificateServer.start(old)
    const other = await Authority.make()
    const wxpay = client(platform, { authorities: [other.pem] })
    await expect(call(wxpay)).rejects.toMatchObject({ name: 'ConfigError', field: 'platform.download' })
    wxpay.close()
  })

  test('certificates that have expired', async () => {
    const expired = await authority.issue('C'.repeat(40), new Date(now - 9 * DAY), new Date(now - DAY))
    await using platform = await CertificateServer.start(expired)
    const wxpay = client(platform)
    await expect(call(wxpay)).rejects.toMatchObject({ name: 'ConfigError', field: 'platform.download' })
    wxpay.close()
  })

  test('a list that its APIv3 key does not open', async () => {
    await using platform = await CertificateServer.start(old)
    platform.apiV3Key = 'x'.repeat(32)
    const wxpay = client(platform)
    await expect(call(wxpay)).rejects.toMatchObject({ name: 'ConfigError', field: 'apiV3Key' })
    wxpay.close()
  })

  test('a list that was signed by none of the certificates in it', async () => {
    await using platform = await CertificateServer.start(old)
    platform.listed = [fresh]
    const wxpay = client(platform)
    await expect(call(wxpay)).rejects.toMatchObject({ name: 'VerificationError', reason: 'unknown-serial' })
    wxpay.close()
  })

  test.each<[string, Behaviour]>([
    ['{}', answer({})],
    ['no list', answer({ data: 'x' })],
    ['an empty list', answer({ data: [] })],
    ['no JSON', answer('nothing')],
    ['no UTF-8', (_, response) => void response.end(Uint8Array.of(0xff, 0xfe))],
  ])('an answer of %s', async (_, instead) => {
    await using platform = await CertificateServer.start(old)
    platform.instead.push(instead)
    const wxpay = client(platform)
    await expect(call(wxpay)).rejects.toMatchObject({ name: 'MalformedResponseError' })
    wxpay.close()
  })
})

test('a probe in the place of the list is thrown away, and the list asked for once more', async () => {
  await using platform = await CertificateServer.start(old)
  const body = JSON.stringify({ data: [] })
  platform.instead.push(async (_, response) => {
    // A probe carries the real list under a wrong signature.
    const list = await fetchList(platform)
    response.writeHead(200, { ...platform.signed(body), 'wechatpay-signature': 'WECHATPAY/SIGNTEST/AAAA' })
    response.end(list)
  })
  const wxpay = client(platform)
  expect((await call(wxpay)).status).toBe(200)
  wxpay.close()
})

async function fetchList({ server }: CertificateServer): Promise<string> {
  return (await fetch(`${server.url}/v3/certificates`)).text()
}

test('a merchant that has no certificates is told to take the public key', async () => {
  await using platform = await CertificateServer.start(old)
  platform.instead.push(refuse(404, { code: 'RESOURCE_NOT_EXISTS', message: '无可用的平台证书' }))
  const wxpay = client(platform)
  await expect(call(wxpay)).rejects.toMatchObject({
    name: 'ConfigError',
    field: 'platform.download',
    hint: { en: expect.stringContaining('platform.publicKeys') as string },
  })
  wxpay.close()
})

describe('while certificates change', () => {
  test('an answer that is signed with a new one is verified, after one download for all', async () => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform)
    await call(wxpay)
    platform.listed = [old, fresh]
    platform.current = fresh
    await Promise.all(Array.from({ length: 20 }, () => call(wxpay)))
    expect(platform.downloads).toBe(2)
    platform.current = old
    await call(wxpay)
    platform.listed = [fresh]
    platform.current = fresh
    await call(wxpay)
    expect(platform.downloads).toBe(2)
    wxpay.close()
  })

  test('a notification that is signed with a new one is received, and its receiver shares what the client knows', async () => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform)
    const receiver = createReceiver({ client: wxpay })
    platform.listed = [old, fresh]
    const body = bodyOf({}, undefined, { key: apiV3Key })
    const events = await Promise.all(
      [old, fresh, fresh].map((issued) => receiver.receive({ headers: platform.signed(body, issued), rawBody: body })),
    )
    expect(events.map(({ eventType }) => String(eventType))).toEqual(
      Array.from({ length: 3 }, () => 'PAYSCORE.USER_ACCEPTED'),
    )
    expect(platform.downloads).toBe(1)
    await call(wxpay)
    expect(platform.downloads).toBe(1)
    wxpay.close()
  })

  test('a notification that comes before any could be fetched is refused for that, not for want of a merchant', async () => {
    await using platform = await CertificateServer.start(old)
    const failures: unknown[] = []
    const said = vi.spyOn(console, 'error').mockImplementation(() => {})
    const onError = (error: unknown): never => {
      failures.push(error)
      throw new Error('the log is full')
    }
    const wxpay = client(platform, { onError }, { maxRetries: 0 })
    platform.instead.push((_, response) => void response.writeHead(500).end())
    const body = bodyOf({}, undefined, { key: apiV3Key })
    const refusal = createReceiver({ client: wxpay }).receive({ headers: platform.signed(body), rawBody: body })
    await expect(refusal).rejects.toMatchObject({
      reason: 'unknown-serial',
      message: expect.stringContaining('keys are known for none: no certificate could be downloaded so far'),
    })
    expect(failures).toHaveLength(1)
    expect(said).toHaveBeenCalledOnce()
    said.mockRestore()
    wxpay.close()
  })

  test('forgers who make up serials cause one more download, not one each', async () => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform)
    await call(wxpay)
    const receiver = createReceiver({ client: wxpay })
    const body = bodyOf()
    for (let at = 0; at < 50; at++) {
      const headers = { ...platform.signed(body), 'wechatpay-serial': String(at).padStart(40, 'F') }
      await expect(receiver.receive({ headers, rawBody: body })).rejects.toMatchObject({ reason: 'unknown-serial' })
    }
    expect(platform.downloads).toBe(2)
    wxpay.close()
  })

  test('the public key that was given beside is the one to use, and certificates are learned when they come', async () => {
    await using platform = await CertificateServer.start(old)
    const wxpay = client(platform, true, {
      platform: { publicKeys: { [publicKeyId]: platformPublicKey }, download: true },
    })
    await call(wxpay)
    expect(platform.server.received[0]!.headers['wechatpay-serial']).toBe(publicKeyId)
    expect(platform.downloads).toBe(1)
    await call(wxpay)
    expect(platform.downloads).toBe(1)
    wxpay.close()
  })
})

test('two processes share one download, and a store that lies brings in no key', async () => {
  await using platform = await CertificateServer.start(old)
  const texts = new Map<string, string>()
  const store = {
    read: (mchid: string) => Promise.resolve(texts.get(mchid)),
    write: (mchid: string, text: string) => Promise.resolve(void texts.set(mchid, text)),
  }
  const [one, other] = [client(platform, { store }), client(platform, { store })]
  await call(one)
  await call(other)
  expect(platform.downloads).toBe(1)
  const errors: unknown[] = []
  const [mchid, text] = [...texts][0]!
  texts.set(mchid, text.replace(/ciphertext\\":\\"..../, 'ciphertext\\":\\"AAAA'))
  const third = client(platform, { store, onError: (error) => errors.push(error) })
  await call(third)
  expect(platform.downloads).toBe(2)
  expect(errors).toMatchObject([{ name: 'ConfigError', field: 'apiV3Key' }])
  for (const wxpay of [one, other, third]) wxpay.close()
})

describe('what cannot work is told at construction', () => {
  test.each<[string, Partial<WechatPayOptions>, string]>([
    ['no APIv3 key', { platform: { download: true }, apiV3Key: undefined }, 'apiV3Key: expected the key that opens'],
    [
      'no option',
      { platform: { download: 'yes' as never } },
      'platform.download: expected an object, received a text of 3 characters',
    ],
    [
      'an option that is not there',
      { platform: { download: { authority: '' } as never } },
      'platform.download: there is no option "authority"; there are store, authorities, onError',
    ],
    [
      'an authority that is none',
      { platform: { download: { authorities: ['nothing'] } } },
      'platform.download.authorities[0]: expected an X.509 certificate',
    ],
  ])('%s', async (_, options, message) => {
    await using platform = await CertificateServer.start(old)
    expect(() => new WechatPay(platform.server.options(options))).toThrow(message)
  })

  test('a receiver cannot fetch without a client', () => {
    expect(() => createReceiver({ platform: { download: true }, apiV3Key })).toThrow('only a client can fetch')
    expect(() => createReceiver({ client: {} as never })).toThrow('client: expected a client made with new WechatPay')
  })
})
