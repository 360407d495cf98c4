import { constants } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { expect } from 'vitest'
import { encryptedFields, type Operation, type SchemaObject } from '../../../codegen/src/index.ts'
import type { Result, TransportResponse } from '../../src/index.ts'
import { digest, isSignedBy, openField, openFields, readXml, signV2 } from './plain-crypto.ts'
import type { WechatPayWorld } from './wechat-pay.ts'

type Keys = WechatPayWorld['keys']

/** Compares the client's result with the answer on the wire. */
export function expectAnswer(
  { data, ...result }: Result<unknown>,
  response: TransportResponse,
  operation: Operation,
  keys: Keys,
): void {
  expect(response.headers['sandbox-answer']).toBe('example')
  expect(result.status).toBe(operation.response.status)
  expect(response.status).toBe(operation.response.status)
  expect(result.requestId).toBe(response.headers['request-id'])
  expectSigned(response, operation, keys)
  expect(data).toEqual(read(response, operation, keys))
  const { required = [] } = operation.response.schema ?? {}
  if (operation.response.kind === 'json')
    expect(Object.keys(data as object)).toEqual(expect.arrayContaining([...required]))
}

function expectSigned({ headers, body }: TransportResponse, operation: Operation, keys: Keys): void {
  if (operation.address.startsWith('v2/')) {
    if (operation.response.kind !== 'xml') return
    const fields = readXml(Buffer.from(body).toString()) as Record<string, string>
    const { sign } = fields
    if (operation.response.schema?.properties?.['sign']) expect(sign).toBe(signV2(fields, keys.apiV2Key, sign!.length))
    return
  }
  const signature = headers['wechatpay-signature']
  if (operation.unsigned) return expect(signature).toBeUndefined()
  const content = Buffer.from(body)
  const covered = operation.signsDigest
    ? Buffer.from(JSON.stringify({ sha1: digest('sha1', plain(content)) }))
    : content
  const message = Buffer.concat([
    Buffer.from(`${headers['wechatpay-timestamp']}\n${headers['wechatpay-nonce']}\n`),
    covered,
    Buffer.from('\n'),
  ])
  expect(isSignedBy(keys.platform.publicKey, message, signature!), 'the signature of the answer').toBe(true)
}

function read({ body, headers }: TransportResponse, operation: Operation, keys: Keys): unknown {
  const bytes = Buffer.from(body)
  const { kind, schema } = operation.response
  if (bytes.length === 0) return undefined
  if (kind === 'pdf' || kind === 'image') return new Uint8Array(bytes)
  if (kind === 'text') return plain(bytes).toString()
  const data: unknown = kind === 'xml' ? withLists(readXml(bytes.toString()), schema) : JSON.parse(bytes.toString())
  expect(headers['content-type']).toBeDefined()
  const open = (padding?: number) => (text: string) => openField(keys.merchant.privateKey, text, padding)
  const opened = encryptedFields(schema).reduce((value, path) => openFields(value, path.split('.'), open()), data)
  return encryptedFields(schema, (field) => field['x-wechatpay-encrypted'] === 'rsa-pkcs1').reduce(
    (value, path) => openFields(value, path.split('.'), open(constants.RSA_PKCS1_PADDING)),
    opened,
  )
}

/** Wraps elements that may be repeated in a list, even a single one. */
function withLists(value: unknown, schema: SchemaObject = {}): unknown {
  if (schema.type === 'array') return [value].flat().map((item) => withLists(item, schema.items))
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(
    Object.entries(value).map(([name, field]) => [name, withLists(field, schema.properties?.[name])]),
  )
}

/** Decompresses a bill, if it is compressed. */
function plain(bytes: Buffer): Buffer {
  return bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync(bytes) : bytes
}
