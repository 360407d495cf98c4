import { randomBytes } from 'node:crypto'
import { SCHEME, nonce, responseSigningString } from 'wechatpay-ts/crypto'
import type { FaultKind } from '../faults/faults.ts'
import { signerOf } from './keys.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { TrafficShare } from './traffic-share.ts'

/** One of the platform's keys, ready to sign. */
export interface SigningKey {
  /** What `Wechatpay-Serial` will say. */
  readonly serial: string
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array
}

/** What the choice of a key depends on. */
export interface KeyChoice {
  readonly merchant: MerchantView
  /** Real time, ms. */
  readonly now: number
  /** Whose turn it is while a key takes over from another. */
  readonly share: TrafficShare
}

/**
 * Which key signs an answer: while a merchant switches, the public key for whoever says to hold it.
 *
 * @param requested `Wechatpay-Serial` of the request
 */
export function answerKey(choice: KeyChoice, requested: string | null): SigningKey {
  const { mode, platformKey } = choice.merchant
  return mode === 'publicKey' || (mode === 'switching' && requested === platformKey.id)
    ? publicKey(choice)
    : certificateKey(choice)
}

/** Which key signs a notification: nobody asks for one, so that while a merchant switches both arrive. */
export function notificationKey(choice: KeyChoice): SigningKey {
  const { mode, successorPercent } = choice.merchant
  return mode === 'publicKey' || (mode === 'switching' && choice.share.takes(successorPercent))
    ? publicKey(choice)
    : certificateKey(choice)
}

function publicKey({ merchant: { platformKey } }: KeyChoice): SigningKey {
  return { serial: platformKey.id, privateKey: platformKey.privateKey }
}

/** The newest certificate in force, and while it takes over its predecessor by turns; the public key if none is left. */
function certificateKey(choice: KeyChoice): SigningKey {
  const { merchant, now, share } = choice
  const [newest, predecessor] = merchant.platformCertificates
    .filter(({ effectiveAt, expiresAt }) => effectiveAt <= now && now < expiresAt)
    .sort((a, b) => b.effectiveAt - a.effectiveAt)
  if (newest && predecessor && !share.takes(merchant.successorPercent)) return predecessor
  return newest ?? publicKey(choice)
}

/**
 * The headers that make a body WeChat Pay's, on answers and notifications alike.
 *
 * @param now real time, ms
 * @param fault makes the signature wrong in the way asked for
 */
export async function signatureHeaders(
  body: Uint8Array,
  key: SigningKey,
  now: number,
  fault?: FaultKind,
): Promise<Record<string, string>> {
  const timestamp = String(Math.floor(now / 1000) - (fault === 'stale_timestamp' ? 600 : 0))
  const once = nonce()
  return {
    'Wechatpay-Timestamp': timestamp,
    'Wechatpay-Nonce': once,
    'Wechatpay-Signature':
      fault === 'signtest'
        ? probe()
        : await signerOf(key.privateKey).sign(responseSigningString(timestamp, once, body)),
    'Wechatpay-Serial': fault === 'wrong_serial' ? unknownSerial() : key.serial,
    'Wechatpay-Signature-Type': SCHEME,
  }
}

/** Changes one character of a body and keeps it JSON: a digit if there is one, else white space. */
export function tamper(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const altered = Uint8Array.from(body)
  const at = altered.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39)
  const digit = altered[at]
  if (digit === undefined) return Uint8Array.from([...body, 0x20])
  altered[at] = digit === 0x39 ? 0x30 : digit + 1
  return altered
}

/** Probe traffic (签名探测流量): Base64 neither by its length nor by its meaning. */
function probe(): string {
  return `WECHATPAY/SIGNTEST/${randomBytes(256).toString('base64')}`
}

function unknownSerial(): string {
  return randomBytes(20).toString('hex').toUpperCase()
}
