import type { WechatPayOptions } from '../config/options.ts'
import { describeValue } from '../errors/describe-value.ts'
import { RequestError } from '../errors/request-error.ts'
import type { WebhookEvents } from '../generated/webhooks.ts'
import { isV2Type, type V2WebhookEvent } from '../webhook/event.ts'
import type { EventOf } from '../webhook/handler-options.ts'
import type { ReceiverOptions } from '../webhook/receiver.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import { makeDelivery, type NotificationOptions, type TestDelivery } from './signed-notification.ts'
import { makeResponse, type SignedResponseOptions } from './signed-response.ts'
import { makeV2Delivery, makeV2Response, type SignedV2ResponseOptions } from './signed-v2.ts'
import { testClock, type TestClock } from './test-clock.ts'
import { makeTestKeys, openTestKeys, type TestKeys } from './test-keys.ts'
import { TEST_CERTIFICATE_SERIAL, TEST_MCHID } from './test-merchant.ts'

/** The content of a notification, with only the fields that the code under test reads. */
export type TestResource<Type extends string> = Type extends keyof WebhookEvents
  ? Partial<WebhookEvents[Type]>
  : Type extends V2WebhookEvent['eventType']
    ? Partial<EventOf<Type>['resource']>
    : object

/** WeChat Pay's side of calls and notifications in a test. */
export interface TestPlatform {
  /** Options for a receiver or handler under test. They include `clock`. */
  readonly keys: ReceiverOptions
  /**
   * Options for a client under test: temporary keys of merchant 1900000109, and `clock`, so that retries do not wait.
   * The client calls WeChat Pay's own host: add a `fetch`, or intercept that host.
   *
   * @example
   * const wxpay = new WechatPay({ ...client, fetch: () => signedResponse({ code_url: 'weixin://wxpay/bizpayurl?pr=1' }) })
   */
  readonly client: WechatPayOptions
  /** A clock that moves only when the test advances it. It determines the time of all signatures. */
  readonly clock: TestClock
  /** Keys for another process: its test platform needs the private key, its receiver the rest. */
  readonly testKeys: TestKeys
  /**
   * Creates a delivery that only WeChat Pay could have signed, or one with a defect.
   *
   * @param eventType a documented or a new type; `v2/…` creates the XML of APIv2
   * @param resource the decrypted content, with only the fields that the code under test reads. Pass fields that WeChat
   *   Pay encrypts again (`phone_number` of `MEMBERCARD.ACCEPT_CARD`) in plaintext; they are encrypted here
   * @throws {RequestError} the defect is unknown, or the APIv2 fields belong to another notification
   */
  readonly signedNotification: <Type extends string>(
    eventType: Type,
    resource: TestResource<Type>,
    options?: NotificationOptions,
  ) => Promise<TestDelivery>
  /**
   * Creates an answer that only WeChat Pay could have signed, or one with a defect. Every call creates a new one,
   * because a body can be read only once.
   *
   * @param body the data of the answer; a text is sent unchanged; undefined for 204
   * @throws {RequestError} the defect is unknown
   * @example
   * signedResponse({ code: 'ORDER_NOT_EXIST', message: '订单不存在' }, { status: 404 })
   */
  readonly signedResponse: (body?: object | string, options?: SignedResponseOptions) => Promise<Response>
  /**
   * Creates a signed XML answer of APIv2. By default `return_code` and `result_code` are SUCCESS and the merchant is
   * included. With `return_code` FAIL the answer is unsigned.
   *
   * @throws {RequestError} the defect is unknown, or a value is invalid
   * @example
   * signedV2Response({ prepay_id: 'wx2026' })
   * signedV2Response({ result_code: 'FAIL', err_code: 'ORDERPAID', err_code_des: '该订单已支付' })
   */
  readonly signedV2Response: (fields: object, options?: SignedV2ResponseOptions) => Promise<Response>
}

/**
 * Creates temporary keys and a clock that stands still. Works with any test runner in any runtime, without network or
 * sandbox. Creating keys takes a tenth of a second, so call it once per test file.
 *
 * @param options keys of an earlier platform, or your own clock
 * @example
 * const { keys, signedNotification } = await testPlatform()
 * const handler = createWebhookHandler({ keys, store: memoryClaims(), on })
 * const paid = await signedNotification('PAYSCORE.USER_PAID', { out_order_no: 'PB1', total_amount: 1050 })
 * expect((await handler.handle(paid)).status).toBe(204)
 * expect((await handler.handle(await paid.again())).status).toBe(204) // acted on once
 * @example
 * const { client, signedResponse } = await testPlatform()
 * const wxpay = new WechatPay({ ...client, fetch: () => signedResponse({ code_url: 'weixin://wxpay/bizpayurl?pr=1' }) })
 */
export async function testPlatform(
  options: { readonly keys?: TestKeys; readonly clock?: TestClock } = {},
): Promise<TestPlatform> {
  const { keys, clock = testClock() } = ownOptions(requireObject('testPlatform', 'options', options))
  const testKeys = keys ?? (await makeTestKeys())
  const { publicKeyId, publicKey, apiV3Key, apiV2Key } = testKeys
  const { privateKey } = ownOptions(requireObject('testPlatform', 'keys.merchant', testKeys.merchant))
  const platform = { publicKeys: { [publicKeyId]: publicKey } }
  const open = openTestKeys(testKeys)
  return {
    keys: { platform, apiV3Key, apiV2Key, privateKey, clock },
    client: {
      mchid: TEST_MCHID,
      merchant: { privateKey, certificateSerial: TEST_CERTIFICATE_SERIAL },
      platform,
      apiV3Key,
      apiV2Key,
      clock,
    },
    clock,
    testKeys,
    signedNotification: (eventType: string, resource: object, more?: NotificationOptions) =>
      isV2Type(readType(eventType))
        ? makeV2Delivery(open, eventType.slice('v2/'.length), resource, more)
        : makeDelivery(open, () => clock.now(), eventType, resource, more),
    signedResponse: (body, more) => makeResponse(open, clock.now(), body, more),
    signedV2Response: (fields, more) => makeV2Response(open, fields, more),
  }
}

function readType(eventType: unknown): string {
  if (typeof eventType === 'string') return eventType
  throw new RequestError(
    'eventType',
    `signedNotification: eventType: expected a text such as PAYSCORE.USER_PAID, received ${describeValue(eventType)}`,
  )
}
