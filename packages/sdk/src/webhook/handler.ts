import { optionalMember, ownOptions } from '../shared/own-options.ts'
import { WebhookError } from '../errors/webhook-error.ts'
import { notifyListener } from '../shared/notify-listener.ts'
import { claimKey } from './claim-key.ts'
import { Budget } from './budget.ts'
import { actInTransaction, actUnderLease, type ActingTerms } from './claims/acting.ts'
import { REMEMBER_MS } from './claims/claim-store.ts'
import { monotonicClock } from './claims/retry.ts'
import type { DeliveryVerdict } from './delivery-verdict.ts'
import type { WebhookEvent } from './event.ts'
import { checkExpectations } from './expectations.ts'
import { checkOptions, isTransactional, readDuration, type WebhookHandlerOptions } from './handler-options.ts'
import { headersOf, type ReceivableRequest } from './function-event.ts'
import { isXml } from './incoming.ts'
import { createReceiver, V2_MAX_AGE_SECONDS } from './receiver.ts'
import { acknowledge, asXml, reject, replyOf, type WebhookReply } from './reply.ts'
import { reportTrouble } from './report-trouble.ts'

const DAY_MS = 24 * 3_600_000

/** Handles a delivery from its bytes to the answer. */
export interface WebhookHandler {
  /**
   * @param request headers and raw body, the event of a cloud function, or a Web-standard `Request` with an unread body
   * @param surroundings what keeps the process alive after the answer
   * @returns the answer to send; never throws
   */
  handle(request: ReceivableRequest, surroundings?: Surroundings): Promise<WebhookReply>
  /**
   * Handles a delivery on Web-standard servers.
   *
   * @param surroundings the `ctx` of a Worker, or `{ waitUntil: after }` of Next.js
   * @example
   * export default { fetch: (request, env, ctx) => wechatpay.fetch(request, ctx) }
   */
  fetch(request: Request, surroundings?: Surroundings): Promise<Response>
}

/** The part of a runtime that ends or freezes a process after its answer. */
export interface Surroundings {
  /**
   * Keeps the process alive until the work is done. With it, an action that needs longer than the budget ends, and its
   * notification is acknowledged when it comes again. The work never rejects.
   */
  waitUntil?(work: Promise<unknown>): unknown
}

/**
 * A whole endpoint: verify → compare → claim → run → answer. When the action throws, the answer makes WeChat Pay
 * deliver again.
 *
 * Copies of a handled notification are acknowledged without running the action again, in any number of processes. The
 * guarantee depends on the store. With separate claims, if a process dies after its action and before it marks the
 * claim, the action runs again for the next delivery (**at least once**: make actions repeatable). With
 * {@link postgresTransactions} claim and writes commit together (**exactly once**).
 *
 * @throws {ConfigError} names the invalid option
 * @example
 * const wechatpay = createWebhookHandler({
 *   keys: { platform: { publicKeys: { [publicKeyId]: publicKey } }, apiV3Key },
 *   store: postgresClaims(pool),
 *   on: { 'PAYSCORE.USER_PAID': async (event) => orders.settle(event.resource.out_order_no) },
 * })
 * app.post('/wechatpay', (c) => wechatpay.fetch(c.req.raw))
 */
