import { expect } from 'vitest'
import { encryptedFields, isSensitive, type Operation } from '../../../codegen/src/index.ts'
import type { TransportRequest } from '../../src/index.ts'
import { bodySchema, type ComposedCall } from './composed-call.ts'
import { digest, isSignedBy, openField, openFields, readXml, signV2 } from './plain-crypto.ts'
import type { WechatPayWorld } from './wechat-pay.ts'

type Keys = WechatPayWorld['keys']
type World = Pick<WechatPayWorld, 'keys' | 'mchid' | 'now'>

/** Compares a request with the spec: its address, its content, its signature. */
export function expectOnWire(request: TransportRequest, call: ComposedCall, world: World): void {
  const { operation, headers } = call
  const url = new URL(request.url)
  const isV2 = operation.address.startsWith('v2/')
  expect(request.method).toBe(operation.method)
  expectPath(request.url, call)
  expect(request.headers).toMatchObject({
    'user-agent': expect.stringMatching(/^wechatpay-ts\//) as string,
    ...Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value])),
  })
  if (isV2) expectV2(request, url, call, world)
  else expectV3(request, url, call, world)
}

/** Compares the path byte by byte: every character with two spellings must be percent-encoded. */
function expectPath(url: string, { operation, path }: ComposedCall): void {
  const filled = operation.path.replaceAll(/\{(\w+)\}/g, (_, name: string) => percent(String(path[name])))
  expect(url.split('?')[0]).toBe(`${operation.host ?? 'https://api.mch.weixin.qq.com'}${filled}`)
}

