import { crypto, nonce, parsePublicKey } from 'wechatpay-ts/crypto'
import { type SignType, signV2, signingStringV2, toXml } from 'wechatpay-ts/v2'
import { invalid } from '../../kernel/control/control-error.ts'
import type { SandboxOperation } from '../../generated/operations.ts'
import { mapFields } from '../../kernel/protocol/sensitive-fields.ts'
import { pathInTestSystem, testSignKey } from '../../kernel/protocol/v2/test-system.ts'
import { type AskedCall, type Json, textEntries } from './asked-call.ts'
import { type SignedCall, type Signing, describeForm, uploadOf, withFile } from './signed-call.ts'

type Fields = Readonly<Record<string, string>>

/** Stands where the key does in the text that is signed. */
const KEY_SHOWN = '&key=APIv2 密钥'

/** Fills in the fields of a call of APIv2 that a client fills in, and signs it: XML, a query, or a form with a file. */
export async function signV2Call(
  call: AskedCall,
  operation: SandboxOperation,
  { credentials }: Signing,
): Promise<SignedCall> {
  const { path, query = {}, xml = {}, meta = {} } = call
  const { content, upload } = operation
  const file = upload && uploadOf(call, upload)
  const [place, asked] =
    content === 'none' ? (['query', query] as const) : file ? (['meta', meta] as const) : (['xml', xml] as const)
  const given = await encryptForTransfer(asked, operation, credentials.publicKey)
  const { mchid, apiV2Key } = credentials
  const fields: Fields = {
    ...Object.fromEntries(textEntries(given, place)),
    [operation.merchantField ?? 'mch_id']: mchid,
    ...(upload && file && { [upload.digest]: file.digest }),
    // Neither pages nor forms have a `nonce_str`.
    ...(place === 'xml' && operation.nonceless !== true && { nonce_str: nonce() }),
  }
  const key = pathInTestSystem(path) === undefined ? apiV2Key : testSignKey({ apiV2Key })
  const signed = operation.unsignedRequest
    ? fields
    : { ...fields, sign: await signV2(fields, key, typeOf(fields, place)) }
  const shared = {
    signingString: signed === fields ? '' : signingStringV2(fields) + KEY_SHOWN,
    headers: { Accept: '*/*', 'User-Agent': 'wechatpay-sandbox-try' },
  }
  if (place === 'query')
    return { ...shared, target: `${path}?${new URLSearchParams(signed)}`, body: undefined, shownBody: '' }
  if (file) {
    const body = withFile(file.form, Object.entries(signed))
    return { ...shared, target: path, body, shownBody: describeForm(body) }
  }
  const body = toXml(signed)
  const headers = { ...shared.headers, 'Content-Type': 'text/xml; charset=utf-8' }
  return { ...shared, headers, target: path, body, shownBody: body }
}

function typeOf({ sign_type }: Fields, place: string): SignType {
  if (sign_type === undefined || sign_type === '') return 'MD5'
  if (sign_type === 'MD5' || sign_type === 'HMAC-SHA256') return sign_type
  throw invalid(`${place}.sign_type`, 'MD5 or HMAC-SHA256', sign_type)
}

function encryptForTransfer(asked: Json, { encryptForTransfer: paths = [] }: SandboxOperation, publicKey: string) {
  const encrypter = crypto.fieldEncrypter(parsePublicKey('publicKey', publicKey).spki)
  return mapFields(asked, paths, (plain) => encrypter.encrypt(plain)) as Promise<Json>
}