export function createWebhookHandler<Transaction = never>(given: WebhookHandlerOptions<Transaction>): WebhookHandler {
  const options = ownOptions(given, { on: {}, expect: {}, keys: {} })
  checkOptions(options)
  const { store, on, otherwise, expect, timer = monotonicClock } = options
  const receiver = createReceiver(options.keys)
  const clock = options.keys.clock ?? Date
  const budgetMs = readDuration('budgetMs', options.budgetMs, 4_000)
  const leaseMs = readDuration('leaseMs', options.leaseMs, 300_000)
  const maxActionMs = readDuration('maxActionMs', options.maxActionMs, 3_600_000)

  /** Remembers an APIv2 event longer than the receiver accepts a replay of it. */
  function rememberMs({ version }: WebhookEvent): number | undefined {
    if (version === 'v3') return undefined
    return Math.max(REMEMBER_MS, (options.keys.v2MaxAgeSeconds ?? V2_MAX_AGE_SECONDS) * 1000 + DAY_MS)
  }

  async function act(request: ReceivableRequest, progress: Progress, signal: AbortSignal): Promise<Outcome> {
    const event = await receiver.receive(request)
    progress.event = event
    const action = (event.known ? (on[event.eventType] as AnyAction | undefined) : undefined) ?? otherwise
    if (!action) return { verdict: 'ignored', reply: acknowledge() }
    if (expect) await checkExpectations(event, expect)
    const terms: ActingTerms = {
      name: claimKey(event),
      rememberMs: rememberMs(event),
      leaseMs,
      maxActionMs,
      timer,
      onActed: (value) => void (progress.acted = replyOf(value)),
      onLost: (error) => progress.onLost(error),
    }
    const run = (context: object): unknown => (action as AnyAction)(event, { signal, ...context })
    const acted = isTransactional(store)
      ? await actInTransaction(store, terms, run)
      : await actUnderLease(store, terms, run)
    if (acted.state === 'done') return { verdict: 'duplicate', reply: acknowledge() }
    if (acted.state === 'running') return { verdict: 'running', reply: reject(undefined) }
    const { value, trouble } = acted
    if (!trouble) return { verdict: 'done', reply: replyOf(value) }
    return {
      verdict: trouble.reason === 'taken-over' ? 'taken-over' : 'unrecorded',
      reply: replyOf(value),
      error: trouble,
    }
  }

  async function handle(request: ReceivableRequest, surroundings?: Surroundings): Promise<WebhookReply> {
    const startedAt = clock.now()
    const answered = Promise.withResolvers<WebhookReply>()
    let late = false
    const xml = isXml(request ? headersOf(request) : undefined)
    /** Answers with the first outcome; later ones are only reported. */
    const settle = ({ verdict, reply: meant, error }: Outcome): void => {
      const reply = xml ? asXml(meant) : meant
      notifyListener('onDelivery', options.onDelivery ?? reportTrouble, {
        verdict,
        late,
        status: reply.status,
        durationMs: clock.now() - startedAt,
        id: progress.event?.id,
        eventType: progress.event && String(progress.event.eventType),
        reason: error instanceof WebhookError ? error.reason : undefined,
        error,
      })
      late = true
      answered.resolve(reply)
    }
    const progress: Progress = {
      onLost: (error) => settle({ verdict: 'claim-lost', reply: reject(undefined), error }),
    }
    const budget = new Budget(timer, budgetMs)
    const work = act(request, progress, budget.signal)
      .catch((error: unknown): Outcome => ({
        verdict: error instanceof WebhookError ? 'refused' : 'failed',
        reply: reject(error),
        error,
      }))
      .then(settle)
    if (surroundings) optionalMember(surroundings, 'waitUntil')?.call(surroundings, work)
    void budget.spent.then(() => {
      if (late) return
      // A successful action need not be delivered again, even if the store is slow to record it.
      if (progress.acted) settle({ verdict: 'unrecorded', reply: progress.acted })
      else settle({ verdict: 'too-slow', reply: reject(undefined) })
    })
    return answered.promise.finally(() => budget.close())
  }

  return {
    handle,
    fetch: async (request, surroundings) => {
      const reply = await handle(request, surroundings)
      return new Response(reply.body, reply)
    },
  }
}

type AnyAction = (event: WebhookEvent, context: object) => unknown

/** The progress of a delivery. */
interface Progress {
  event?: WebhookEvent
  /** The answer after the action has succeeded; the store may not have recorded it yet. */
  acted?: WebhookReply
  readonly onLost: (error: unknown) => void
}

interface Outcome {
  readonly verdict: DeliveryVerdict
  readonly reply: WebhookReply
  readonly error?: unknown
}
