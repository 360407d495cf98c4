import { createHash } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Readable } from 'node:stream'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { crypto, requestSigningString, utf8 } from '../../../src/crypto/index.ts'
import { WechatPay, type OutcomeUnknownError, type UploadFile } from '../../../src/index.ts'
import {
  answer,
  hangUp,
  isSignedByMerchant,
  merchantSpki,
  refuse,
  SigningServer,
  type Behaviour,
  type Received,
} from '../../helpers/signing-server.ts'

const content = '\u0000\u00ff\r\n--boundary\r\n"'
const bytes = new TextEncoder().encode(content)
const sha256 = createHash('sha256').update(bytes).digest('hex')

let server: SigningServer
let wxpay: WechatPay
/** A client that does not wait between two attempts. */
let patient: WechatPay
let folder: string

beforeAll(async () => {
  server = await SigningServer.start(answer({ media_id: 'M1' }))
  wxpay = new WechatPay(server.options())
  patient = new WechatPay(server.options({ clock: { now: Date.now, sleep: async () => {} } }))
  folder = await mkdtemp(join(tmpdir(), 'wechatpay-ts-upload-'))
  await writeFile(join(folder, '营业执照.JPG'), bytes)
})
afterAll(async () => {
  wxpay.close()
  patient.close()
  await server[Symbol.asyncDispose]()
  await rm(folder, { recursive: true })
})

/** Parses the received form with the platform's own parser, and keeps the JSON part byte by byte. */
async function formOf({ headers, body }: Received) {
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type']! },
  }).formData()
  return { file: form.get('file') as File, meta: await textOf(form.get('meta')) }
}

async function textOf(part: FormDataEntryValue | null): Promise<string> {
  return part instanceof File ? part.text() : String(part)
}

const last = () => server.received.at(-1)!

describe('a file', () => {
  test.each<[string, () => UploadFile, string]>([
    ['a File', () => new File([bytes], '营业执照.jpg'), '营业执照.jpg'],
    ['a path', () => ({ path: join(folder, '营业执照.JPG') }), '营业执照.JPG'],
    ['a path with another name', () => ({ path: join(folder, '营业执照.JPG'), filename: 'a.png' }), 'a.png'],
    ['bytes', () => ({ filename: 'a.bmp', content: bytes }), 'a.bmp'],
    ['a Blob', () => ({ filename: 'a.jpg', content: new Blob([bytes]) }), 'a.jpg'],
    ['a stream', () => ({ filename: 'a.jpg', content: new Blob([bytes]).stream() }), 'a.jpg'],
    [
      'an iterable',
      () => ({
        filename: 'a.jpg',
        content: (async function* () {
          for (const byte of bytes) yield Uint8Array.of(byte)
        })(),
      }),
      'a.jpg',
    ],
  ])('from %s travels as it is, beside its name and digest', async (_, file, filename) => {
    expect((await wxpay.v3.merchant.media.upload.post({ file: file() })).data).toEqual({ media_id: 'M1' })
    const { file: sent, meta } = await formOf(last())
    expect(new Uint8Array(await sent.arrayBuffer())).toEqual(bytes)
    expect(sent.name).toBe(filename)
    expect(JSON.parse(meta)).toEqual({ sha256, filename })
  })

  test('is not signed; the JSON beside it is', async () => {
    await wxpay.v3.merchant.media.upload.post({ file: new File([bytes], 'a.jpg') })
    const { meta } = await formOf(last())
    const fields = Object.fromEntries(
      [...last().headers.authorization!.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name, value]),
    ) as Record<string, string>
    const { target, method } = last()
    const signed = requestSigningString({
      method,
      target,
      timestamp: fields['timestamp']!,
      nonce: fields['nonce_str']!,
      body: utf8(meta),
    })
    expect(await crypto.verifier(merchantSpki).verify(signed, fields['signature']!)).toBe(true)
    expect(await isSignedByMerchant(last())).toBe(false)
  })

  test.each<[string, Behaviour]>([
    ['a lost connection', hangUp],
    ['a failure of the server', refuse(500, { code: 'SYSTEM_ERROR' })],
  ])('goes again with the same bytes after %s: a second copy does no harm', async (_, failure) => {
    server.next(failure)
    const before = server.received.length
    const { data } = await patient.v3.merchant.media.upload.post({ file: new File([bytes], 'a.jpg') })
    expect(data).toEqual({ media_id: 'M1' })
    const [first, second, ...others] = server.received.slice(before)
    expect(second!.body.equals(first!.body)).toBe(true)
    expect(others).toEqual([])
  })

  test('that still fails is a failure like any other, with nothing to be asked first', async () => {
    const failure = refuse(500, { code: 'SYSTEM_ERROR' })
    server.next(failure, failure, failure)
    await expect(patient.v3.merchant.media.upload.post({ file: new File([bytes], 'a.jpg') })).rejects.toMatchObject({
      name: 'ServerError',
      hint: { en: expect.stringContaining('repeat with the same parameters') as string },
    })
  })

  test('that is more than a file goes once, and who sent it is told where to look', async () => {
    server.next(refuse(500, { code: 'SYSTEM_ERROR' }))
    const before = server.received.length
    const receipt = { transaction_id: '4200000000', openid: 'o1' }
    const error: unknown = await patient.v3.marketing.shoppingReceipt.shoppingreceipts
      .post({ file: new File([bytes], 'a.jpg'), meta: receipt })
      .catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ name: 'OutcomeUnknownError', resolve: undefined, repeatable: false })
    expect((error as OutcomeUnknownError).hint!.en).toMatch(/could act twice: look at the merchant platform/)
    expect(server.received).toHaveLength(before + 1)
  })

  test.each<[string, string]>([
    ['a"b.jpg', 'a"b.jpg'],
    ['a\r\nX-Injected: 1.jpg', 'a\r\nX-Injected: 1.jpg'],
    ['中文 名.jpg', '中文 名.jpg'],
  ])('called %j cannot break out of its line', async (filename) => {
    await wxpay.v3.merchant.media.upload.post({ file: new File([bytes], filename) })
    const { meta } = await formOf(last())
    expect(JSON.parse(meta)).toEqual({ sha256, filename })
    const head = last().body.toString('latin1').split('\r\n\r\n')[1]!
    expect(head.split('\r\n').filter((line) => /^x-injected/i.test(line))).toEqual([])
  })

  test('is prepared without being sent', async () => {
    const before = server.received.length
    const prepared = await wxpay.v3.merchant.media.upload.post.prepare({ file: new File([bytes], 'a.jpg') })
    expect(prepared.signingString).toContain(`{"sha256":"${sha256}","filename":"a.jpg"}`)
    expect(prepared.signingString).not.toContain('--boundary')
    expect(server.received).toHaveLength(before)
  })

  test('whose digest is SM3 has that', async () => {
    await wxpay.v3.newTaxControlFapiao.fapiaoApplications.uploadFapiaoFile.post({
      file: new File([bytes], 'a.pdf'),
      meta: { file_type: 'PDF', digest_alogrithm: 'SM3' },
    })
    const { meta } = await formOf(last())
    expect(JSON.parse(meta)).toEqual({
      file_type: 'PDF',
      digest_alogrithm: 'SM3',
      digest: createHash('sm3').update(bytes).digest('hex'),
    })
  })
})

