import { encode } from '../../operation/path-template.ts'
import type { Config } from '../../config/resolve-options.ts'
import { utf8 } from '../../crypto/bytes.ts'
import { nonce } from '../../crypto/nonce.ts'
import { RequestError } from '../../errors/request-error.ts'
import { isAlreadyEncrypted } from '../build/already-encrypted.ts'
import { callerHeaders } from '../build/build-request.ts'
import { checkBrand } from '../build/check-brand.ts'
import { checkFields } from '../build/check-fields.ts'
import type { OperationCall } from '../call.ts'
import type { UploadFacts } from '../../generated/extensions.ts'
import { describeId, describeValue } from '../../errors/describe-value.ts'
import type { SignedRequest } from '../sign.ts'
import { fieldParts, loadUpload } from '../upload/build-upload.ts'
import { formOf } from '../upload/multipart.ts'
import { ApiV2Key, signTypeOf, type SignType } from '../../v2/api-v2-key.ts'
import { signingStringV2 } from '../../v2/signing-string.ts'
import { foldedField } from '../../v2/folded-field.ts'
import { textFields, toXml } from '../../v2/to-xml.ts'

const EMPTY = new Uint8Array(0)

/**
 * Fills in the client's fields, then encrypts, signs and writes a call of APIv2. The signature covers no time, so every
 * attempt sends exactly these bytes.
 *
 * @throws {RequestError} a field is invalid, or a key for signing or encryption is missing
 */
export async function buildV2(call: OperationCall, key: ApiV2Key, config: Config): Promise<SignedRequest> {
  const { facts, method, operation } = call
  checkBrand(call, config)
  if (facts.upload) return buildForm(call, facts.upload, key, config)
  const inQuery = method === 'GET'
  const fields = await signedFields(call, inQuery ? 'query' : 'xml', key, config)
  return {
    method,
    target: facts.wirePath + queryString(inQuery ? fields : textFields(call.query ?? {}, 'query', operation)),
    body: inQuery ? EMPTY : utf8(toXml(fields)),
    signed: utf8(signingStringV2(fields)),
    headers: headersOf(call, inQuery ? undefined : 'text/xml; charset=utf-8', config),
  }
}

/** Builds a form with the file and its MD5. The signature covers the fields, and the file through its digest. */
async function buildForm(
  call: OperationCall,
  upload: UploadFacts,
  key: ApiV2Key,
  config: Config,
): Promise<SignedRequest> {
  const { file, digest } = await loadUpload(call, upload)
  const fields = await signedFields(call, 'meta', key, config, { [upload.digest]: digest })
  const { filename, mediaType, bytes: content } = file
  const { contentType, body } = formOf([...fieldParts(fields), { name: upload.file, filename, mediaType, content }])
  return {
    method: call.method,
    target: call.facts.wirePath,
    body,
    signed: utf8(signingStringV2(fields)),
    headers: headersOf(call, contentType, config),
  }
}

function headersOf(
  { facts, operation, options }: OperationCall,
  contentType: string | undefined,
  config: Config,
): Record<string, string> {
  return {
    accept: facts.response === 'json' ? 'application/json' : '*/*',
    'user-agent': config.userAgent,
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
    ...(options.headers ? callerHeaders(operation, options.headers) : {}),
  }
}

/** The fields to send, including `sign`. */
async function signedFields(
  call: OperationCall,
  place: 'xml' | 'query' | 'meta',
  key: ApiV2Key,
  config: Config,
  more: Readonly<Record<string, string>> = {},
): Promise<Record<string, string>> {
  const { facts, operation } = call
  const given = givenFields(call, place)
  checkFields(call)
  if (given['sign'] !== undefined)
    throw new RequestError(`${place}.sign`, `${operation}: ${place}.sign: the client signs, leave it out`)
  const fields = { ...textFields(await encryptForTransfer(call, given, config), place, operation), ...more }
  fillMerchant(call, place, fields, config.mchid)
  if (facts.unsignedRequest) return fields
  // Neither pages nor forms have a `nonce_str`.
  if (place === 'xml' && !facts.nonceless) fields['nonce_str'] ??= nonce()
  const type = chooseSignType(call, place, fields)
  refuseFolded(call, place, fields)
  return { ...fields, sign: await key.sign(fields, type) }
}

