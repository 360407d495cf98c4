import { PathTemplate, encode } from '../../operation/path-template.ts'
import type { Config } from '../../config/resolve-options.ts'
import { bytesIn, utf8 } from '../../crypto/bytes.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Content } from './encrypt.ts'
import { toJson } from './to-json.ts'
import type { OperationCall } from '../call.ts'
import { describeId, describeName, describeValue, nameOrDots } from '../../errors/describe-value.ts'
import type { ClientCertificate } from '../../transport/transport.ts'

/** An unsigned request. It is built once per call: every attempt sends exactly these bytes. */
export interface BuiltRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly body: Uint8Array
  /** The signed part of the body, if that is not all of it. */
  readonly signedBody?: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  /** For APIv2. */
  readonly clientCertificate?: ClientCertificate | undefined
}

const EMPTY = new Uint8Array(0)
/** Headers that the client sets itself: another value would contradict the signed or sent bytes. */
const OWN_HEADERS = /^(?:authorization|host|content-length|content-type|wechatpay-serial)$/i
/** Headers that control the connection or the transfer of bytes. Node, fetch and servers treat them differently. */
const CONNECTION_HEADERS =
  /^(?:connection|expect|http2-settings|keep-alive|proxy-(?:authorization|connection)|te|trailer|transfer-encoding|upgrade)$/i

/**
 * @param content the content of the call, with encrypted fields
 * @throws {RequestError} a path parameter, a header or the body cannot be sent
 */
export function buildRequest(call: OperationCall, content: Content, config: Config): BuiltRequest {
  const { operation, body } = call
  const { json } = content
  checkBodyKind(call)
  checkMerchant(call, config.mchid)
  if (body !== undefined) {
    return requestOf(call, content, config, {}, typeof body === 'string' ? utf8(body) : bytesIn(body))
  }
  if (json === undefined) return requestOf(call, content, config)
  return requestOf(call, content, config, JSON_BODY, utf8(toJson(operation, 'json', json)))
}

const JSON_BODY = { 'content-type': 'application/json' }

/** @param ofBody headers that describe the body */
export function requestOf(
  call: OperationCall,
  { query, serial }: Content,
  config: Config,
  ofBody: Readonly<Record<string, string>> = {},
  body: Uint8Array = EMPTY,
): BuiltRequest {
  const { method, facts, operation, options } = call
  return {
    method,
    target: filledPath(call) + queryString(operation, query),
    body,
    headers: {
      accept: ACCEPT.get(facts.response) ?? 'application/json',
      'user-agent': config.userAgent,
      'wechatpay-serial': serial,
      ...(options.headers &&
        callerHeaders(operation, options.headers, {
          hasOwnBody: call.body !== undefined,
          unpacks: facts.response === 'text',
        })),
      ...ofBody,
    },
  }
}

/** An error is always JSON, whatever the request accepts. */
const ACCEPT: ReadonlyMap<OperationCall['facts']['response'], string> = new Map([
  ['text', 'text/plain, application/json'],
  ['pdf', 'application/pdf, application/json'],
  ['image', 'image/*, application/json'],
])

/**
 * Returns the path to send and sign. A host's own path prefix (`…/hk`) belongs to it, so it stays when another host
 * replaces that one.
 */
function filledPath({ facts, parameters, template }: OperationCall): string {
  const prefix = facts.host === undefined ? '' : new URL(facts.host).pathname.replace(/\/$/, '')
  // One operation's documented path differs from the path on the wire.
  const isSame = facts.wirePath.length === template.path.length + 1 && facts.wirePath.endsWith(template.path)
  const wire = isSame ? template : new PathTemplate(facts.wirePath.slice(1))
  return prefix + wire.fill(parameters)
}

