import { checkObject } from '../config/checks.ts'
import { ownOptions } from '../config/own-options.ts'
import { ConfigError } from '../errors/config-error.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { describeName, describeValue, nameOrDots } from '../errors/describe-value.ts'
import { tellListener } from '../request/tell-listener.ts'
import { REMEMBER_MS, type ClaimStore } from './claims/claim-store.ts'
import type { Delivery, DeliveryVerdict } from './delivery-verdict.ts'
import { factsOf, type KnownWebhookEvent, type V2WebhookEvent, type WebhookEvent } from './event.ts'
import { assertExpectations, checkExpectations, type Expectations } from './expectations.ts'
import { isXml, type IncomingWebhook } from './incoming.ts'
import { createReceiver, V2_MAX_AGE_SECONDS, type ReceiverOptions } from './receiver.ts'
import { acknowledge, asXml, reject, replyOf, type WebhookReply } from './reply.ts'
import { actedOn } from './acted-on.ts'

const DAY_MS = 24 * 3_600_000

type DocumentedEvent = KnownWebhookEvent | V2WebhookEvent

/** The event of one type; those of APIv2 are called `v2/…`. */
export type EventOf<Type extends DocumentedEvent['eventType']> = Extract<DocumentedEvent, { eventType: Type }>

export interface HandlingContext {
  /** Aborts when the budget is spent: WeChat Pay has been told to deliver again. */
  readonly signal: AbortSignal
}

/**
 * What to do on each event. What it throws lets WeChat Pay deliver again; what it returns is ignored, but for an answer
 * made with `answerWith`.
 */
export type WebhookActions = {
  readonly [Type in DocumentedEvent['eventType']]?: (event: EventOf<Type>, context: HandlingContext) => unknown
}

export interface WebhookHandlerOptions {
  /** WeChat Pay's keys and the APIv3 key; as the receiver takes them. */
  readonly keys: ReceiverOptions
  /** Remembers what has been acted on. */
  readonly store: ClaimStore
  readonly on: WebhookActions
  /** Genuine notifications that `on` has nothing for. Default: acknowledged, nothing else. */
  readonly otherwise?: (event: WebhookEvent, context: HandlingContext) => unknown
  /** What a notification must agree with before it is acted on. */
  readonly expect?: Expectations
  /** WeChat Pay waits five seconds, the way there and back included. Default: 4000. */
  readonly budgetMs?: number
  /** How long a process may take over one notification before another may try. Default: 5 minutes. */
  readonly leaseMs?: number
  /** Hears of every delivery and what became of it; never of its content. Not waited for. */
  readonly onDelivery?: (delivery: Delivery) => unknown
}

/** Everything between the bytes of a delivery and the answer to it. */
export interface WebhookHandler {
  /**
   * @param request headers and raw body, or a Web-standard `Request` with an unread body
   * @returns the answer to send; never throws
   */
  handle(request: Request | IncomingWebhook): Promise<WebhookReply>
  /** The same for Web-standard servers. */
  fetch(request: Request): Promise<Response>
}

/**
 * A whole endpoint: verify → compare → claim → run → answer. The business code of a notification runs once, in however
 * many processes and however often it is delivered; when it throws, the answer asks WeChat Pay to deliver again.
 *
 * @throws {ConfigError} names the option that is wrong
 * @example
 * const wechatpay = createWebhookHandler({
 *   keys: { platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key },
 *   store: postgresClaims(pool),
 *   on: { 'PAYSCORE.USER_PAID': async (event) => orders.settle(event.resource.out_order_no) },
 * })
 * app.post('/wechatpay', (c) => wechatpay.fetch(c.req.raw))
 */