function percent(text: string): string {
  return [...Buffer.from(text)]
    .map((byte) => {
      const character = String.fromCharCode(byte)
      return /[\w.~-]/.test(character) ? character : `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
    })
    .join('')
}

function expectV3(request: TransportRequest, url: URL, call: ComposedCall, { keys, mchid, now }: World): void {
  const { operation, query, body } = call
  const { headers } = request
  const open = (text: string): string => openField(keys.platform.privateKey, text)
  const secret = operation.parameters.query.filter((one) => isSensitive(one.schema))
  expectQuery(url, query, (name, value) => (secret.some((one) => one.name === name) ? open(value) : value))
  expect(headers).toMatchObject({ accept: expect.any(String) as string, 'wechatpay-serial': keys.platform.id })

  const signed = operation.upload ? expectUpload(request, call, keys) : Buffer.from(request.body)
  if (body && !operation.upload) {
    expect(headers['content-type']).toBe('application/json')
    const sensitive = encryptedFields(operation.body.schema)
    if (sensitive.length === 0) expect(signed.toString()).toBe(JSON.stringify(body))
    expect(opened(signed, operation, open)).toEqual(body)
  }
  if (operation.body.kind === 'none') expect(signed).toHaveLength(0)

  if (operation.unsignedRequest) return expect(headers).not.toHaveProperty('authorization')
  const [, scheme, list = ''] = /^(\S+) (.+)$/.exec(headers['authorization'] ?? '') ?? []
  const { timestamp, nonce_str, signature, ...rest } = Object.fromEntries(
    [...list.matchAll(/(\w+)="([^"]*)"/g)].map(([, name, value]) => [name!, value!]),
  )
  expect(scheme).toBe(operation.brand ? 'WECHATPAY-BRAND-SHA256-RSA2048' : 'WECHATPAY2-SHA256-RSA2048')
  expect(rest).toEqual({ ...(operation.brand ? { brand_id: mchid } : { mchid }), serial_no: keys.merchant.serial })
  expect(timestamp).toBe(String(now / 1000))
  const target = request.url.replace(/^https:\/\/[^/]+/, '')
  const message = Buffer.concat([
    Buffer.from(`${request.method}\n${target}\n${timestamp}\n${nonce_str}\n`),
    signed,
    Buffer.from('\n'),
  ])
  expect(isSignedBy(keys.merchant.publicKey, message, signature!), 'the signature').toBe(true)
}

function expectQuery(url: URL, query: ComposedCall['query'], read: (name: string, value: string) => string): void {
  const sent = [...url.searchParams].map(([name, value]) => [name, read(name, value)])
  const said = Object.entries(query).flatMap(([name, value]) => [value].flat().map((one) => [name, queryText(one)]))
  expect(sent).toEqual(said)
}

function queryText(value: unknown): string {
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function opened(bytes: Uint8Array, operation: Operation, open: (text: string) => string): unknown {
  return encryptedFields(bodySchema(operation)).reduce<unknown>(
    (value, path) => openFields(value, path.split('.'), open),
    JSON.parse(Buffer.from(bytes).toString()),
  )
}

/** @returns the bytes that the signature covers */
function expectUpload(request: TransportRequest, call: ComposedCall, keys: Keys): Buffer {
  const { operation, body, file } = call
  const upload = operation.upload!
  const parts = multipart(request)
  expect(new Set(parts.keys())).toEqual(new Set([upload.file, upload.meta]))
  const sent = parts.get(upload.file)!
  expect(sent.content.equals(Buffer.from(file!.content)), 'the file').toBe(true)
  expect(sent.head).toMatch(/filename="/)
  const meta = parts.get(upload.meta!)!.content
  expect(opened(meta, operation, (text) => openField(keys.platform.privateKey, text))).toEqual({
    ...body,
    [upload.digest]: digest(upload.algorithm, file!.content),
    ...(upload.filename !== undefined && { [upload.filename]: file!.filename }),
  })
  return meta
}

interface Part {
  readonly head: string
  readonly content: Buffer
}

function multipart({ headers, body }: TransportRequest): ReadonlyMap<string, Part> {
  const boundary = /^multipart\/form-data; boundary="?([^";]+)"?$/.exec(headers['content-type'] ?? '')?.[1]
  expect(boundary, 'the boundary').toBeDefined()
  const whole = Buffer.from(body)
  const text = whole.toString('latin1')
  expect(text.endsWith(`--${boundary}--\r\n`), 'the end of the form').toBe(true)
  const parts = text.split(`--${boundary}\r\n`).slice(1)
  return new Map(
    parts.map((part) => {
      const at = part.indexOf('\r\n\r\n')
      const head = Buffer.from(part.slice(0, at), 'latin1').toString()
      const content = part.slice(at + 4).replace(new RegExp(`\r\n(?:--${boundary}--\r\n)?$`), '')
      return [/name="([^"]*)"/.exec(head)?.[1] ?? '', { head, content: Buffer.from(content, 'latin1') }]
    }),
  )
}

function expectV2(request: TransportRequest, url: URL, call: ComposedCall, { keys, mchid }: World): void {
  const { operation, query, body, file } = call
  const { upload } = operation
  const parts = upload ? multipart(request) : undefined
  const sent: Readonly<Record<string, string>> = parts
    ? Object.fromEntries(
        [...parts].filter(([name]) => name !== upload!.file).map(([name, { content }]) => [name, content.toString()]),
      )
    : operation.body.kind === 'none'
      ? Object.fromEntries(url.searchParams)
      : (readXml(Buffer.from(request.body).toString()) as Record<string, string>)
  const { sign, nonce_str, sign_type: _, mch_id, ...fields } = sent
  if (sign !== undefined) expect(sign).toBe(signV2(sent, keys.apiV2Key, sign.length))
  else expect(operation.parameters.query.map(({ name }) => name)).not.toContain('sign')
  expect(mch_id ?? mchid).toBe(mchid)
  if (operation.body.kind === 'xml') {
    expect(nonce_str === undefined).toBe(operation.nonceless)
    expect(request.headers['content-type']).toMatch(/^text\/xml/)
  }
  if (parts) expect(parts.get(upload!.file)!.content.equals(Buffer.from(file!.content)), 'the file').toBe(true)

  const secret = encryptedFields(operation.body.schema, (field) => field['x-wechatpay-encrypted-with'] !== undefined)
  if (operation.body.kind !== 'none') expectQuery(url, query, (_name, value) => value)
  const said = Object.entries(operation.body.kind === 'none' ? query : { ...body }).filter(
    ([name]) => name !== 'sign_type' && name !== 'mch_id',
  )
  expect({ ...fields, ...openAll(fields, secret, keys) }).toEqual({
    ...Object.fromEntries(said.map(([name, value]) => [name, String(value)])),
    ...(upload && { [upload.digest]: digest(upload.algorithm, file!.content) }),
  })
  if (operation.clientCert) expect(request.clientCertificate).toBeDefined()
}

function openAll(fields: Readonly<Record<string, string>>, names: readonly string[], keys: Keys): object {
  return Object.fromEntries(names.map((name) => [name, openField(keys.platform.privateKey, fields[name]!)]))
}
