import type { Config } from '../config/resolve-options.ts'
import { utf8Decode } from '../crypto/utf8-decode.ts'
import { nonce } from '../crypto/nonce.ts'
import type { BuiltRequest } from './build/build-request.ts'
import type { PreparedRequest } from './prepared-request.ts'
import { authorizationHeader, requestSigningString } from '../crypto/signing-string.ts'

const EMPTY = new Uint8Array(0)
/** Brands sign like merchants, under another scheme name. */
const BRAND_SCHEME = 'WECHATPAY-BRAND-SHA256-RSA2048'

/** A signed request. Each attempt has its own nonce and time over the same bytes. */
export interface SignedRequest extends BuiltRequest {
  /** The bytes that the signature covers. */
  readonly signed: Uint8Array
}

/** @param unsigned whether the operation takes no `Authorization`, so that anyone with its address may call it */
export async function signRequest(built: BuiltRequest, config: Config, unsigned = false): Promise<SignedRequest> {
  if (unsigned) return { ...built, signed: EMPTY }
  const timestamp = Math.floor(config.clock.now() / 1000)
  const once = nonce()
  const { method, target, body, signedBody = body } = built
  const signed = requestSigningString({ method, target, body: signedBody, timestamp, nonce: once })
  const signature = await config.signer.sign(signed)
  const authorization = authorizationHeader(config.brandId === undefined ? config.signer.scheme : BRAND_SCHEME, {
    ...(config.brandId === undefined ? { mchid: config.mchid } : { brand_id: config.brandId }),
    nonce: once,
    timestamp,
    serial: config.serial,
    signature,
  })
  return { ...built, headers: { ...built.headers, authorization }, signed }
}

const inspect = Symbol.for('nodejs.util.inspect.custom')

/** Creates a prepared request that prints a summary instead of its content. */
export function preparedRequest(
  operation: string,
  { method, target, headers, body, signed }: SignedRequest,
  host: string,
): PreparedRequest {
  const prepared: PreparedRequest = {
    method,
    url: host + target,
    target,
    headers,
    body,
    signingString: utf8Decode(signed),
  }
  const summary = (): string => `PreparedRequest ${operation} (${body.length} bytes)`
  return Object.freeze(Object.defineProperties(prepared, { [inspect]: { value: summary }, toJSON: { value: summary } }))
}