describe('what cannot be uploaded is refused before anything is sent', () => {
  const upload = (file: unknown, meta?: object) =>
    wxpay.v3.merchant.media.upload.post({ file: file as UploadFile, ...(meta && { meta }) })

  test.each<[string, unknown, RegExp]>([
    ['nothing', undefined, /file: expected a file, received nothing/],
    ['a text', '/tmp/a.jpg', /file: expected a file, received a text of 10 characters/],
    ['a Blob, which has no name', new Blob([bytes]), /file: expected a file with a name/],
    ['an empty file', new File([], 'a.jpg'), /file: expected content, received an empty file/],
    [
      'a type that is not taken',
      new File([bytes], 'a.exe'),
      /file: expected one of jpg, jpeg, png, bmp, received "exe"/,
    ],
    ['a name without extension', new File([bytes], 'jpg'), /file: expected one of/],
    ['too much', new File([new Uint8Array(2 * 1024 * 1024 + 1)], 'a.jpg'), /file: expected at most 2097152 bytes/],
    ['a path that is not there', { path: '/nowhere/a.jpg' }, /file: expected a file that can be read.*ENOENT/],
    [
      'a stream of text',
      { filename: 'a.jpg', content: Readable.from(['abc']) },
      /file: expected a file that can be read, received a text of 3 characters among its bytes/,
    ],
    ['content that is no content', { filename: 'a.jpg', content: 7 }, /file: expected content that can be read/],
    [
      'a media type that breaks out of its line',
      { filename: 'a.jpg', content: bytes, mediaType: 'image/jpeg\r\nX-Injected: 1' },
      /file: expected a `mediaType` such as image\/jpeg, received a text of 25 characters/,
    ],
    ['a number for a media type', { filename: 'a.jpg', content: bytes, mediaType: 7 }, /expected a `mediaType`/],
  ])('%s', async (_, file, message) => {
    const before = server.received.length
    await expect(upload(file)).rejects.toMatchObject({
      name: 'RequestError',
      field: 'file',
      message: expect.stringMatching(message) as string,
    })
    expect(server.received).toHaveLength(before)
  })

  test('a digest or a name of something else', async () => {
    const file = new File([bytes], 'a.jpg')
    await expect(upload(file, { sha256: '0' })).rejects.toMatchObject({ field: 'meta.sha256' })
    await expect(upload(file, { filename: 'b.jpg' })).rejects.toMatchObject({ field: 'meta.filename' })
    await expect(upload(file, [] as never)).rejects.toMatchObject({ field: 'meta' })
  })

  test.each(['json', 'xml', 'body'])('a file with %s beside it, which would not travel', async (name) => {
    const options = { file: new File([bytes], 'a.jpg'), [name]: {} }
    await expect(wxpay.v3.merchant.media.upload.post(options)).rejects.toMatchObject({ field: name })
  })

  test('a file for an operation that takes none', async () => {
    const call = wxpay.chain('v3/certificates').get({ file: new File([bytes], 'a.jpg') } as never)
    await expect(call).rejects.toMatchObject({ name: 'RequestError', field: 'file' })
  })
})
