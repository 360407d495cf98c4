import { encode } from '../chain/path-template.ts'
import type { Config } from '../config/resolve-options.ts'
import { utf8 } from '../crypto/bytes.ts'
import { RequestError } from '../errors/request-error.ts'
import type { PlatformKey } from '../platform/platform-keys.ts'
import { isAlreadyEncrypted } from './already-encrypted.ts'
import type { OperationCall } from './operation-call.ts'
import { describe } from './read-options.ts'
import { replaceFields } from './sensitive-fields.ts'

/** A request before it is signed. Built once for a call: every attempt sends these very bytes. */
export interface BuiltRequest {
  readonly method: string
  /** Path and query. */
  readonly target: string
  readonly body: Uint8Array
  readonly headers: Readonly<Record<string, string>>
}

const EMPTY = new Uint8Array(0)
/** Made by the client: another value would contradict what is signed or sent. */
const OWN_HEADERS =
  /^(?:authorization|host|content-length|content-type|transfer-encoding|connection|wechatpay-serial)$/i

/**
 * @throws {RequestError} a path parameter, a header or the body cannot be sent
 */
export async function buildRequest(call: OperationCall, config: Config): Promise<BuiltRequest> {
  const { meta, method, operation } = call
  const path = call.template.fill(call.path)
  checkBodyKind(call)
  let json = call.json
  let query = call.query
  let serial = config.platform.preferred.serial
  if (meta.encrypt || meta.encryptQuery) {
    const cipher = new FieldCipher(operation, config.platform.preferred)
    if (meta.encrypt && json !== undefined) json = await replaceFields(json, meta.encrypt, cipher.encrypt)
    if (meta.encryptQuery && query)
      query = (await replaceFields(query, meta.encryptQuery, cipher.encrypt)) as typeof query
    serial = cipher.serial
  }
  checkMchid(operation, json, config.mchid)
  const body = json === undefined ? EMPTY : serialise(operation, json)
  return {
    method,
    target: path + queryString(operation, query),
    body,
    headers: {
      accept: 'application/json',
      'user-agent': config.userAgent,
      'wechatpay-serial': serial,
      ...(json === undefined ? {} : { 'content-type': 'application/json' }),
      ...callerHeaders(operation, call.options.headers),
    },
  }
}

/** Encrypts the sensitive fields of one call, all of them with one key, which the request then names. */
class FieldCipher {
  readonly #operation: string
  readonly #key: PlatformKey
  #used: string | undefined

  constructor(operation: string, key: PlatformKey) {
    this.#operation = operation
    this.#key = key
  }

  /** Of the key that the fields are encrypted with; of the client's when there were none. */
  get serial(): string {
    return this.#used ?? this.#key.serial
  }

  readonly encrypt = async (value: unknown, field: string): Promise<string> => {
    const marked = isAlreadyEncrypted(value)
    if (!marked && typeof value !== 'string') throw this.#refused(field, describe(value))
    const serial = marked ? value.serial : this.#key.serial
    // The request can name one key only.
    if (this.#used !== undefined && this.#used !== serial) {
      throw this.#refused(field, `a field for ${serial} beside one for ${this.#used}`)
    }
    this.#used = serial
    if (marked) return value.ciphertext
    try {
      return await this.#key.encrypter.encrypt(value)
    } catch (error) {
      if (error instanceof RangeError) throw this.#refused(field, error.message, error)
      throw error
    }
  }

  #refused(field: string, received: string, cause?: unknown): RequestError {
    return new RequestError(field, `${this.#operation}: ${field}: expected a text to encrypt, received ${received}`, {
      cause,
      hint: {
        zh: '敏感字段请传明文；已自行加密的用 alreadyEncrypted() 标明',
        en: 'Give the plaintext; mark ciphertext of your own with alreadyEncrypted().',
      },
    })
  }
}

function checkBodyKind({ meta, method, operation, json }: OperationCall): void {
  if (meta.body === 'multipart' || meta.body === 'xml') {
    throw new RequestError('options', `${operation}: a ${meta.body} body is not in this version`, {
      hint: { zh: '将在后续版本提供', en: 'It comes with a later version.' },
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

function callerHeaders(
  operation: string,
  headers: Readonly<Record<string, string>> | undefined,
): Record<string, string> {
  const checked: Record<string, string> = {}
  for (const [name, value] of Object.entries(headers ?? {})) {
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
