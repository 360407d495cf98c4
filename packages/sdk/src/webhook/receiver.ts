import { crypto } from '#crypto'
import type { WechatPayOptions } from '../config/options.ts'
import { KeyMaterialError } from '../crypto/key-material-error.ts'
import { parseApiKey } from '../crypto/key-material.ts'
import { ConfigError } from '../errors/config-error.ts'
import { parsePlatformKeys } from '../platform/parse-platform-keys.ts'
import { responseSigningString } from '../request/signing-string.ts'
import { openEnvelope } from './envelope.ts'
import type { WebhookEvent } from './event.ts'
import { rawBodyOf, signatureHeaders, type IncomingWebhook } from './incoming.ts'
import { refuse } from './refusals.ts'

export interface ReceiverOptions {
  /**
   * WeChat Pay's keys, as the client takes them. While a merchant moves from certificates to the public key,
   * notifications come with either: give both.
   */
  readonly platform: WechatPayOptions['platform']
  /** The APIv3 key, 32 characters. */
  readonly apiV3Key: string
  /** Default: `Date`. */
  readonly clock?: { now(): number }
  /**
   * How far `Wechatpay-Timestamp` may be from `clock`, either way, exclusive; more than 0. Default: 300, as WeChat Pay
   * asks for. What is older could have been recorded and sent again.
   */
  readonly toleranceSeconds?: number
  /** Default: 1 MiB; notifications have a few KiB. */
  readonly maxBodyBytes?: number
}

export interface Receiver {
  /**
   * Verifies and decrypts a notification, in this order: headers, time, key, signature, decryption, shape. Nothing is
   * decrypted or parsed before the signature holds.
   *
   * @param request a Web-standard `Request` with an unread body, or headers and raw body
   * @throws {WebhookError} says why it must not be acted on; `reject(error)` makes the answer
   * @see https://pay.weixin.qq.com/doc/v3/merchant/4013053249
   */
  receive(request: Request | IncomingWebhook): Promise<WebhookEvent>
}

/**
 * Receives the notifications of one merchant. It keeps no state: the same notification can come twice, even at once;
 * `event.id` tells.
 *
 * @throws {ConfigError} names the option that is wrong, and what it is instead
 * @example
 * const receiver = createReceiver({ platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key })
 * app.post('/wechatpay', express.raw({ type: '*\/*' }), async (req, res) => {
 *   const event = await receiver.receive({ headers: req.headers, rawBody: req.body })
 *   res.status(204).end()
 * })
 */
export function createReceiver(options: ReceiverOptions): Receiver {
  const { platform, apiV3Key, clock = Date, toleranceSeconds = 300, maxBodyBytes = 1_048_576 } = options
  const { keys, cipher } = keysOf(platform, apiV3Key)
  assertPositive('toleranceSeconds', toleranceSeconds)
  assertPositive('maxBodyBytes', maxBodyBytes)

  return {
    async receive(request) {
      const { timestamp, nonce, serial, signature } = signatureHeaders(request.headers)

      if (!/^\d{1,12}$/.test(timestamp)) throw refuse.malformedTimestamp(timestamp)
      const now = Math.floor(clock.now() / 1000)
      if (!(Math.abs(Number(timestamp) - now) < toleranceSeconds)) {
        throw refuse.stale(Number(timestamp), now, toleranceSeconds)
      }

      const key = keys.find(serial)
      if (!key) throw refuse.unknownSerial(serial, keys.serials)

      const body = await rawBodyOf(request, maxBodyBytes)
      if (!(await key.verifier.verify(responseSigningString(timestamp, nonce, body), signature))) {
        throw refuse.badSignature(serial, body.length)
      }
      return openEnvelope(body, cipher)
    },
  }
}

function keysOf(platform: WechatPayOptions['platform'], apiV3Key: string) {
  try {
    return { keys: parsePlatformKeys(platform), cipher: crypto.resourceCipher(parseApiKey('apiV3Key', apiV3Key)) }
  } catch (error) {
    if (!(error instanceof KeyMaterialError)) throw error
    throw new ConfigError(error.secret, error.message, { cause: error })
  }
}

function assertPositive(name: string, value: number): void {
  // Neither 0 nor Infinity is a hidden "off".
  if (Number.isFinite(value) && value > 0) return
  throw new ConfigError(name, `${name}: expected a finite number above 0, received ${value}`, {
    hint: { zh: '请传入大于 0 的数；该检查不能关闭', en: 'Give a number above 0: this check cannot be turned off.' },
  })
}
