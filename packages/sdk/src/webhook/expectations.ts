import { checkObject } from '../config/checks.ts'
import { ConfigError } from '../errors/config-error.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import type { WebhookEvent } from './event.ts'
import { refuse } from './refusals.ts'
import { amountOf, appOf, merchantOf, subAppOf, subMerchantOf } from './told.ts'

/** What a genuine notification must agree with before it is acted on. What it does not say is not compared. */
export interface Expectations {
  /** The merchant numbers that are yours: `mchid`, `sp_mchid`, `sub_mchid`, `combine_mchid`. */
  readonly mchid?: string | readonly string[]
  /** The appids that are yours: `appid`, `sp_appid`, `sub_appid`, `combine_appid`. */
  readonly appid?: string | readonly string[]
  /**
   * What the order should come to, in fen, from your own books.
   *
   * @returns undefined to let any amount pass
   */
  amount?(event: WebhookEvent): number | undefined | Promise<number | undefined>
}

type Json = Readonly<Record<string, unknown>>

const EXPECTATIONS: Readonly<Record<keyof Expectations, true>> = { mchid: true, appid: true, amount: true }

/**
 * What is expected must be there: an environment variable that is not set must not turn a comparison off.
 *
 * @throws {ConfigError} names what is not
 */
export function assertExpectations(expect: Expectations): void {
  checkObject('expect', expect, EXPECTATIONS)
  for (const name of ['mchid', 'appid'] as const) {
    if (!Object.hasOwn(expect, name)) continue
    const numbers: unknown[] = [expect[name]].flat()
    if (numbers.length > 0 && numbers.every((one) => typeof one === 'string' && one !== '')) continue
    throw new ConfigError(
      `expect.${name}`,
      `expect.${name}: expected one or more of yours, received ${describeValue(expect[name])}`,
      {
        hint: {
          zh: '是不是环境变量没有设置？不比对就不要写这一项',
          en: 'Is an environment variable not set? Leave the option out to compare nothing.',
        },
      },
    )
  }
  const amount: unknown = Reflect.get(expect, 'amount')
  if (amount === undefined || typeof amount === 'function') return
  throw new ConfigError('expect.amount', `expect.amount: expected a function, received ${describeValue(amount)}`)
}

/** @throws {WebhookError} `not-yours` or `wrong-amount`; nothing has been run then */
export async function checkExpectations(event: WebhookEvent, expect: Expectations): Promise<void> {
  const resource = event.resource as Json
  compare('mchid', expect.mchid, [merchantOf(resource), subMerchantOf(resource)])
  compare('appid', expect.appid, [appOf(resource), subAppOf(resource)])
  const expected = await expect.amount?.(event)
  const told = amountOf(resource)
  if (expected === undefined || told === undefined || told === expected) return
  throw new WebhookError(
    'wrong-amount',
    `genuine, but it is about ${describeValue(told)} fen; ${describeValue(expected)} fen were expected`,
    {
      hint: {
        zh: '请勿发货：核对订单金额，或订单号是否被别的订单复用',
        en: 'Do not deliver: compare the order, and whether its number was used for another one.',
      },
    },
  )
}

/** One of them has to be ours: a partner's own number beside a sub-merchant's, or the other way round. */
function compare(
  name: string,
  ours: string | readonly string[] | undefined,
  told: readonly (string | undefined)[],
): void {
  if (ours === undefined) return
  const known = told.filter((value) => value !== undefined)
  const accepted = typeof ours === 'string' ? [ours] : ours
  if (known.length === 0 || known.some((value) => accepted.includes(value))) return
  throw refuse.notYours(name, known, accepted)
}
