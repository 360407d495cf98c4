import type { Config } from '../../config/resolve-options.ts'
import { base64Decode } from '../../crypto/bytes.ts'
import { utf8Decode } from '../../crypto/utf8-decode.ts'
import { openField } from '../../crypto/open-field.ts'
import type { FieldDecrypter } from '../../crypto/roles.ts'
import { ApiError } from '../../errors/api-error.ts'
import { MalformedResponseError } from '../../errors/malformed-response-error.ts'
import { VerificationError } from '../../errors/verification-error.ts'
import { gunzip } from '../../gzip/gunzip.ts'
import { isGzip } from '../../gzip/inflate.ts'
import type { OperationCall } from '../call.ts'
import type { Result } from '../result.ts'
import { replaceFields } from '../../shared/replace-fields.ts'
import type { TransportResponse } from '../../transport/transport.ts'
import type { ApiV2Key } from '../../v2/api-v2-key.ts'
import { foldedField } from '../../v2/folded-field.ts'
import { nodeCrypto } from '../../v2/node-only.ts'
import { parseNestedXml, type XmlFields, type XmlNode } from '../../v2/parse-xml.ts'
import { refusalV2 } from './refusal.ts'
import type { Fields } from '../../v2/to-xml.ts'
import { XmlError } from '../../v2/xml-error.ts'

/**
 * Decodes an answer of APIv2. It checks `return_code`, then the signature, then `result_code`.
 *
 * @throws {ApiError} one of the two codes is FAIL; such an answer may be unsigned, since it is never a success
 * @throws {VerificationError} WeChat Pay did not sign the success
 * @throws {MalformedResponseError} the body is no answer of the operation
 */
export async function answerV2(
  call: OperationCall,
  response: TransportResponse,
  key: ApiV2Key,
  config: Config,
): Promise<Result<unknown>> {
  const { facts, operation } = call
  const { status, headers } = response
  const result = (data: unknown): Result<unknown> => ({ data, status, headers, requestId: headers['request-id'] })
  if (facts.response === 'json') return result(readJson(operation, response))
  if (facts.response === 'text') return result(await readText(operation, response))

  const fields = readXml(operation, response)
  if (fields['return_code'] !== 'SUCCESS') {
    if (fields['return_code'] === 'FAIL') throw await refusalV2(operation, response, fields)
    throw malformed(operation, response, 'the answer has no return_code')
  }
  const failed = fields['result_code'] === 'FAIL'
  await verify(call, response, fields, failed, key)
  if (failed) throw await refusalV2(operation, response, fields)
  const withLists = (facts.lists ?? []).reduce((node, path) => withList(node, path.split('.')), fields)
  return result(await decrypt(call, withLists, config))
}

async function verify(
  { facts, operation }: OperationCall,
  { status, headers }: TransportResponse,
  fields: XmlFields,
  failed: boolean,
  key: ApiV2Key,
): Promise<void> {
  const refuse = (reason: 'missing-signature' | 'bad-signature', what: string): VerificationError =>
    new VerificationError(reason, `${operation}: ${what}`, {
      status,
      requestId: headers['request-id'],
      hint: {
        zh: '应答已丢弃。若持续出现，请核对 apiV2Key，以及代理是否改动了应答',
        en: 'It was thrown away. If it lasts, check apiV2Key, and that nothing alters answers.',
      },
    })
  const { unsigned } = facts
  // The signature covers names and texts only, not nested elements.
  const flat = Object.values(fields).every((value) => typeof value === 'string')
  if (!flat && !unsigned) throw refuse('bad-signature', 'the answer has elements that its signature cannot cover')
  if (!fields['sign'] || !flat) {
    if (unsigned || failed) return
    throw refuse('missing-signature', 'the answer is not signed')
  }
  if (await key.verify(fields as Fields)) return
  const folded = foldedField(fields as Fields, 'answer')
  throw refuse(
    'bad-signature',
    folded
      ? `${folded.field} of the answer holds &${folded.inside ?? '…'}=, which APIv2 signs like a field of its own`
      : 'the signature of the answer does not fit',
  )
}

function readXml(operation: string, response: TransportResponse): XmlFields {
  try {
    return parseNestedXml(response.body)
  } catch (error) {
    if (error instanceof XmlError) throw malformed(operation, response, error.message, error)
    throw error
  }
}

/** Reads a text file. Files begin with a byte-order mark or a column's name; only a failure begins like XML. */
async function readText(operation: string, response: TransportResponse): Promise<string> {
  const body = isGzip(response.body) ? await gunzip(operation, response) : response.body
  if (body[0] === 0x3c) throw await refusalV2(operation, response, readXml(operation, { ...response, body }))
  try {
    return utf8Decode(body)
  } catch (error) {
    throw malformed(operation, response, 'the answer is not UTF-8', error)
  }
}

/** Reads JSON, with which one old family of operations answers; a number states the outcome. */
function readJson(operation: string, response: TransportResponse): unknown {
  const { status, headers, body } = response
  let data: unknown
  try {
    data = JSON.parse(utf8Decode(body))
  } catch {
    // The error is created below, without the parser's own message, which quotes the text.
  }
  if (typeof data !== 'object' || data === null || Array.isArray(data))
    throw malformed(operation, response, 'the answer is not a JSON object')
  const { retcode, retmsg } = data as Readonly<Record<string, unknown>>
  if (retcode === undefined || Number(retcode) === 0) return data
  throw new ApiError({
    operation,
    status,
    apiCode: `RETCODE_${Number(retcode)}`,
    apiMessage: typeof retmsg === 'string' ? retmsg : '',
    requestId: headers['request-id'],
    retryAfterMs: undefined,
  })
}

async function decrypt({ facts }: OperationCall, fields: XmlFields, { v2 }: Config): Promise<unknown> {
  if (!facts.decryptPkcs1) return fields
  const decrypter: FieldDecrypter = {
    async decrypt(text) {
      const [{ decryptPkcs1 }, key, ciphertext] = [await nodeCrypto('data'), await v2.privateKey(), base64Decode(text)]
      if (!key || !ciphertext)
        throw new TypeError(key ? 'the ciphertext is not Base64' : 'the private key is not at hand')
      return utf8Decode(decryptPkcs1(key, ciphertext))
    },
  }
  return replaceFields(fields, facts.decryptPkcs1, (value) => openField(value, decrypter))
}

/** Converts an element to a list if it occurred once, or not at all within an empty parent. */
function withList(fields: XmlFields, [name, ...rest]: readonly string[]): XmlFields {
  const value = fields[name!]
  if (value === undefined || (Array.isArray(value) && rest.length > 0)) return fields
  if (rest.length > 0)
    return { ...fields, [name!]: withList(typeof value === 'string' ? {} : (value as XmlFields), rest) }
  return { ...fields, [name!]: Array.isArray(value) ? (value as readonly XmlNode[]) : [value] }
}

function malformed(
  operation: string,
  { status, headers }: TransportResponse,
  what: string,
  cause?: unknown,
): MalformedResponseError {
  return new MalformedResponseError(`${operation}: ${what}`, { status, requestId: headers['request-id'], cause })
}
