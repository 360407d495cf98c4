import type { WebhookEvents } from '../generated/webhooks.ts'
import type { ReceiverOptions } from '../webhook/receiver.ts'
import { ownOptions } from '../config/own-options.ts'
import { objectGiven } from '../request/object-given.ts'
import { makeDelivery, type NotificationOptions, type TestDelivery } from './signed-notification.ts'
import { testClock, type TestClock } from './test-clock.ts'
import { makeTestKeys, type TestKeys } from './test-keys.ts'

/** WeChat Pay's side of the notifications, in a test. */
export interface TestPlatform {
  /** What a receiver or a handler of the code under test is made with. The clock in it is `clock`. */
  readonly keys: ReceiverOptions
  /** Stands still; everything signed here is signed by it. */
  readonly clock: TestClock
  /** For what runs in another process: the private key belongs to a test platform there, the rest to its receiver. */
  readonly testKeys: TestKeys
  /**
   * A delivery that only WeChat Pay could have made, or one with a defect.
   *
   * @param eventType one of the documented ones, or a new one
   * @param resource the decrypted content; as much of it as the code under test looks at. Fields that WeChat Pay
   *   encrypts once more (`phone_number` of `MEMBERCARD.ACCEPT_CARD`) are given in the clear and encrypted here
   */
  readonly signedNotification: <Type extends string>(
    eventType: Type,
    resource: Type extends keyof WebhookEvents ? Partial<WebhookEvents[Type]> : object,
    options?: NotificationOptions,
  ) => Promise<TestDelivery>
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
 */
export async function testPlatform(
  options: { readonly keys?: TestKeys; readonly clock?: TestClock } = {},
): Promise<TestPlatform> {
  const { keys, clock = testClock() } = ownOptions(objectGiven('testPlatform', 'options', options))
  const testKeys = keys ?? (await makeTestKeys())
  const { publicKeyId, publicKey, apiV3Key } = testKeys
  const merchant = ownOptions(objectGiven('testPlatform', 'keys.merchant', testKeys.merchant))
  return {
    keys: {
      platform: { publicKeys: { [publicKeyId]: publicKey } },
      apiV3Key,
      privateKey: merchant.privateKey,
      clock,
    },
    clock,
    testKeys,
    signedNotification: (eventType: string, resource: object, more?: NotificationOptions) =>
      makeDelivery(testKeys, () => clock.now(), eventType, resource, more),
  }
}
