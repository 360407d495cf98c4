import { checkObject } from '../shared/checks.ts'
import { ConfigError } from '../errors/config-error.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { describeValue } from '../errors/describe-value.ts'
import { factsOf, type WebhookEvent } from './event.ts'
import { refuse } from './refusals.ts'
import { amountOf, appOf, merchantOf, PARTY_FIELDS, subAppOf, subMerchantOf } from './resource-fields.ts'

/** Your own numbers; or a function that returns those an event must name, or undefined if it need not name any. */
export type Expected =
  | string
  | readonly string[]
  | ((event: WebhookEvent) => string | readonly string[] | undefined | Promise<string | readonly string[] | undefined>)

/**
 * Conditions that a genuine notification must meet before its action runs. A notification without the expected field is
 * refused too, and the message names that field. Events of unknown types are compared by the fields that they have.
 *
 * @example
 * expect: {
 *   mchid: '1900000109',
 *   // Refunds name no app.
 *   appid: ({ eventType }) => (eventType === 'REFUND.SUCCESS' ? undefined : 'wxd678efh567hg6787'),
 *   amount: (event) => books.amountOf(event),
 * }
 */
export interface Expectations {
  /** Your merchant numbers: `mchid`, `sp_mchid`, `sub_mchid`, `combine_mchid`, or their names in APIv2. */
  readonly mchid?: Expected
  /** Your appids: `appid`, `sp_appid`, `sub_appid`, `combine_appid`. */
  readonly appid?: Expected
  /**
   * Returns the expected amount of the order in fen, from your own books.
   *
   * @returns undefined for events without an amount, and to accept any amount
   */
  amount?(event: WebhookEvent): number | undefined | Promise<number | undefined>
}

type Json = Readonly<Record<string, unknown>>

const EXPECTATIONS: Readonly<Record<keyof Expectations, 1>> = { mchid: 1, appid: 1, amount: 1 }

/**
 * Checks that expectations are set, because an unset environment variable must not turn a comparison off, and that they
 * can be met, because an event that never names a merchant would always be refused.
 *
 * @param types types of the events with an action
 * @throws {ConfigError} names the unset or impossible expectation
 */
export function assertExpectations(expect: Expectations, types: readonly string[]): void {
  checkObject('expect', expect, EXPECTATIONS)
  for (const name of ['mchid', 'appid'] as const) {
    if (!Object.hasOwn(expect, name)) continue
    const expected: unknown = expect[name]
    if (typeof expected === 'function') continue
    const numbers: unknown[] = [expected].flat()
    if (numbers.length === 0 || !numbers.every((one) => typeof one === 'string' && one !== '')) {
      throw new ConfigError(
        `expect.${name}`,
        `expect.${name}: expected one or more of yours, or a function, received ${describeValue(expected)}`,
        {
          hint: {
            zh: '是不是环境变量没有设置？不比对就不要写这一项',
            en: 'Is an environment variable not set? Leave the option out to compare nothing.',
          },
        },
      )
    }
    const silent = types.filter((type) => !namesParty(type, name))
    if (silent.length > 0) throw cannotBeCompared(name, silent)
  }
  const amount: unknown = Reflect.get(expect, 'amount')
  if (amount === undefined || typeof amount === 'function') return
  throw new ConfigError('expect.amount', `expect.amount: expected a function, received ${describeValue(amount)}`)
}

function namesParty(type: string, name: 'mchid' | 'appid'): boolean {
  return factsOf(type)?.parties?.some((field) => PARTY_FIELDS[name].includes(field)) ?? false
}

function cannotBeCompared(name: 'mchid' | 'appid', types: readonly string[]): ConfigError {
  const list = types.map((type) => `'${type}'`).join(', ')
  return new ConfigError(
    `expect.${name}`,
    `expect.${name}: ${types.join(', ')} ${types.length === 1 ? 'names' : 'name'} no ${name}, so every one would be refused`,
    {
      hint: {
        zh: `这些通知没有 ${name}：请改用函数，对它们返回 undefined：${name}: ({ eventType }) => [${list}].includes(String(eventType)) ? undefined : …`,
        en: `Give a function that returns undefined for them: ${name}: ({ eventType }) => [${list}].includes(String(eventType)) ? undefined : …`,
      },
    },
  )
}

/** @throws {WebhookError} `not-yours` or `wrong-amount`, before any action runs */
export async function checkExpectations(event: WebhookEvent, expect: Expectations): Promise<void> {
  const resource = event.resource as Json
  await compare('mchid', event, expect.mchid, [merchantOf(resource), subMerchantOf(resource)])
  await compare('appid', event, expect.appid, [appOf(resource), subAppOf(resource)])
  const expected = await expect.amount?.(event)
  if (expected === undefined) return
  const amount = amountOf(resource)
  if (amount === expected) return
  if (amount === undefined) throw refuse.unnamed('amount')
  throw new WebhookError(
    'wrong-amount',
    `genuine, but it is about ${describeValue(amount)} fen; ${describeValue(expected)} fen were expected`,
    {
      hint: {
        zh: '请勿发货：核对订单金额，或订单号是否被别的订单复用',
        en: 'Do not deliver: compare the order, and whether its number was used for another one.',
      },
    },
  )
}

/** One of the named numbers must be ours: the partner's own or the sub-merchant's. */
async function compare(
  name: 'mchid' | 'appid',
  event: WebhookEvent,
  expected: Expected | undefined,
  named: readonly (string | undefined)[],
): Promise<void> {
  const ours = typeof expected === 'function' ? await expected(event) : expected
  if (ours === undefined) return
  const known = named.filter((value) => value !== undefined)
  const accepted = typeof ours === 'string' ? [ours] : ours
  if (known.some((value) => accepted.includes(value))) return
  if (known.length > 0) throw refuse.notYours(name, known, accepted)
  if (event.known) throw refuse.unnamed(name)
}