export function createWebhookHandler(given: WebhookHandlerOptions): WebhookHandler {
  const options = ownOptions(given, { on: {}, expect: {}, keys: {} })
  checkOptions(options)
  const { store, on, otherwise, expect } = options
  const receiver = createReceiver(options.keys)
  const clock = options.keys.clock ?? Date
  const budgetMs = positive('budgetMs', options.budgetMs, 4_000)
  const leaseMs = positive('leaseMs', options.leaseMs, 300_000)

  /** Longer than a replay of it is accepted. */
  function rememberMs({ version }: WebhookEvent): number | undefined {
    if (version === 'v3') return undefined
    return Math.max(REMEMBER_MS, (options.keys.v2MaxAgeSeconds ?? V2_MAX_AGE_SECONDS) * 1000 + DAY_MS)
  }

  async function verdictOn(
    request: Request | IncomingWebhook,
    seen: { event?: WebhookEvent },
    signal: AbortSignal,
  ): Promise<Outcome> {
    const event = await receiver.receive(request)
    seen.event = event
    const action = (event.known ? (on[event.eventType] as AnyAction | undefined) : undefined) ?? otherwise
    if (!action) return { verdict: 'ignored', reply: acknowledge() }
    if (expect) await checkExpectations(event, expect)
    const claim = await store.claim(actedOn(event), leaseMs, rememberMs(event))
    if (claim.state === 'done') return { verdict: 'duplicate', reply: acknowledge() }
    if (claim.state === 'running') return { verdict: 'running', reply: reject(undefined) }
    const value = await run(() => action(event, { signal }), claim)
    await claim.done()
    return { verdict: 'done', reply: replyOf(value) }
  }

  async function handle(request: Request | IncomingWebhook): Promise<WebhookReply> {
    const startedAt = clock.now()
    const seen: { event?: WebhookEvent } = {}
    let late = false
    const xml = isXml((request as IncomingWebhook | undefined)?.headers)
    const tell = ({ verdict, reply: meant, error }: Outcome): WebhookReply => {
      const reply = xml ? asXml(meant) : meant
      tellListener('onDelivery', options.onDelivery, {
        verdict,
        late,
        status: reply.status,
        durationMs: clock.now() - startedAt,
        id: seen.event?.id,
        eventType: seen.event && String(seen.event.eventType),
        reason: error instanceof WebhookError ? error.reason : undefined,
        error,
      })
      return reply
    }
    const budget = new Budget(budgetMs)
    const work = verdictOn(request, seen, budget.signal)
      .catch((error: unknown): Outcome => ({
        verdict: error instanceof WebhookError ? 'refused' : 'failed',
        reply: reject(error),
        error,
      }))
      .then(tell)
    const tooSlow = budget.spent.then(() => {
      const reply = tell({ verdict: 'too-slow', reply: reject(undefined) })
      late = true
      return reply
    })
    return Promise.race([work, tooSlow]).finally(() => budget.close())
  }

  return {
    handle,
    fetch: async (request) => {
      const reply = await handle(request)
      return new Response(reply.body, reply)
    },
  }
}

type AnyAction = (event: WebhookEvent, context: HandlingContext) => unknown

interface Outcome {
  readonly verdict: DeliveryVerdict
  readonly reply: WebhookReply
  readonly error?: unknown
}

const OPTIONS: Readonly<Record<keyof WebhookHandlerOptions, true>> = {
  keys: true,
  store: true,
  on: true,
  otherwise: true,
  expect: true,
  budgetMs: true,
  leaseMs: true,
  onDelivery: true,
}

/** In JavaScript nobody else would notice that a notification is never acted on, because its name is misspelt. */
function checkOptions(options: WebhookHandlerOptions): void {
  checkObject('options', options, OPTIONS)
  const { store, on, otherwise, onDelivery } = options
  if (typeof (store as Partial<ClaimStore> | undefined)?.claim !== 'function') {
    throw new ConfigError('store', `store: expected a store of claims, received ${describeValue(store)}`, {
      hint: {
        zh: '单进程用 memoryClaims()，多进程用 postgresClaims 或 redisClaims',
        en: 'memoryClaims() for one process, postgresClaims or redisClaims for many.',
      },
    })
  }
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
  const types = Object.keys(on).filter((type) => on[type as keyof WebhookActions] !== undefined)
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

/** What failed may be tried again at once. */
async function run(action: () => unknown, claim: { release(): Promise<void> }): Promise<unknown> {
  try {
    return await action()
  } catch (error) {
    await claim.release().catch((second: unknown) => {
      throw new AggregateError([error, second], 'the action failed, and so did the store when it was to be told', {
        cause: error,
      })
    })
    throw error
  }
}

/** So much time from now on; until it is closed, after which it is never spent. */
class Budget {
  readonly spent: Promise<void>
  readonly #controller = new AbortController()
  #timer: ReturnType<typeof setTimeout> | undefined

  constructor(ms: number) {
    this.spent = new Promise((resolve) => {
      this.#timer = setTimeout(() => {
        this.#controller.abort(new DOMException(`the budget of ${ms} ms is spent`, 'TimeoutError'))
        resolve()
      }, ms)
    })
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  close(): void {
    clearTimeout(this.#timer)
  }
}

function positive(name: string, value: number | undefined, otherwise: number): number {
  if (value === undefined) return otherwise
  if (Number.isFinite(value) && value > 0) return value
  throw new ConfigError(
    name,
    `${name}: expected a finite number of milliseconds above 0, received ${describeValue(value)}`,
    {
      hint: { zh: '单位为毫秒，须大于 0', en: 'It is in milliseconds.' },
    },
  )
}
