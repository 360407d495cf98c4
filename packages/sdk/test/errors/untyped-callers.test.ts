import { describe, expect, test } from 'vitest'
import * as bills from '../../src/bills/index.ts'
import { ConfigError } from '../../src/errors/config-error.ts'
import { WechatPayError } from '../../src/errors/wechatpay-error.ts'
import * as main from '../../src/index.ts'
import * as launch from '../../src/launch/index.ts'
import * as merchants from '../../src/merchants/index.ts'
import * as payments from '../../src/payments/index.ts'
import * as payscore from '../../src/payscore/index.ts'
import * as blocking from '../../src/sync/index.ts'
import * as testing from '../../src/testing/index.ts'
import * as v2 from '../../src/v2/index.ts'
import * as webhook from '../../src/webhook/index.ts'

type Anything = (...given: unknown[]) => unknown

const entries = { main, bills, launch, merchants, payments, payscore, sync: blocking, testing, v2, webhook }
const wxpay = { wxpay: 'no client' }
const values = [undefined, null, 42, 'x', {}, [], () => undefined]
/** Classes that only the package constructs, and answers that never throw. */
const NOT_CALLED = new Set([
  'Bill',
  'DownloadedFile',
  'webhookResponse',
  'acknowledge',
  'reject',
  'asXml',
  'answerWith',
  'postgresClaims',
  'redisClaims',
])

const functions = Object.entries(entries).flatMap(([entry, module]) =>
  Object.entries(module as Readonly<Record<string, unknown>>)
    .filter(([name, value]) => typeof value === 'function' && !name.endsWith('Error') && !NOT_CALLED.has(name))
    .map(([name, value]) => [`${entry}: ${name}`, value as Anything] as const),
)

describe('a caller without types is told what is wrong', () => {
  test.each(functions)('%s', async (_name, call) => {
    const tripped: unknown[] = []
    const constructs = /^class\b/.test(Function.prototype.toString.call(call))
    for (const value of values) {
      for (const given of [[value], [wxpay, value]]) {
        try {
          await (constructs ? new (call as unknown as new (...given: unknown[]) => unknown)(...given) : call(...given))
        } catch (error) {
          if (!isOurs(error)) tripped.push(error)
        }
      }
    }
    expect(tripped).toEqual([])
  })
})

/** Whether an error is one of this package or of its key parser, and never a TypeError of the engine. */
function isOurs(error: unknown): boolean {
  return error instanceof WechatPayError || (error instanceof Error && error.name === 'KeyMaterialError')
}

describe('a webhook handler', () => {
  const keys = { platform: { publicKeys: {} }, apiV3Key: 'a'.repeat(32) }
  const create = webhook.createWebhookHandler as Anything

  test.each<readonly [string, object, string]>([
    ['a store that is none', { keys, on: {}, store: {} }, 'store: expected a store of claims'],
    ['no actions', { keys, store: webhook.memoryClaims() }, 'on: expected an object of functions'],
    [
      'an action that is none',
      { keys, store: webhook.memoryClaims(), on: { 'PAYSCORE.USER_PAID': 1 } },
      'PAYSCORE.USER_PAID: expected a function',
    ],
    [
      'a notification that there is not',
      { keys, store: webhook.memoryClaims(), on: { 'PAYSCORE.USER_PAYED': () => 1 } },
      'on: there is no notification "PAYSCORE.USER_PAYED"',
    ],
    [
      'a notification of APIv2 that there is not',
      { keys, store: webhook.memoryClaims(), on: { 'v2/refund-procesed': () => 1 } },
      'on: there is no notification "v2/refund-procesed"',
    ],
    [
      'an expectation that there is not',
      { keys, store: webhook.memoryClaims(), on: {}, expect: { mchId: '1900000109' } },
      'expect: there is no option "mchId"',
    ],
    ...[undefined, '', [], ['1900000109', undefined], 1900000109].map(
      (mchid) =>
        [
          `an expectation of ${JSON.stringify(mchid)}`,
          { keys, store: webhook.memoryClaims(), on: {}, expect: { mchid } },
          'expect.mchid: expected one or more of yours',
        ] as const,
    ),
    [
      'an amount that is not asked for',
      { keys, store: webhook.memoryClaims(), on: {}, expect: { amount: 1050 } },
      'expect.amount: expected a function, received 1050',
    ],
    [
      'an option that there is not',
      { keys, store: webhook.memoryClaims(), on: {}, onDelivry: 1 },
      'there is no option "onDelivry"',
    ],
    [
      'merchants that cannot be looked up',
      { keys: { merchants: [keys] }, store: webhook.memoryClaims(), on: {} },
      'merchants: expected a function',
    ],
    [
      'a clock that tells nothing',
      { keys: { ...keys, clock: {} }, store: webhook.memoryClaims(), on: {} },
      'clock.now: expected a function',
    ],
    [
      'keys from two places',
      { keys: { ...keys, merchants: () => keys }, store: webhook.memoryClaims(), on: {} },
      'platform: not beside merchants, which brings the keys',
    ],
    [
      'keys that are none',
      { keys: {}, store: webhook.memoryClaims(), on: {} },
      'platform: expected an object, received nothing',
    ],
  ])('with %s', (_name, options, message) => {
    expect(() => create(options)).toThrow(ConfigError)
    expect(() => create(options)).toThrow(message)
  })
})
