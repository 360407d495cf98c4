import { checkAreFunctions, checkObject } from '../shared/checks.ts'
import { memberOf } from '../shared/member-of.ts'
import { optionalMember } from '../shared/own-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { describeName, describeValue, nameOrDots } from '../errors/describe-value.ts'
import type { Clock } from '../shared/clock.ts'
import type { ClaimStore, TransactionalClaims } from './claims/claim-store.ts'
import type { Delivery } from './delivery-verdict.ts'
import { factsOf, type KnownWebhookEvent, type V2WebhookEvent, type WebhookEvent } from './event.ts'
import { assertExpectations, type Expectations } from './expectations.ts'
import type { ReceiverOptions } from './receiver.ts'

/** The longest timer, 24 days; a longer one would fire at once. */
const LONGEST_MS = 0x7fff_ffff

type DocumentedEvent = KnownWebhookEvent | V2WebhookEvent

/** The event of one type; types of APIv2 begin with `v2/`. */
export type EventOf<Type extends DocumentedEvent['eventType']> = Extract<DocumentedEvent, { eventType: Type }>

export interface HandlingContext {
  /** Aborts when the time budget has run out, after which WeChat Pay delivers again. */
  readonly signal: AbortSignal
  /**
   * Aborts with a `ClaimError` when the claim was lost while the action runs: another process may handle the
   * notification. Write nothing after that.
   */
  readonly claimLost: AbortSignal
}

/** The context with {@link postgresTransactions}. */
export interface TransactionContext<Transaction> extends HandlingContext {
  /** Writes through it commit together with the claim, or not at all. Await every statement. */
  readonly transaction: Transaction
}

/** The context of an action; it has `transaction` only if the store has transactions. */
export type ContextOf<Transaction> = [Transaction] extends [never] ? HandlingContext : TransactionContext<Transaction>

/**
 * Actions by event type. If an action throws, WeChat Pay delivers again. Its result is ignored, except an answer
 * created with `answerWith`.
 */
export type WebhookActions<Context = HandlingContext> = {
  readonly [Type in DocumentedEvent['eventType']]?: (event: EventOf<Type>, context: Context) => unknown
}

export interface WebhookHandlerOptions<Transaction = never> {
  /** WeChat Pay's keys and the APIv3 key, as for the receiver. */
  readonly keys: ReceiverOptions
  /**
   * Records handled notifications. `memoryClaims`, `postgresClaims` and `redisClaims` are at least once;
   * `postgresTransactions` is exactly once for writes through `context.transaction`.
   */
  readonly store: ClaimStore | TransactionalClaims<Transaction>
  readonly on: WebhookActions<ContextOf<Transaction>>
  /** Handles genuine notifications that have no action in `on`. Default: acknowledge them. */
  readonly otherwise?: ((event: WebhookEvent, context: ContextOf<Transaction>) => unknown) | undefined
  /** Conditions that a notification must meet before its action runs. */
  readonly expect?: Expectations | undefined
  /** Time budget for the answer; WeChat Pay waits five seconds, including both ways. Default: 4000. */
  readonly budgetMs?: number | undefined
  /**
   * How long a claim outlives a dead process. While the action runs, the claim is renewed every third of this time.
   * Stores with transactions ignore it. Default: 5 minutes.
   */
  readonly leaseMs?: number | undefined
  /**
   * How long an action may run before the next delivery may take over, so that a hanging action does not lose the
   * notification. Default: 1 hour.
   */
  readonly maxActionMs?: number | undefined
  /**
   * Called with the result of every delivery, never with its content. The handler does not wait for it. Default: writes
   * troubles (an action that threw or was too slow, a body that is not raw, another merchant's notification) to
   * `console.error`.
   */
  readonly onDelivery?: ((delivery: Delivery) => unknown) | undefined
  /** The clock for the budget, the leases and the pauses between tries at the store. Default: the machine's time. */
  readonly timer?: Clock | undefined
}

