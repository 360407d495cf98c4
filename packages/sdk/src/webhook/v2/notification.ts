import { crypto } from '#crypto'
import { utf8Decode } from '../../crypto/utf8-decode.ts'
import { parseApiKey } from '../../crypto/keys/api-key.ts'
import type { V2WebhookEvent } from '../event.ts'
import { refuse } from '../refusals.ts'
import { ApiV2Key } from '../../v2/api-v2-key.ts'
import { readV2Time } from '../../formats/v2-time.ts'
import { foldedField } from '../../v2/folded-field.ts'
import { eventId, kindOf, type NotificationKind } from './notification-kinds.ts'
import { parseXml } from '../../v2/parse-xml.ts'
import { decryptReqInfo } from '../../v2/req-info.ts'
import { XmlError } from '../../v2/xml-error.ts'

type Fields = Readonly<Record<string, string>>

export interface V2NotificationKeys {
  readonly apiV2Key: ApiV2Key | string
  /** Decrypts the encrypted resource that some notifications carry. */
  readonly apiV3Key: string
}

/**
 * Verifies and opens a notification of APIv2. It carries no type; its fields tell which it is.
 *
 * @throws {WebhookError} `malformed`, `bad-signature`, `undecryptable` or `unknown-event`
 */
export async function openV2Notification(raw: Uint8Array, keys: V2NotificationKeys): Promise<V2WebhookEvent> {
  const fields = parse(raw)
  const apiV2Key = typeof keys.apiV2Key === 'string' ? new ApiV2Key(keys.apiV2Key) : keys.apiV2Key
  // Refunds are the only kind without a signature. Successful decryption is the proof: only the merchant and WeChat Pay
  // have the key.
  if (fields['req_info'] !== undefined) return refund(raw, fields, apiV2Key)
  if (!(await apiV2Key.verify(fields))) throw refuse.badV2Signature(raw.length, foldedField(fields, 'answer'))
  const folded = foldedField(fields, 'notification')
  if (folded) throw refuse.badV2Signature(raw.length, folded)
  const kind = kindOf(fields)
  if (!kind) throw refuse.unknownV2Event()
  return event(
    raw,
    kind,
    fields['event_ciphertext'] === undefined ? fields : await rental(fields, keys.apiV3Key),
    fields,
  )
}

/**
 * Opens a refund. Nothing proves the fields beside `req_info`, so they are kept apart, and neither checks nor claims
 * use them.
 */
async function refund(raw: Uint8Array, fields: Fields, apiV2Key: ApiV2Key): Promise<V2WebhookEvent> {
  const { req_info, ...unsignedFields } = fields
  const resource = await decryptReqInfo(apiV2Key, req_info)
  const refundEvent = event(raw, kindOf({ req_info: req_info! })!, resource, resource)
  return { ...refundEvent, unsignedFields } as V2WebhookEvent
}

/** Opens notifications of the deposit-free rentals of 2018: XML around a resource that is encrypted as in APIv3. */
async function rental(fields: Fields, apiV3Key: string): Promise<Fields> {
  const { event_ciphertext: ciphertext = '', event_nonce: nonce = '', event_associated_data } = fields
  const sealed = { ciphertext, nonce, associated_data: event_associated_data ?? '' }
  const plaintext = await crypto
    .resourceCipher(parseApiKey('apiV3Key', apiV3Key))
    .open(sealed)
    .catch((error: unknown) => {
      throw refuse.undecryptable(error)
    })
  const { mch_id, appid, event_id } = fields
  return { mch_id, appid, event_id, ...jsonFields(plaintext) } as Fields
}

function jsonFields(bytes: Uint8Array): object {
  let value: unknown
  try {
    value = JSON.parse(utf8Decode(bytes))
  } catch {
    // The error is reported below, without the parser's message, which quotes the text that it could not read.
  }
  if (typeof value !== 'object' || value === null) throw refuse.malformed('the decrypted resource', 'a JSON object')
  return value
}

/**
 * @param resource the subject of the event
 * @param proven the fields that are signed or were encrypted: its id and time are made of these alone
 */
function event(raw: Uint8Array, kind: NotificationKind, resource: Fields, proven: Fields): V2WebhookEvent {
  const missing = kind.required.find((name) => (proven[name] ?? '') === '')
  // Without an identifying field, two notifications could have the same id, or one could have two.
  if (missing !== undefined) throw refuse.malformed(missing, 'there')
  return {
    known: true,
    version: 'v2',
    id: eventId(kind, proven),
    createTime: readV2Time(kind.time(proven)),
    eventType: `v2/${kind.type}`,
    originalType: '',
    resourceType: '',
    summary: '',
    resource,
    raw,
  } as unknown as V2WebhookEvent
}

function parse(raw: Uint8Array): Fields {
  try {
    return parseXml(raw)
  } catch (error) {
    if (error instanceof XmlError) throw refuse.malformedXml(error)
    throw error
  }
}
