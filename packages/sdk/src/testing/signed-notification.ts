import { crypto } from '#crypto'
import { ownOptions } from '../shared/own-options.ts'
import { utf8 } from '../crypto/bytes.ts'
import { beijingTime } from '../formats/beijing-time.ts'
import { nonce } from '../crypto/nonce.ts'
import { replaceFields } from '../shared/replace-fields.ts'
import { requireObject } from '../shared/require-object.ts'
import { toJson } from '../request/build/to-json.ts'
import { factsOf } from '../webhook/event.ts'
import { refuseUnknownDefect, signatureHeaders, type SigningDefect } from './signed-by-platform.ts'
import type { OpenTestKeys } from './test-keys.ts'

/**
 * Defects of a delivery:
 * - `bad-signature`: a well-formed signature that is not WeChat Pay's
 * - `signtest`: a deliberate probe, as WeChat Pay sends now and then
 * - `altered`: a byte of the body changed after signing
 * - `reserialised`: parsed and written again, as by a proxy or a framework
 * - `truncated`: the end of the body is missing
 * - `stale`, `from-the-future`: signed ten minutes from now
 * - `unknown-serial`: signed with an unknown key
 * - `missing-header`: without `Wechatpay-Signature`
 * - `undecryptable`: genuine, but encrypted under another APIv3 key
 */
export type Defect = SigningDefect | 'reserialised' | 'undecryptable'

const DEFECTS: Readonly<Record<Defect, true>> = {
  'bad-signature': true,
  signtest: true,
  altered: true,
  reserialised: true,
  truncated: true,
  stale: true,
  'from-the-future': true,
  'unknown-serial': true,
  'missing-header': true,
  undecryptable: true,
}

export interface NotificationOptions {
  /** Default: genuine. */
  readonly defect?: Defect
  /** The notification's id. Default: a new one. */
  readonly id?: string
  /** Default for known event types: the part before the dot in lower case, such as `payscore`. */
  readonly originalType?: string
  readonly summary?: string
}

/** A delivery in the form in which it arrives. Pass it to a receiver or post it. */
export interface TestDelivery {
  readonly id: string
  readonly headers: Readonly<Record<string, string>>
  readonly rawBody: string
  /** @param url default: `https://merchant.test/wechatpay` */
  request(url?: string): Request
  /** Delivers the same notification again: same id and content with a new signature, as WeChat Pay does. */
  again(): Promise<TestDelivery>
}

/** @param now milliseconds since the epoch */
export async function makeDelivery(
  keys: OpenTestKeys,
  now: () => number,
  eventType: string,
  resource: object,
  given: NotificationOptions = {},
): Promise<TestDelivery> {
  const options = ownOptions(requireObject('signedNotification', 'options', given))
  const { defect, id = `EV-${nonce()}` } = options
  refuseUnknownDefect(defect, DEFECTS)
  const sealed = await sealedBody(keys, now(), eventType, resource, { ...options, id })
  const again = () => send(keys, now(), id, sealed, defect, again)
  return again()
}

async function sealedBody(
  keys: OpenTestKeys,
  now: number,
  eventType: string,
  resource: object,
  { id, defect, originalType, summary = '' }: NotificationOptions,
): Promise<string> {
  const apiV3Key = defect === 'undecryptable' ? nonce() : keys.apiV3Key
  const kind = originalType ?? eventType.split('.')[0]!.toLowerCase()
  const once = nonce().slice(0, 12)
  const plaintext = utf8(toJson('signedNotification', 'resource', await withEncryptedFields(keys, eventType, resource)))
  return toJson('signedNotification', 'options', {
    id,
    create_time: beijingTime(now),
    resource_type: 'encrypt-resource',
    event_type: eventType,
    summary,
    resource: {
      original_type: kind,
      algorithm: 'AEAD_AES_256_GCM',
      ciphertext: await crypto.resourceCipher(utf8(apiV3Key)).seal(plaintext, once, kind),
      associated_data: kind,
      nonce: once,
    },
  })
}

function withEncryptedFields({ encrypter }: OpenTestKeys, eventType: string, resource: object): Promise<unknown> {
  return replaceFields(resource, factsOf(eventType)?.decrypt ?? [], (value) => encrypter.encrypt(String(value)))
}

async function send(
  keys: OpenTestKeys,
  now: number,
  id: string,
  body: string,
  defect: Defect | undefined,
  again: () => Promise<TestDelivery>,
): Promise<TestDelivery> {
  const headers = { 'content-type': 'application/json', ...(await signatureHeaders(keys, now, body, defect)) }
  const rawBody = damagedBody(body, defect)
  return {
    id,
    headers,
    rawBody,
    request: (url = 'https://merchant.test/wechatpay') => new Request(url, { method: 'POST', headers, body: rawBody }),
    again,
  }
}

function damagedBody(body: string, defect: Defect | undefined): string {
  if (defect === 'altered') return body.replace('"resource_type"', '"resource_typE"')
  if (defect === 'reserialised') return JSON.stringify(JSON.parse(body), undefined, 2)
  if (defect === 'truncated') return body.slice(0, -40)
  return body
}