const OPTIONS: Readonly<Record<keyof WebhookHandlerOptions, 1>> = {
  keys: 1,
  store: 1,
  on: 1,
  otherwise: 1,
  expect: 1,
  budgetMs: 1,
  leaseMs: 1,
  onDelivery: 1,
  maxActionMs: 1,
  timer: 1,
}

/** Options of a receiver that name its keys. */
const SOURCES = ['client', 'platform', 'merchants']

/**
 * Checks for misspelt options. In JavaScript nobody would otherwise notice that a misspelt event never has its action
 * run.
 */
export function checkOptions<Transaction>(options: WebhookHandlerOptions<Transaction>): void {
  checkObject('options', options, OPTIONS)
  const { keys, store, on, otherwise, onDelivery, timer } = options
  if (!SOURCES.some((source) => Object.hasOwn(keys ?? {}, source))) {
    throw new ConfigError(
      'keys',
      `keys: expected an object with ${SOURCES.join(' or ')}, received ${describeValue(keys)}`,
      {
        hint: {
          zh: '请写成 keys: { client: wxpay }，或 { platform, apiV3Key }',
          en: 'Write keys: { client: wxpay }, or { platform, apiV3Key }.',
        },
      },
    )
  }
  if (!isTransactional(store) && typeof (store as Partial<ClaimStore> | undefined)?.claim !== 'function') {
    throw new ConfigError('store', `store: expected a store of claims, received ${describeValue(store)}`, {
      hint: {
        zh: '单进程用 memoryClaims()，多进程用 postgresClaims 或 redisClaims；与写入同一事务用 postgresTransactions',
        en: 'memoryClaims() for one process, postgresClaims or redisClaims for many, postgresTransactions to commit with what you write.',
      },
    })
  }
  checkAreFunctions({
    ...(timer && { 'timer.now': memberOf(timer, 'now'), 'timer.sleep': memberOf(timer, 'sleep') }),
  })
  if (typeof on !== 'object' || on === null) {
    throw new ConfigError('on', `on: expected an object of functions by event type, received ${describeValue(on)}`)
  }
  for (const [name, action] of Object.entries({
    ...on,
    ...(otherwise && { otherwise }),
    ...(onDelivery && { onDelivery }),
  })) {
    if (typeof action === 'function' || action === undefined) continue
    const field = nameOrDots(name)
    throw new ConfigError(field, `${field}: expected a function, received ${describeValue(action)}`)
  }
  const unknown = Object.keys(on).find((type) => !factsOf(type))
  if (unknown !== undefined) throw noSuchNotification(unknown)
  const types = Object.keys(on).filter((type) => on[type as keyof typeof on] !== undefined)
  if (options.expect !== undefined) assertExpectations(options.expect, types)
}

function noSuchNotification(unknown: string): ConfigError {
  return new ConfigError('on', `on: there is no notification ${describeName(unknown)}`, {
    hint: {
      zh: '请核对通知类型的拼写；文档之外的通知用 otherwise 接收',
      en: 'Is it misspelt? What is not documented comes to `otherwise`.',
    },
  })
}

export function isTransactional<Transaction>(
  store: ClaimStore | TransactionalClaims<Transaction>,
): store is TransactionalClaims<Transaction> {
  if (typeof store !== 'object' || store === null) return false
  return typeof optionalMember(store as TransactionalClaims<Transaction>, 'inTransaction') === 'function'
}

export function readDuration(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (Number.isFinite(value) && value > 0 && value <= LONGEST_MS) return value
  const most = value > LONGEST_MS ? `, at most ${LONGEST_MS}` : ''
  throw new ConfigError(
    name,
    `${name}: expected a finite number of milliseconds above 0${most}, received ${describeValue(value)}`,
    {
      hint: { zh: '单位为毫秒，须大于 0', en: 'It is in milliseconds.' },
    },
  )
}