function checkBodyKind({ facts, method, operation, json, xml, file, meta, body }: OperationCall): void {
  const refuse = (field: string, problem: string, zh: string, en: string): RequestError =>
    new RequestError(field, `${operation}: ${problem}`, { hint: { zh, en } })
  if (xml !== undefined) throw refuse('xml', 'APIv3 takes no xml', '请求体请放进 json', 'Its body goes into `json`.')
  if (file !== undefined || meta !== undefined) {
    const field = file === undefined ? 'meta' : 'file'
    throw refuse(field, `${field}: it takes no file`, '该接口不上传文件', 'Only uploads take `file` and `meta`.')
  }
  if (body !== undefined && json !== undefined)
    throw refuse('body', 'it has one body: json or body', '二者只能传一个', 'Give one of the two.')
  if (body !== undefined && typeof body !== 'string' && !bytesIn(body)) {
    throw refuse(
      'body',
      `body: expected a text or bytes, received ${describeValue(body)}`,
      'JSON 请放进 json',
      'JSON goes into `json`.',
    )
  }
  const given = json === undefined ? (body === undefined ? undefined : 'body') : 'json'
  if (given === undefined) return
  if (given === 'json' && (typeof json !== 'object' || json === null))
    throw new RequestError('json', `${operation}: json: expected an object, received ${describeValue(json)}`)
  if (method === 'GET' || facts.body === 'none')
    throw refuse(given, 'it has no body', '参数请放进 query 或路径', 'Its parameters go into `query` or the path.')
}

/** Refuses another merchant's number, which production answers with a less clear 400. */
function checkMerchant({ operation, facts, json }: OperationCall, mchid: string): void {
  const { merchantField } = facts
  if (merchantField === undefined || json === undefined || !Object.hasOwn(json as object, merchantField)) return
  const given = (json as Readonly<Record<string, unknown>>)[merchantField]
  if (given === undefined || given === mchid) return
  throw new RequestError(
    `json.${merchantField}`,
    `${operation}: json.${merchantField} is ${describeId(given)}, but the client signs as ${describeId(mchid)}`,
    {
      hint: { zh: '请为每个商户号各建一个客户端', en: 'Make a client for each merchant number.' },
    },
  )
}

function queryString(operation: string, query: Readonly<Record<string, unknown>> | undefined): string {
  if (query === undefined) return ''
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query)) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item === undefined || item === null) continue
      if (!name.isWellFormed()) throw queryRefused(operation, '…', 'a name', 'half of a surrogate pair in it')
      pairs.push(`${encode(name)}=${encode(queryText(operation, name, item))}`)
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function queryText(operation: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value.isWellFormed()) return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  const shown = nameOrDots(name)
  if (typeof value === 'object' && value !== null) {
    const json = toJson(operation, `query.${shown}`, value)
    // Structured parameters are documented as JSON. A Date writes itself as a text, whose quotes would be sent.
    if (/^[{[]/.test(json)) return json
  }
  const received = value instanceof Date ? 'a Date' : describeValue(value)
  throw queryRefused(operation, shown, 'a text, number, boolean or object of plain data', received)
}

function queryRefused(operation: string, name: string, expected: string, received: string): RequestError {
  const field = `query.${name}`
  return new RequestError(field, `${operation}: ${field}: expected ${expected}, received ${received}`)
}

/** The parts of a call that decide which headers its caller may set. */
interface HeaderRules {
  /** Whether the caller passes a raw body, whose type nobody else knows. */
  readonly hasOwnBody?: boolean
  /** Whether the answer is a file, which may come compressed. */
  readonly unpacks?: boolean
}

export function callerHeaders(
  operation: string,
  headers: Readonly<Record<string, string>>,
  { hasOwnBody = false, unpacks = false }: HeaderRules = {},
): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    const field = `headers.${nameOrDots(name)}`
    if (OWN_HEADERS.test(name) && !(hasOwnBody && name.toLowerCase() === 'content-type'))
      throw new RequestError(field, `${operation}: the client sets ${name} itself`)
    if (name.toLowerCase() === 'accept-encoding' && !unpacks) {
      throw new RequestError(field, `${operation}: ${name}: the signature of a compressed answer would not fit`, {
        hint: { zh: '请去掉该请求头', en: 'Leave it out.' },
      })
    }
    if (CONNECTION_HEADERS.test(name)) {
      throw new RequestError(field, `${operation}: ${name} is about the connection, not about the call`, {
        hint: {
          zh: '请去掉该请求头；代理等请用 transport 选项配置',
          en: 'Leave it out; a proxy and the like belong to the `transport` option.',
        },
      })
    }
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new RequestError(
        field,
        `${operation}: header ${describeName(name)} cannot be sent: a name is a token, a value one line`,
      )
    }
    checked[name.toLowerCase()] = value
  }
  return checked
}
