import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { keyDownloader } from '../../../src/client/machinery.ts'
import { resolveOptions } from '../../../src/config/resolve-options.ts'
import { findOperation } from '../../../src/operation/find-operation.ts'
import { readOptions } from '../../../src/request/build/read-options.ts'
import { executeV2 } from '../../../src/request/v2/execute.ts'
import { verifyV2 } from '../../../src/v2/index.ts'
import { mchid, SigningServer } from '../../helpers/signing-server.ts'
import { apiV2Key } from '../../helpers/api-v2-key.ts'
import { answerV2 } from '../../helpers/v2-server.ts'

const upload = { file: 'media', digest: 'media_hash', algorithm: 'md5', extensions: ['jpg'] } as const

async function send(server: SigningServer, given: object): Promise<unknown> {
  const found = await findOperation('POST', { path: 'v2/secapi/mch/uploadmedia' })
  const call = {
    ...found,
    facts: { ...found.facts, upload },
    ...readOptions(found.operation, found.template, given),
  }
  return executeV2(call, resolveOptions(server.options({ apiV2Key }), keyDownloader), () =>
    expect.fail('nothing to ask'),
  )
}

const file = new File(['\u00ff\r\n--x'], 'license.jpg')
const media_hash = createHash('md5').update('\u00ff\r\n--x').digest('hex')

test('a file travels beside its fields; the signature covers them, and it by its digest', async () => {
  await using server = await SigningServer.start(answerV2({ media_id: 'M' }))
  expect(await send(server, { file })).toMatchObject({ data: { media_id: 'M' } })
  const { target, headers, body } = server.received[0]!
  expect(target).toBe('/secapi/mch/uploadmedia')
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': headers['content-type']! },
  }).formData()
  const { media, ...fields } = Object.fromEntries(form) as { media: File } & Record<string, string>
  expect(await media.text()).toBe('\u00ff\r\n--x')
  expect(media.name).toBe('license.jpg')
  expect(fields).toEqual({
    media_hash,
    mch_id: mchid,
    sign_type: 'HMAC-SHA256',
    sign: expect.stringMatching(/^[0-9A-F]{64}$/) as string,
  })
  expect(await verifyV2(fields, apiV2Key)).toBe(true)
})

test.each<[string, object, string]>([
  ['no file', {}, 'file'],
  ['a digest of something else', { file, meta: { media_hash: '0' } }, 'meta.media_hash'],
  ['fields in another place', { file, xml: { mch_id: mchid } }, 'xml'],
  ['another type', { file: new File(['x'], 'a.exe') }, 'file'],
])('%s is refused before it is sent', async (_, given, field) => {
  await using server = await SigningServer.start(answerV2({}))
  await expect(send(server, given)).rejects.toMatchObject({ name: 'RequestError', field })
  expect(server.received).toHaveLength(0)
})
