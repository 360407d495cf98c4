import { randomBytes } from 'node:crypto'
import { nonce, utf8 } from 'wechatpay-ts/crypto'
import { beijingTime } from '../clock/beijing-time.ts'
import type { FaultKind } from '../faults/faults.ts'
import type { MerchantView } from '../merchant/merchant-view.ts'
import { type SigningKey, signatureHeaders, tamper } from '../protocol/platform-signature.ts'
import { cipherOf } from '../protocol/keys.ts'
import { isObject } from '../validate/check-value.ts'
import type { Notification } from '../store/notifications.ts'

/** A notification as it is sent. */
export interface Envelope {
  readonly headers: Readonly<Record<string, string>>
  readonly body: string
  /** Text that the answer has to contain for the notification to count as accepted; if absent, the status is enough. */
  readonly acknowledgement?: 'xml'
}

/**
 * Encrypts a notification to the merchant and signs it. Each attempt gets a new envelope, because receivers refuse old
 * timestamps. Only the id stays the same, so that receivers recognise duplicates.
 *
 * @param key the key to sign with
 * @param wallClock real time, ms, because receivers check it against theirs
 * @param fault the fault to build in
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
    summary: notification.summary,
    resource: await seal(
      notification,
      contentOf(notification, fault),
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

async function seal(
  { originalType, associatedData }: Notification,
  plaintext: string,
  apiV3Key: Uint8Array,
): Promise<object> {
  const resourceNonce = nonce().slice(0, 12)
  const ciphertext = await cipherOf(apiV3Key).seal(utf8(plaintext), resourceNonce, associatedData)
  return {
    // The documentation shows some notifications without this field.
    ...(originalType !== '' && { original_type: originalType }),
    algorithm: 'AEAD_AES_256_GCM',
    ciphertext,
    associated_data: associatedData,
    nonce: resourceNonce,
  }
}

/** Returns the plaintext. With the fault `wrong_amount`, it is one fen more. */
export function contentOf(notification: Notification, fault: FaultKind | undefined): string {
  return fault === 'wrong_amount' ? withOneFenMore(notification) : notification.plaintext
}

function withOneFenMore({ plaintext, amount }: Notification): string {
  if (amount === undefined) return plaintext
  const body = JSON.parse(plaintext) as Record<string, unknown>
  const names = amount.split('.')
  const last = names.pop()!
  const holder = names.reduce<unknown>((inner, name) => (isTree(inner) ? Reflect.get(inner, name) : undefined), body)
  if (isObject(holder) && Number.isSafeInteger(Number(holder[last])))
    Object.assign(holder, { [last]: Number(holder[last]) + 1 })
  return JSON.stringify(body)
}

/** Accepts objects and arrays, whose indexes serve as names. */
function isTree(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}
