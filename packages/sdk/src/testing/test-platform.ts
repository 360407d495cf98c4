import type { WechatPayOptions } from '../config/options.ts'
import type { WebhookEvents } from '../generated/webhooks.ts'
import type { V2WebhookEvent } from '../webhook/event.ts'
import type { EventOf } from '../webhook/handler-options.ts'
import type { ReceiverOptions } from '../webhook/receiver.ts'
import { ownOptions } from '../config/own-options.ts'
import { objectGiven } from '../request/object-given.ts'
import { makeDelivery, type NotificationOptions, type TestDelivery } from './signed-notification.ts'
import { makeResponse, type SignedResponseOptions } from './signed-response.ts'
import { makeV2Delivery, makeV2Response, type SignedV2ResponseOptions } from './signed-v2.ts'
import { testClock, type TestClock } from './test-clock.ts'
import { makeTestKeys, openTestKeys, type TestKeys } from './test-keys.ts'
import { TEST_CERTIFICATE_SERIAL, TEST_MCHID } from './test-merchant.ts'

/** The content of a notification: as much of it as the code under test looks at. */
export type TestResource<Type extends string> = Type extends keyof WebhookEvents
  ? Partial<WebhookEvents[Type]>
  : Type extends V2WebhookEvent['eventType']
    ? Partial<EventOf<Type>['resource']>
    : object

/** WeChat Pay's side of calls and notifications, in a test. */
export interface TestPlatform {
  /** What a receiver or a handler of the code under test is made with. The clock in it is `clock`. */
  readonly keys: ReceiverOptions
  /**
   * What a client of the code under test is made with: throw-away keys of merchant 1900000109. The clock in it is `clock`,
   * so retries do not wait. It calls WeChat Pay's own host: give a `fetch` beside it, or intercept that host.
   *
   * @example
   * const wxpay = new WechatPay({ ...client, fetch: () => signedResponse({ code_url: 'weixin://wxpay/bizpayurl?pr=1' }) })
   */
  readonly client: WechatPayOptions
  /** Stands still; everything signed here is signed by it. */
  readonly clock: TestClock
  /** For what runs in another process: the private key belongs to a test platform there, the rest to its receiver. */
  readonly testKeys: TestKeys
  /**
   * A delivery that only WeChat Pay could have made, or one with a defect.
   *
   * @param eventType one of the documented ones, or a new one; `v2/…` makes the XML of APIv2
   * @param resource the decrypted content; as much of it as the code under test looks at. Fields that WeChat Pay
   *   encrypts once more (`phone_number` of `MEMBERCARD.ACCEPT_CARD`) are given in the clear and encrypted here
   * @throws {RequestError} a defect that there is none of, or fields of APIv2 that are not told as this notification
   */
  readonly signedNotification: <Type extends string>(
    eventType: Type,
    resource: TestResource<Type>,
    options?: NotificationOptions,
  ) => Promise<TestDelivery>
  /**
   * An answer that only WeChat Pay could have given, or one with a defect. Made anew for each call: a body is read once.
   *
   * @param body the data of the answer; a text is sent as it is; nothing for 204
   * @throws {RequestError} a defect that there is none of
   * @example
   * signedResponse({ code: 'ORDER_NOT_EXIST', message: '订单不存在' }, { status: 404 })
   */
  readonly signedResponse: (body?: object | string, options?: SignedResponseOptions) => Promise<Response>
  /**
   * An answer of APIv2: XML, signed. `return_code` and `result_code` are SUCCESS and the merchant is there unless the
   * fields say otherwise; where `return_code` is FAIL there is no signature.
   *
   * @throws {RequestError} a defect that there is none of, or a value that no field can have
   * @example
   * signedV2Response({ prepay_id: 'wx2026' })
   * signedV2Response({ result_code: 'FAIL', err_code: 'ORDERPAID', err_code_des: '该订单已支付' })
   */
  readonly signedV2Response: (fields: object, options?: SignedV2ResponseOptions) => Promise<Response>
}

/**
 * Makes throw-away keys and a clock that stands still. Works with any test runner and in any runtime, without network
 * and without a sandbox. Keys take a tenth of a second to make: once for a test file is enough.
 *
 * @param options keys of an earlier platform, or a clock of your own
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
  const { keys, clock = testClock() } = ownOptions(objectGiven('testPlatform', 'options', options))
  const testKeys = keys ?? (await makeTestKeys())
  const { publicKeyId, publicKey, apiV3Key, apiV2Key } = testKeys
  const { privateKey } = ownOptions(objectGiven('testPlatform', 'keys.merchant', testKeys.merchant))
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
      eventType.startsWith('v2/')
        ? makeV2Delivery(open, eventType.slice('v2/'.length), resource, more)
        : makeDelivery(open, () => clock.now(), eventType, resource, more),
    signedResponse: (body, more) => makeResponse(open, clock.now(), body, more),
    signedV2Response: (fields, more) => makeV2Response(open, fields, more),
  }
}
