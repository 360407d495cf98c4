import { crypto } from '#crypto'
import { utf8Decode } from '../crypto/bytes.ts'
import { parseApiKey } from '../crypto/key-material.ts'
import type { EventBase, V2WebhookEvent } from '../webhook/event.ts'
import { refuse } from '../webhook/refusals.ts'
import { ApiV2Key } from './api-v2-key.ts'
import { parseXml } from './parse-xml.ts'
import { decryptReqInfo } from './req-info.ts'
import { XmlError } from './xml-error.ts'

type Fields = Readonly<Record<string, string>>

export interface V2NotificationKeys {
  readonly apiV2Key: ApiV2Key | string
  /** Some notifications carry a resource that is encrypted with it. */
  readonly apiV3Key: string
}

/**
 * Verifies and opens a notification of APIv2. Its type is not written on it: what it holds tells.
 *
 * @throws {WebhookError} `malformed`, `bad-signature`, `undecryptable` or `unknown-event`
 */
export async function openV2Notification(raw: Uint8Array, keys: V2NotificationKeys): Promise<V2WebhookEvent> {
  const fields = parse(raw)
  const apiV2Key = typeof keys.apiV2Key === 'string' ? new ApiV2Key(keys.apiV2Key) : keys.apiV2Key
  // The one kind without a signature. That it opens is all the proof there is: only the two sides have its key.
  if (fields['req_info'] !== undefined) {
    const { req_info, return_code: _, return_msg: __, nonce_str: ___, ...rest } = fields
    const opened = { ...rest, ...(await decryptReqInfo(apiV2Key, req_info)) }
    // A refund that failed (CHANGE) can still succeed: its end is another notification.
    return event('refund-processed', raw, opened, 'refund_id', 'refund_status')
  }
  if (!(await apiV2Key.verify(fields))) throw refuse.badV2Signature(raw.length)
  if (fields['event_ciphertext'] !== undefined) return rental(raw, fields, keys.apiV3Key)
  if (fields['combine_out_trade_no'] !== undefined)
    return event('combined-transactions-success', raw, fields, 'combine_mch_id', 'combine_out_trade_no')
  if (fields['vehicle_event_type'] !== undefined)
    return event('vehicle-state-changed-for-parking', raw, fields, 'plate_number', 'vehicle_event_createtime')
  if (fields['risk_level'] !== undefined) return event('transactions-risk-occurred', raw, fields, 'nonce_str')
  if (fields['change_type'] !== undefined)
    return event('pap-contract-state-changed', raw, fields, 'mch_id', 'contract_id', 'change_type', 'operate_time')
  if (fields['out_trade_no'] !== undefined) {
    // The number is the merchant's own: another merchant's can be the same.
    const identity = ['mch_id', 'sub_mch_id', 'out_trade_no', 'result_code', 'trade_state'] as const
    return event('transaction-success', raw, fields, ...identity)
  }
  throw refuse.unknownV2Event()
}

const RENTALS = ['CHECK.SUCCESS', 'CHECK.FAIL', 'TRANSACTION.SUCCESS', 'TRANSACTION.FAIL'] as const

/** Deposit-free rentals of 2018: XML around what APIv3 made of it. */
async function rental(raw: Uint8Array, fields: Fields, apiV3Key: string): Promise<V2WebhookEvent> {
  const type = RENTALS.find((one) => one === fields['event_type'])
  if (!type) throw refuse.unknownV2Event()
  const { event_ciphertext: ciphertext = '', event_nonce: nonce = '', event_associated_data } = fields
  const sealed = { ciphertext, nonce, associated_data: event_associated_data ?? '' }
  const plaintext = await crypto
    .resourceCipher(parseApiKey('apiV3Key', apiV3Key))
    .open(sealed)
    .catch((error: unknown) => {
      throw refuse.undecryptable(error)
    })
  const { mch_id, appid } = fields
  return event(type, raw, { mch_id, appid, event_id: fields['event_id'], ...jsonFields(plaintext) }, 'event_id')
}

function jsonFields(bytes: Uint8Array): object {
  let value: unknown
  try {
    value = JSON.parse(utf8Decode(bytes))
  } catch {
    // Reported below, without the parser's message, which quotes what it could not read.
  }
  if (typeof value !== 'object' || value === null) throw refuse.malformed('the decrypted resource', 'a JSON object')
  return value
}

/** @param identity fields that tell this notification from others of its type */
function event(
  type: string,
  raw: Uint8Array,
  resource: Readonly<Record<string, unknown>>,
  ...identity: readonly string[]
): V2WebhookEvent {
  const told = identity.map((name) => resource[name]).filter((value) => typeof value === 'string' && value !== '')
  const id = [type, ...told].join(' ')
  return {
    known: true,
    version: 'v2',
    id,
    createTime: '',
    eventType: `v2/${type}`,
    originalType: '',
    resourceType: '',
    summary: '',
    resource,
    raw,
  } as EventBase as V2WebhookEvent
}

function parse(raw: Uint8Array): Fields {
  try {
    return parseXml(raw)
  } catch (error) {
    if (error instanceof XmlError) throw refuse.malformedXml(error)
    throw error
  }
}
