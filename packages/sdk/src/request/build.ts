import { encode } from '../chain/path-template.ts'
import type { Config } from '../config/resolve-options.ts'
import { utf8 } from '../crypto/bytes.ts'
import { RequestError } from '../errors/request-error.ts'
import type { Content } from './encrypt.ts'
import type { OperationCall } from './operation-call.ts'
import { describe } from './read-options.ts'
import type { ClientCertificate } from './transport/transport.ts'

/** A request before it is signed. Built once for a call: every attempt sends these very bytes. */
export interface BuiltRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
  /** APIv2. */
  readonly clientCertificate?: ClientCertificate | undefined
}

const EMPTY = new Uint8Array(0)
/** Made by the client: another value would contradict what is signed or sent. */
const OWN_HEADERS =
  /^(?:authorization|host|content-length|content-type|transfer-encoding|connection|wechatpay-serial)$/i

/**
 * @param content of the call, its sensitive fields encrypted
 * @throws {RequestError} a path parameter, a header or the body cannot be sent
 */
export function buildRequest(call: OperationCall, { json, query, serial }: Content, config: Config): BuiltRequest {
  const { method, operation, options, template } = call
  checkBodyKind(call)
  checkMchid(operation, json, config.mchid)
  const hasBody = json !== undefined
  return {
    method,
    target: template.fill(call.path) + queryString(operation, query),
    body: hasBody ? serialise(operation, json) : EMPTY,
    headers: {
      accept: 'application/json',
      'user-agent': config.userAgent,
      'wechatpay-serial': serial,
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
      ...(options.headers ? callerHeaders(operation, options.headers) : {}),
    },
  }
}

function checkBodyKind({ meta, method, operation, json, xml }: OperationCall): void {
  if (meta.body === 'multipart' || meta.body === 'xml') {
    throw new RequestError('options', `${operation}: a ${meta.body} body is not in this version`, {
      hint: { zh: '将在后续版本提供', en: 'It comes with a later version.' },
    })
  }
  if (xml !== undefined) {
    throw new RequestError('xml', `${operation}: APIv3 takes no xml`, {
      hint: { zh: '请求体请放进 json', en: 'Its body goes into `json`.' },
    })
  }
  if (json === undefined) return
  if (typeof json !== 'object' || json === null) {
    throw new RequestError('json', `${operation}: json: expected an object, received ${describe(json)}`)
  }
  if (method === 'GET' || meta.body === 'none') {
    throw new RequestError('json', `${operation} has no body`, {
      hint: { zh: '参数请放进 query 或路径', en: 'Its parameters go into `query` or the path.' },
    })
  }
}

/** Production answers such a request with 400; here the reason is plainer. */
function checkMchid(operation: string, json: unknown, mchid: string): void {
  const given = (json as Readonly<Record<string, unknown>> | undefined)?.['mchid']
  if (given === undefined || given === mchid) return
  throw new RequestError(
    'json.mchid',
    `${operation}: json.mchid is ${JSON.stringify(given)}, but the client signs as ${mchid}`,
    {
      hint: { zh: '请为每个商户号各建一个客户端', en: 'Make a client for each merchant number.' },
    },
  )
}

function serialise(operation: string, json: unknown): Uint8Array {
  try {
    return utf8(JSON.stringify(json))
  } catch (error) {
    throw new RequestError(
      'json',
      `${operation}: json cannot be written as JSON: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    )
  }
}

function queryString(operation: string, query: Readonly<Record<string, unknown>> | undefined): string {
  const pairs: string[] = []
  for (const [name, value] of Object.entries(query ?? {})) {
    for (const item of Array.isArray(value) ? (value as unknown[]) : [value]) {
      if (item === undefined || item === null) continue
      pairs.push(`${encode(name)}=${encode(queryText(operation, name, item))}`)
    }
  }
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}

function queryText(operation: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value.isWellFormed()) return value
  if (typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value))) return String(value)
  // The documented form of a structured parameter.
  if (typeof value === 'object' && value !== null) return JSON.stringify(value)
  throw new RequestError(
    `query.${name}`,
    `${operation}: query.${name}: expected a text, number, boolean or object, received ${describe(value)}`,
  )
}

export function callerHeaders(operation: string, headers: Readonly<Record<string, string>>): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers)) {
    if (OWN_HEADERS.test(name))
      throw new RequestError(`headers.${name}`, `${operation}: the client sets ${name} itself`)
    if (!/^[\w!#$%&'*+.^`|~-]+$/.test(name) || typeof value !== 'string' || !/^[\t\x20-\x7e\x80-\xff]*$/.test(value)) {
      throw new RequestError(
        `headers.${name}`,
        `${operation}: header ${JSON.stringify(name)} cannot be sent: a name is a token, a value one line`,
      )
    }
    checked[name.toLowerCase()] = value
  }
  return checked
}
