import { concatBytes, utf8 } from '../crypto/bytes.ts'

export interface RequestToSign {
  /** Upper case. */
  readonly method: string
  /** Path and query exactly as in the request line: percent-encoding and order are signed too. */
  readonly target: string
  /** Unix seconds, the same value as in `Authorization`. */
  readonly timestamp: number | string
  readonly nonce: string
  /** The bytes that leave; for an upload the `meta` part alone. */
  readonly body: Uint8Array
}

const LF = Uint8Array.of(0x0a)

/**
 * The five lines a merchant signs, each ended by LF, the last one too (also when the body itself ends in LF).
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4012365336
 */
export function requestSigningString({
  method,
  target,
  timestamp,
  nonce,
  body,
}: RequestToSign): Uint8Array<ArrayBuffer> {
  return concatBytes(utf8(`${method}\n${target}\n${timestamp}\n${nonce}\n`), body, LF)
}

/**
 * The three lines WeChat Pay signs on answers and notifications.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 */
export function responseSigningString(timestamp: string, nonce: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  return concatBytes(utf8(`${timestamp}\n${nonce}\n`), body, LF)
}

/** The value of `Authorization`; a brand has a number of its own kind. */
export function authorizationHeader(
  scheme: string,
  fields: ({ mchid: string } | { brand_id: string }) & {
    nonce: string
    timestamp: number | string
    serial: string
    signature: string
  },
): string {
  const { mchid, brand_id, nonce, timestamp, serial, signature } = fields as typeof fields & {
    readonly mchid?: string
    readonly brand_id?: string
  }
  // Not asked with `in`: of a text in the place of the fields, an engine's message would show all.
  const who = mchid === undefined ? `brand_id="${brand_id}"` : `mchid="${mchid}"`
  return `${scheme} ${who},nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}
