import { randomBytes } from 'node:crypto'
import { crypto, nonce, utf8 } from 'wechatpay-ts/crypto'
import { beijingTime } from '../clock/beijing-time.ts'
import type { FaultKind } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { type SigningKey, signatureHeaders, tamper } from '../protocol/platform-signature.ts'
import type { Notification } from '../store/notifications.ts'

/** A notification as it goes over the wire. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
}

/** What the sandbox sends, and the words that go with it. */
export const eventSummaries: Readonly<Record<string, string>> = {
  'PAYSCORE.USER_ACCEPTED': '用户已确认订单',
  'PAYSCORE.USER_PAID': '用户已支付',
}

/**
 * Encrypts a notification to the merchant and signs it. Every attempt is made anew: an old timestamp would be refused
 * by the receiver. Only the id stays the same, and is what makes duplicates recognisable.
 *
 * @param key signs it
 * @param wallClock real time, ms, because receivers check it against theirs
 * @param fault what is to be wrong with it
 */
export async function createEnvelope(
  notification: Notification,
  merchant: MerchantView,
  key: SigningKey,
  wallClock: number,
  fault?: FaultKind,
): Promise<Envelope> {
  const body = JSON.stringify({
    id: notification.id,
    create_time: beijingTime(notification.createdAt),
    resource_type: 'encrypt-resource',
    event_type: notification.eventType,
    summary: eventSummaries[notification.eventType] ?? notification.eventType,
    resource: await seal(
      fault === 'wrong_amount' ? withOneFenMore(notification.plaintext) : notification.plaintext,
      fault === 'undecryptable' ? randomBytes(32) : merchant.apiV3Key,
    ),
  })
  const bytes = Uint8Array.from(Buffer.from(body))
  return {
    headers: {
      Accept: '*/*',
      'Content-Type': 'application/json',
      'User-Agent': 'Mozilla/4.0',
      'Request-ID': `08${randomBytes(13).toString('hex').toUpperCase()}-0`,
      ...(await signatureHeaders(bytes, key, wallClock, fault)),
    },
    body: fault === 'tamper' ? Buffer.from(tamper(bytes)).toString() : body,
  }
}

async function seal(plaintext: string, apiV3Key: Uint8Array): Promise<object> {
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

/** Of a payment the total; before there is one, what is at risk. */
function withOneFenMore(plaintext: string): string {
  const body = JSON.parse(plaintext) as { risk_amount: number; total_amount?: number }
  const { risk_amount, total_amount } = body
  return JSON.stringify(
    total_amount === undefined
      ? { ...body, risk_amount: risk_amount + 1 }
      : { ...body, total_amount: total_amount + 1 },
  )
}
