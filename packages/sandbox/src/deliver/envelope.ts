import { randomBytes, randomInt } from 'node:crypto'
import { SCHEME, type Signer, crypto, nonce, responseSigningString, utf8 } from 'wechatpay-ts/crypto'
import type { FaultKind } from '../routes/faults.ts'
import type { MerchantView } from '../routes/merchant-view.ts'
import type { Notification } from '../store/notifications.ts'

/** A notification as it goes over the wire. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

const summaries: Readonly<Record<string, string>> = {
  'PAYSCORE.USER_ACCEPTED': '用户已确认订单',
  'PAYSCORE.USER_PAID': '用户已支付',
}

const STALE_BY_SECONDS = 600

/**
 * Encrypts a notification to the merchant and signs it. Every attempt is made anew: an old timestamp would be refused
 * by the receiver. Only the id stays the same, and is what makes duplicates recognisable.
 *
 * @param wallClock real time, ms, because receivers check it against theirs
 * @param fault what is to be wrong with it
 */
export async function createEnvelope(
  notification: Notification,
  merchant: MerchantView,
  wallClock: number,
  fault?: FaultKind,
): Promise<Envelope> {
  const body = JSON.stringify({
    id: notification.id,
    create_time: rfc3339(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notification.eventType,
    summary: summaries[notification.eventType] ?? notification.eventType,
    resource: await seal(notification.plaintext, merchant),
  })
  const timestamp = String(Math.floor(wallClock / 1000) - (fault === 'stale_timestamp' ? STALE_BY_SECONDS : 0))
  const headerNonce = nonce()
  const key = signingKey(notification, merchant, wallClock)
  const signature = await signerOf(key.privateKey).sign(responseSigningString(timestamp, headerNonce, utf8(body)))
  return {
    headers: {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'User-Agent': 'Mozilla/4.0',
      'Request-ID': `08${randomBytes(20).toString('hex').toUpperCase()}-0`,
      'Wechatpay-Timestamp': timestamp,
      'Wechatpay-Nonce': headerNonce,
      'Wechatpay-Serial': fault === 'wrong_serial' ? unknownSerial(key.serial) : key.serial,
      'Wechatpay-Signature': fault === 'signtest' ? `WECHATPAY/SIGNTEST/${signature.slice(19)}` : signature,
      'Wechatpay-Signature-Type': SCHEME,
    },
    body: fault === 'tamper' ? body.replace('"encrypt-resource"', '"encrypt_resource"') : body,
  }
}

async function seal(plaintext: string, { apiV3Key }: MerchantView): Promise<object> {
  const resourceNonce = nonce().slice(0, 12)
  const ciphertext = await crypto.resourceCipher(apiV3Key).seal(utf8(plaintext), resourceNonce, 'payscore')
  return {
    original_type: 'payscore',
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext,
    associated_data: 'payscore',
    nonce: resourceNonce,
  }
}

/** While a merchant is switching, notifications signed with either key arrive; the id decides, for good. */
function signingKey(
  { id }: Notification,
  { mode, platformKey, platformCertificates }: MerchantView,
  wallClock: number,
): { serial: string; privateKey: Uint8Array } {
  const certificate = platformCertificates
    .filter(({ effectiveAt }) => effectiveAt <= wallClock)
    .sort((a, b) => b.effectiveAt - a.effectiveAt)[0]
  const byCertificate =
    mode === 'certificate' || (mode === 'switching' && Number.parseInt(id.at(-1) ?? '0', 16) % 2 === 0)
  return byCertificate && certificate ? certificate : { serial: platformKey.id, privateKey: platformKey.privateKey }
}

const signers = new WeakMap<Uint8Array, Signer>()

function signerOf(privateKey: Uint8Array): Signer {
  const known = signers.get(privateKey) ?? crypto.signer(privateKey)
  signers.set(privateKey, known)
  return known
}

/** Of the same kind and length, and nobody's. */
function unknownSerial(serial: string): string {
  const tail = serial.startsWith('PUB_KEY_ID_') ? 'PUB_KEY_ID_'.length : 0
  const digits = Array.from({ length: serial.length - tail }, () => randomInt(10)).join('')
  return serial.slice(0, tail) + digits
}

/** `2026-03-01T10:00:00+08:00` */
function rfc3339(instant: number): string {
  return `${new Date(instant + 8 * 3_600_000).toISOString().slice(0, 19)}+08:00`
}
