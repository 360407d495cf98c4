import { checkAreFunctions, checkObject } from '../shared/checks.ts'
import { memberOf } from '../shared/member-of.ts'
import { ownOptions } from '../shared/own-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { PlatformKey } from '../platform/platform-keys.ts'
import { utf8 } from '../crypto/bytes.ts'
import { requireObject } from '../shared/require-object.ts'
import { responseSigningString, responseSigningText } from '../crypto/signing-string.ts'
import { openEnvelope } from './envelope.ts'
import type { WebhookEvent } from './event.ts'
import { headersOf, isEncoded, requestOf, type ReceivableRequest } from './function-event.ts'
import { pathOf, rawBodyOf, readHeaders, type IncomingWebhook } from './incoming.ts'
import {
  candidateOf,
  candidatesOf,
  type Candidate,
  type ClientKeys,
  type FindMerchant,
  type NotificationKeys,
  partyMismatch,
} from './merchant-keys.ts'
import { refuse } from './refusals.ts'

interface ReceiverSettings {
  /** Default: `Date`. */
  readonly clock?: { now(): number } | undefined
  /**
   * Maximum difference between `Wechatpay-Timestamp` and `clock` in both directions, exclusive; more than 0. Default:
   * 300, as WeChat Pay recommends. An older delivery may have been recorded and replayed.
   */
  readonly toleranceSeconds?: number | undefined
  /**
   * Maximum age of the event in an APIv2 notification, whose signature covers no time of sending. More than 0. Default:
   * 604800, seven days. WeChat Pay delivers for a day. Claims of such events are kept a day longer than this, so that
   * every accepted notification is still known. Notifications without a time have no age.
   */
  readonly v2MaxAgeSeconds?: number | undefined
  /** Default: 1 MiB. Notifications have a few KiB. */
  readonly maxBodyBytes?: number | undefined
}

/** The keys of one merchant, its client, or a function that finds the keys of one among many. */
export type ReceiverOptions = ReceiverSettings &
  (
    | (NotificationKeys & { readonly merchants?: undefined })
    | (ClientKeys & { readonly merchants?: undefined })
    | {
        readonly merchants: FindMerchant
        readonly client?: undefined
        readonly platform?: undefined
        readonly apiV3Key?: undefined
        readonly apiV2Key?: undefined
        readonly privateKey?: undefined
      }
  )

const OPTIONS: Readonly<Record<keyof ReceiverOptions, 1>> = {
  platform: 1,
  apiV3Key: 1,
  apiV2Key: 1,
  privateKey: 1,
  client: 1,
  merchants: 1,
  clock: 1,
  toleranceSeconds: 1,
  v2MaxAgeSeconds: 1,
  maxBodyBytes: 1,
}

export const V2_MAX_AGE_SECONDS = 7 * 24 * 3_600

export interface Receiver {
  /**
   * Verifies and decrypts a notification, in this order: headers, time, key, signature, decryption, shape. Nothing is
   * decrypted or parsed before the signature holds. XML of APIv2, which lacks these headers, is recognised by its
   * content type and verified by the signature inside.
   *
   * @param request a Web-standard `Request` with an unread body, the event of a cloud function, or headers and raw body
   * @throws {WebhookError} says why you must not act on it; `reject(error)` creates the answer
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
   */
  receive(request: ReceivableRequest): Promise<WebhookEvent>
}

/**
 * Receives the notifications of a merchant, or of many at one address. It keeps no state: the same notification can
 * arrive twice, even simultaneously; compare `event.id`.
 *
 * @throws {ConfigError} names the invalid option
 * @example
 * const receiver = createReceiver({ platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key })
 * app.post('/wechatpay', express.raw({ type: '*\/*' }), async (req, res) => {
 *   const event = await receiver.receive({ headers: req.headers, rawBody: req.body })
 *   res.status(204).end()
 * })
 */