/** The caller's fields. Content in a place that the operation does not read is refused. */
function givenFields(call: OperationCall, place: 'xml' | 'query' | 'meta'): Readonly<Record<string, unknown>> {
  const { operation, json, xml, body, file, meta } = call
  const places = {
    json,
    body,
    xml: place === 'xml' ? undefined : xml,
    ...(place === 'meta' ? {} : { file, meta }),
  }
  for (const [other, value] of Object.entries(places)) {
    if (value === undefined) continue
    throw new RequestError(other, `${operation}: it takes no ${other}`, {
      hint: { zh: `字段请放进 ${place}`, en: `Its fields go into \`${place}\`.` },
    })
  }
  const given = call[place]
  if (given === undefined) return {}
  if (typeof given === 'object' && given !== null && !Array.isArray(given))
    return given as Readonly<Record<string, unknown>>
  throw new RequestError(place, `${operation}: ${place}: expected an object, received ${describeValue(given)}`)
}

function fillMerchant(
  { operation, facts }: OperationCall,
  place: string,
  fields: Record<string, string>,
  mchid: string,
): void {
  const name = facts.merchantField ?? 'mch_id'
  const given = (fields[name] ??= mchid)
  if (given === mchid) return
  const field = `${place}.${name}`
  throw new RequestError(
    field,
    `${operation}: ${field} is ${describeId(given)}, but the client signs as ${describeId(mchid)}`,
    {
      hint: { zh: '请为每个商户号各建一个客户端', en: 'Make a client for each merchant number.' },
    },
  )
}

/**
 * Refuses a value that contains a field, since the signature would not distinguish it and a redirect's user could add
 * one.
 */
function refuseFolded(
  { facts, operation }: OperationCall,
  place: string,
  fields: Readonly<Record<string, string>>,
): void {
  const folded = foldedField(fields, facts.redirect ? 'redirect' : 'request')
  if (!folded) return
  const field = `${place}.${folded.field}`
  throw new RequestError(
    field,
    `${operation}: ${field} holds &${folded.inside ?? '…'}=, which APIv2 signs like a field of its own`,
    {
      hint: {
        zh: '请先编码再传入：encodeURIComponent(…)',
        en: 'Encode the value first: encodeURIComponent(…).',
      },
    },
  )
}

/** Chooses the caller's type; else HMAC-SHA256 if the operation accepts it; else MD5 for undocumented operations. */
function chooseSignType({ facts, operation }: OperationCall, place: string, fields: Record<string, string>): SignType {
  const field = `${place}.sign_type`
  const given = fields['sign_type']
  if (given) {
    const type = signTypeOf(field, given)
    if (!facts.signTypes || facts.signTypes.includes(type)) return type
    throw new RequestError(field, `${operation}: ${field}: expected ${facts.signTypes.join(' or ')}, received ${type}`)
  }
  if (!facts.signTypes) return 'MD5'
  const type = facts.signTypes.includes('HMAC-SHA256') ? 'HMAC-SHA256' : 'MD5'
  fields['sign_type'] = type
  return type
}

async function encryptForTransfer(
  { facts, operation }: OperationCall,
  fields: Readonly<Record<string, unknown>>,
  config: Config,
): Promise<Readonly<Record<string, unknown>>> {
  const encrypted: Record<string, unknown> = {}
  for (const name of facts.encryptForTransfer ?? []) {
    const value = fields[name]
    if (value === undefined || value === null || value === '') continue
    encrypted[name] = isAlreadyEncrypted(value) ? value.ciphertext : await encryptField(operation, name, value, config)
  }
  return { ...fields, ...encrypted }
}

async function encryptField(operation: string, name: string, value: unknown, { v2 }: Config): Promise<string> {
  const field = `xml.${name}`
  if (!v2.transferEncrypter) {
    throw new RequestError('transferPublicKey', `${operation}: ${field} is encrypted, which takes transferPublicKey`, {
      hint: {
        zh: '请先调用 wxpay.v2.risk.getpublickey 取得公钥，再传入 transferPublicKey',
        en: 'Get the key with wxpay.v2.risk.getpublickey and give it as transferPublicKey.',
      },
    })
  }
  if (typeof value !== 'string')
    throw new RequestError(
      field,
      `${operation}: ${field}: expected a text to encrypt, received ${describeValue(value)}`,
    )
  try {
    return await v2.transferEncrypter.encrypt(value)
  } catch (error) {
    if (!(error instanceof RangeError)) throw error
    throw new RequestError(field, `${operation}: ${field}: ${error.message}`, { cause: error })
  }
}

function queryString(fields: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(fields).map(([name, value]) => `${name}=${encode(value)}`)
  return pairs.length === 0 ? '' : `?${pairs.join('&')}`
}
