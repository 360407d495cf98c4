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

const LF = 0x0a

/** Node's, which writes a text to where its bytes belong. */
const node = globalThis.Buffer as typeof Buffer | undefined

/** Every call signs one and verifies another, so they are written in one piece. */
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
  return signingString(`${method}\n${target}\n${timestamp}\n${nonce}\n`, body)
}

/**
 * The three lines WeChat Pay signs on answers and notifications.
 *
 * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
 */
export function responseSigningString(timestamp: string, nonce: string, body: Uint8Array): Uint8Array<ArrayBuffer> {
  const [head] = responseSigningText(timestamp, nonce)
  return signingString(head, body)
}

/** The same around a body: the text before it, and the text after it. */
export function responseSigningText(timestamp: string, nonce: string): readonly [head: string, end: string] {
  return [`${timestamp}\n${nonce}\n`, '\n']
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
