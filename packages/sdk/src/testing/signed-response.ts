import { ownOptions } from '../shared/own-options.ts'
import { bytesIn, utf8 } from '../crypto/bytes.ts'
import { nonce } from '../crypto/nonce.ts'
import { replaceFields } from '../shared/replace-fields.ts'
import { requireObject } from '../shared/require-object.ts'
import { toJson } from '../request/build/to-json.ts'
import { refuseUnknownDefect, signatureHeaders, type SigningDefect } from './signed-by-platform.ts'
import type { OpenTestKeys } from './test-keys.ts'

/**
 * Defects of an answer:
 * - `bad-signature`: a well-formed signature that is not WeChat Pay's
 * - `signtest`: a deliberate probe, as WeChat Pay sends now and then
 * - `altered`: a byte of the body changed after signing
 * - `truncated`: the end of the body is missing
 * - `stale`, `from-the-future`: signed ten minutes from now
 * - `unknown-serial`: signed with an unknown key
 * - `missing-header`: without `Wechatpay-Signature`
 */
export type ResponseDefect = SigningDefect

export interface SignedResponseOptions {
  /** Default: 200, or 204 without a body. */
  readonly status?: number
  /** More headers, such as `retry-after`. */
  readonly headers?: Readonly<Record<string, string>>
  /**
   * Paths of fields that WeChat Pay encrypts to the merchant, such as `payer.phone` or `list[].value`. Pass them in
   * plaintext; they are encrypted here.
   */
  readonly encrypt?: readonly string[]
  /** Default: genuine. */
  readonly defect?: ResponseDefect
}

const DEFECTS: Readonly<Record<ResponseDefect, true>> = {
  'bad-signature': true,
  signtest: true,
  altered: true,
  truncated: true,
  stale: true,
  'from-the-future': true,
  'unknown-serial': true,
  'missing-header': true,
}

/** @param now milliseconds since the epoch */
export async function makeResponse(
  keys: OpenTestKeys,
  now: number,
  body: object | string | undefined,
  given: SignedResponseOptions = {},
): Promise<Response> {
  const {
    status = body === undefined ? 204 : 200,
    headers,
    encrypt,
    defect,
  } = ownOptions(requireObject('signedResponse', 'options', given))
  refuseUnknownDefect(defect, DEFECTS)
  const bytes = await bodyBytes(keys, body, encrypt)
  return new Response(bytes.length === 0 ? null : (damaged(bytes, defect) as Uint8Array<ArrayBuffer>), {
    status,
    headers: {
      ...(bytes.length > 0 && { 'content-type': 'application/json; charset=utf-8' }),
      'request-id': `${nonce()}-0`,
      ...(await signatureHeaders(keys, now, bytes, defect)),
      ...headers,
    },
  })
}

async function bodyBytes(
  { encrypter }: OpenTestKeys,
  body: object | string | undefined,
  encrypt: readonly string[] = [],
): Promise<Uint8Array> {
  if (body === undefined) return new Uint8Array()
  if (typeof body === 'string') return utf8(body)
  const bytes = bytesIn(body)
  if (bytes) return bytes
  const sealed = await replaceFields(body, encrypt, (value) => encrypter.encrypt(String(value)))
  return utf8(toJson('signedResponse', 'body', sealed))
}

function damaged(bytes: Uint8Array, defect: ResponseDefect | undefined): Uint8Array {
  if (defect === 'truncated') return bytes.slice(0, -1)
  // Replaces the last byte by a space; in JSON that is the closing brace.
  return defect === 'altered' ? bytes.with(bytes.length - 1, 0x20) : bytes
}