export function createReceiver(given: ReceiverOptions): Receiver {
  const options = ownOptions(given)
  checkObject('options', options, OPTIONS)
  assertSources(options)
  const { clock = Date, toleranceSeconds = 300, v2MaxAgeSeconds = V2_MAX_AGE_SECONDS } = options
  const { maxBodyBytes = 1_048_576 } = options
  const only = options.merchants ? undefined : [candidateOf(options)]
  const find = options.merchants && candidatesOf(options.merchants)
  assertPositive('toleranceSeconds', toleranceSeconds)
  assertPositive('v2MaxAgeSeconds', v2MaxAgeSeconds)
  assertPositive('maxBodyBytes', maxBodyBytes)

  const candidatesFor = (request: Request | IncomingWebhook, serial: string) =>
    only ?? find!({ path: pathOf(request), serial })

  /** Tries the key of each possible merchant. */
  async function receiveXml(request: Request | IncomingWebhook): Promise<WebhookEvent> {
    const candidates = (await candidatesFor(request, '')).filter(({ apiV2Key }) => apiV2Key !== undefined)
    if (candidates.length === 0) throw refuse.missingHeader('wechatpay-timestamp', 'text/xml')
    const raw = await rawBodyOf(request, maxBodyBytes)
    const body = typeof raw === 'string' ? utf8(raw) : raw
    if (isEncoded(body)) throw refuse.bodyIsBase64()
    const { openV2Notification } = await import('./v2/notification.ts')
    let failure: unknown
    for (const { apiV2Key, apiV3Key, merchant } of candidates) {
      let event: WebhookEvent
      try {
        event = await openV2Notification(body, {
          apiV2Key: apiV2Key!,
          apiV3Key,
        })
      } catch (error) {
        failure ??= error
        continue
      }
      const mismatch = merchant && partyMismatch(event.resource as Readonly<Record<string, unknown>>, merchant)
      if (!mismatch) return young(event)
      failure = mismatch
    }
    throw failure
  }

  /** Refuses an old APIv2 event, which may be a replay, by the time in its content. */
  function young(event: WebhookEvent): WebhookEvent {
    const { createTime } = event
    const now = clock.now()
    if (createTime === '' || now - Date.parse(createTime) <= v2MaxAgeSeconds * 1000) return event
    throw refuse.tooOld(createTime, now, v2MaxAgeSeconds)
  }

  return {
    async receive(given) {
      const headers = readHeaders(headersOf(requireObject('receive', 'request', given)))
      const request = requestOf(given)
      if (headers.isXml) return receiveXml(request)
      const { timestamp, nonce, serial, signature } = headers.signature()

      if (!/^\d{1,12}$/.test(timestamp)) throw refuse.malformedTimestamp(timestamp)
      const now = Math.floor(clock.now() / 1000)
      if (!(Math.abs(Number(timestamp) - now) < toleranceSeconds)) {
        throw refuse.stale(Number(timestamp), now, toleranceSeconds)
      }

      const candidates = only ?? (await candidatesFor(request, serial))
      const holders = knownHolder(serial, candidates) ?? (await findHolders(serial, candidates))
      if (holders.length === 0)
        throw refuse.unknownSerial(
          serial,
          candidates.length === 0 ? undefined : candidates.flatMap(({ keys }) => keys.serials),
        )

      const read = rawBodyOf(request, maxBodyBytes)
      const body = read instanceof Promise ? await read : read
      const { message, bytes } = signed(timestamp, nonce, body)
      // Merchants may share a certificate; its signature then only shows that the delivery is for one of them.
      const genuine: Candidate[] = []
      for (const { key, candidate } of holders)
        if (await key.verifier.verify(message, signature)) genuine.push(candidate)
      const [first, ...others] = genuine
      if (!first) throw isEncoded(bytes) ? refuse.bodyIsBase64() : refuse.badSignature(serial, bytes.length)
      return openEnvelope(bytes, [first, ...others], jsonOf(body))
    },
  }
}

/** The bytes that a notification's signature covers, and the body's bytes among them. */
function signed(timestamp: string, nonce: string, body: Uint8Array | string) {
  if (typeof body !== 'string') return { message: responseSigningString(timestamp, nonce, body), bytes: body }
  // Encodes a text only once, directly in its place.
  const [head, end] = responseSigningText(timestamp, nonce)
  const message = utf8(head + body + end)
  return { message, bytes: message.subarray(utf8(head).length, -end.length) }
}

/** Half of a surrogate pair has no bytes of its own, so such a text differs from the signed bytes. */
function jsonOf(body: Uint8Array | string): string | undefined {
  return typeof body === 'string' && body.isWellFormed() ? body : undefined
}

interface Holder {
  readonly key: PlatformKey
  readonly candidate: Candidate
}

/** The usual case: one merchant whose key is known. */
function knownHolder(serial: string, candidates: readonly Candidate[]): readonly Holder[] | undefined {
  const [candidate] = candidates
  const key = candidates.length === 1 ? candidate?.keys.find(serial) : undefined
  return key && [{ key, candidate: candidate! }]
}

/** The candidates that know the key, after loading new keys where possible. */
async function findHolders(serial: string, candidates: readonly Candidate[]): Promise<readonly Holder[]> {
  const known = candidates.map(({ keys }) => keys.find(serial))
  const learned = known.every(Boolean)
    ? known
    : await Promise.all(candidates.map(async ({ keys }, at) => known[at] ?? keys.learn(serial)))
  return candidates.flatMap((candidate, at) => {
    const key = learned[at]
    return key ? [{ key, candidate }] : []
  })
}

/** Checks at run time what the types enforce: ignored keys would be noticed only when a delivery arrives. */
function assertSources({ merchants, client, platform, apiV3Key, apiV2Key, privateKey, clock }: ReceiverOptions): void {
  checkAreFunctions({ ...(merchants && { merchants }), ...(clock && { 'clock.now': memberOf(clock, 'now') }) })
  const source = merchants ? 'merchants' : client ? 'client' : undefined
  const beside = { ...(merchants && { client }), platform, apiV3Key, apiV2Key, privateKey }
  const extra = Object.entries(beside).find(([, value]) => value !== undefined)?.[0]
  if (source === undefined || extra === undefined) return
  throw new ConfigError(extra, `${extra}: not beside ${source}, which brings the keys`, {
    hint: { zh: `请二选一：${source} 或 ${extra}`, en: `Give either ${source} or ${extra}.` },
  })
}

function assertPositive(name: string, value: number): void {
  // Neither 0 nor Infinity turns the check off.
  if (Number.isFinite(value) && value > 0) return
  throw new ConfigError(name, `${name}: expected a finite number above 0, received ${describeValue(value)}`, {
    hint: { zh: '请传入大于 0 的数；该检查不能关闭', en: 'Give a number above 0: this check cannot be turned off.' },
  })
}
