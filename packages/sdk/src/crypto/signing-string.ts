import { concatBytes, utf8 } from './bytes.ts'

export interface RequestToSign {
  /** HTTP method in upper case. */
  readonly method: string
  /** Path and query exactly as in the request line: percent-encoding and order are signed too. */
  readonly target: string
  /** Unix seconds, the same value as in `Authorization`. */
  readonly timestamp: number | string
  readonly nonce: string
  /** The bytes of the body; for an upload, those of the `meta` part only. */
  readonly body: Uint8Array
}

const LF = 0x0a

/** Node's Buffer writes text directly into the target bytes. */
const node = globalThis.Buffer as typeof Buffer | undefined

/** Joins head, body and end in one allocation, because every call creates two of these strings. */
function signingString(head: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  if (!node) return concatBytes(utf8(head), body, Uint8Array.of(LF))
  const headBytes = node.byteLength(head)
  const message = node.allocUnsafe(headBytes + body.length + 1)
  message.write(head)
  message.set(body, headBytes)
  message[message.length - 1] = LF
  return new Uint8Array(message.buffer, message.byteOffset, message.length)
}

/**
 * The five lines a merchant signs, each followed by LF, including the last one (even if the body itself ends in LF).
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
  return signingString(`${method}\n${target}\n${timestamp}\n${nonce}\n`, body)
}

/**
 * The three lines that WeChat Pay signs in answers and notifications.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 */
export function responseSigningString(timestamp: string, nonce: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const [head] = responseSigningText(timestamp, nonce)
  return signingString(head, body)
}

/** The text before and after the body in the same three lines. */
export function responseSigningText(timestamp: string, nonce: string): readonly [head: string, end: string] {
  return [`${timestamp}\n${nonce}\n`, '\n']
}

/** The value of `Authorization`. A brand uses its brand number. */
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
  // Avoids the `in` operator: if a caller passes a text instead of the fields, the engine's message would show it.
  const who = mchid === undefined ? `brand_id="${brand_id}"` : `mchid="${mchid}"`
  return `${scheme} ${who},nonce_str="${nonce}",signature="${signature}",timestamp="${timestamp}",serial_no="${serial}"`
}
