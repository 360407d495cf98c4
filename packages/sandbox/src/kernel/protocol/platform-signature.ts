import { randomBytes } from 'node:crypto'
import { SCHEME, nonce, responseSigningString } from 'wechatpay-ts/crypto'
import type { FaultKind } from '../faults/faults.ts'
import { signerOf } from './keys.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import type { TrafficShare } from './traffic-share.ts'

/** One of the platform's keys, ready to sign. */
export interface SigningKey {
  /** The value for `Wechatpay-Serial`. */
  readonly serial: string
  /** PKCS#8, DER. */
  readonly privateKey: Uint8Array
}

/** The facts that determine the choice of a key. */
export interface KeyChoice {
  readonly merchant: MerchantView
  /** Real time, ms. */
  readonly now: number
  /** Divides signatures between two keys while one takes over. */
  readonly share: TrafficShare
}

/**
 * Chooses the key for an answer. While a merchant switches, clients that request the public key get it.
 *
 * @param requested `Wechatpay-Serial` of the request
 */
export function answerKey(choice: KeyChoice, requested: string | null): SigningKey {
  const { mode, platformKey } = choice.merchant
  return mode === 'publicKey' || (mode === 'switching' && requested === platformKey.id)
    ? publicKey(choice)
    : certificateKey(choice)
}

/** Chooses the key for a notification. Nobody requests one, so while a merchant switches both keys are used. */
export function notificationKey(choice: KeyChoice): SigningKey {
  const { mode, successorPercent } = choice.merchant
  return mode === 'publicKey' || (mode === 'switching' && choice.share.takes(successorPercent))
    ? publicKey(choice)
    : certificateKey(choice)
}

function publicKey({ merchant: { platformKey } }: KeyChoice): SigningKey {
  return { serial: platformKey.id, privateKey: platformKey.privateKey }
}

/** The newest valid certificate, alternating with its predecessor during a rotation; the public key if none is left. */
function certificateKey(choice: KeyChoice): SigningKey {
  const { merchant, now, share } = choice
  const [newest, predecessor] = merchant.platformCertificates
    .filter(({ effectiveAt, expiresAt }) => effectiveAt <= now && now < expiresAt)
    .sort((a, b) => b.effectiveAt - a.effectiveAt)
  if (newest && predecessor && !share.takes(merchant.successorPercent)) return predecessor
  return newest ?? publicKey(choice)
}

/**
 * Creates WeChat Pay's signature headers for the body of an answer or notification.
 *
 * @param now real time, ms
 * @param fault the requested defect of the signature
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

/** Changes one character of a body so that it stays JSON: a digit if there is one, else white space. */
export function tamper(body: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer> {
  const altered = Uint8Array.from(body)
  const at = altered.findLastIndex((byte) => byte >= 0x30 && byte <= 0x39)
  const digit = altered[at]
  if (digit === undefined) return Uint8Array.from([...body, 0x20])
  altered[at] = digit === 0x39 ? 0x30 : digit + 1
  return altered
}

/** Creates a probe signature (签名探测流量), which is not valid Base64. */
function probe(): string {
  return `WECHATPAY/SIGNTEST/${randomBytes(256).toString('base64')}`
}

function unknownSerial(): string {
  return randomBytes(20).toString('hex').toUpperCase()
}
