import {
  SCHEME,
  authorizationHeader,
  crypto,
  nonce,
  parseCertificate,
  parsePrivateKey,
  parsePublicKey,
  requestSigningString,
  utf8,
} from 'wechatpay-ts/crypto'
import type { MerchantCredentials } from '../../kernel/merchant/credentials.ts'
import { BRAND_SCHEME, isBrandPath } from '../../kernel/protocol/authorization.ts'
import { mapFields } from '../../kernel/protocol/sensitive-fields.ts'
import { type AskedCall, type Json, textEntries } from './asked-call.ts'
import { type SignedCall, type Signing, describeForm, uploadOf, withFile } from './signed-call.ts'

/** Encrypts what is sensitive in a call of APIv3 or of a brand, and signs the bytes that leave. */
export async function signV3(call: AskedCall, signing: Signing): Promise<SignedCall> {
  const { operation, credentials, byCertificate, now } = signing
  const { encrypt = [], encryptQuery = [], upload } = operation ?? {}
  const { serial, encrypter } = encryptionKey(credentials, byCertificate)
  const encryptAll = (value: Json, paths: readonly string[]) =>
    mapFields(value, paths, (plain) => encrypter.encrypt(plain)) as Promise<Json>

  const { method, path, query = {}, json, meta = {} } = call
  const target = path + searchOf(await encryptAll(query, encryptQuery))
  const file = upload && uploadOf(call, upload)
  const fields = file ? { ...meta, [upload.digest]: file.digest } : json
  const signed = fields === undefined ? '' : JSON.stringify(await encryptAll(fields, encrypt))
  const form = file && withFile(file.form, [[upload.meta ?? 'meta', signed]])

  const { authorization, signingString } = await sign({ method, target, path, body: signed }, credentials, now)
  return {
    target,
    headers: {
      Accept: 'application/json',
      // A form's type names its boundary, which the request itself adds.
      ...(!form && { 'Content-Type': 'application/json' }),
      'User-Agent': 'wechatpay-sandbox-try',
      'Wechatpay-Serial': serial,
      ...(operation?.unsignedRequest !== true && { Authorization: authorization }),
    },
    signingString: operation?.unsignedRequest === true ? '' : signingString,
    body: form ?? (signed === '' ? undefined : signed),
    shownBody: form ? describeForm(form) : signed,
  }
}

function searchOf(query: Json): string {
  const entries = textEntries(query, 'query')
  return entries.length === 0 ? '' : `?${new URLSearchParams(entries)}`
}

async function sign(
  { method, target, path, body }: { method: string; target: string; path: string; body: string },
  { mchid, certificateSerial: serial, privateKey }: MerchantCredentials,
  now: number,
): Promise<{ authorization: string; signingString: string }> {
  const timestamp = Math.floor(now / 1000)
  const once = nonce()
  const message = requestSigningString({ method, target, timestamp, nonce: once, body: utf8(body) })
  const signature = await crypto.signer(parsePrivateKey('privateKey', privateKey).pkcs8).sign(message)
  const claims = { nonce: once, timestamp, serial, signature }
  return {
    // In the sandbox a brand has its merchant's number.
    authorization: isBrandPath(path)
      ? authorizationHeader(BRAND_SCHEME, { brand_id: mchid, ...claims })
      : authorizationHeader(SCHEME, { mchid, ...claims }),
    signingString: new TextDecoder().decode(message),
  }
}

/** Returns the key that a client of this merchant encrypts sensitive fields to, and its name. */
function encryptionKey(
  { publicKeyId, publicKey, platformCertificates, platformSerials }: MerchantCredentials,
  byCertificate: boolean,
) {
  const [certificate] = platformCertificates
  const [serial] = platformSerials
  const isCertified = byCertificate && certificate !== undefined && serial !== undefined
  return isCertified
    ? { serial, encrypter: crypto.fieldEncrypter(parseCertificate('certificate', certificate).spki) }
    : { serial: publicKeyId, encrypter: crypto.fieldEncrypter(parsePublicKey('publicKey', publicKey).spki) }
}
