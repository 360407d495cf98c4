import { ownOptions } from '../shared/own-options.ts'
import { AbortedError } from '../errors/aborted-error.ts'
import { ApiError, PaymentPendingError, RateLimitError } from '../errors/api-error.ts'
import { ConfigError } from '../errors/config-error.ts'
import { NetworkError } from '../errors/network-error.ts'
import { OutcomeUnknownError } from '../errors/outcome-unknown-error.ts'
import { RequestError } from '../errors/request-error.ts'
import { WechatPayError } from '../errors/wechatpay-error.ts'
import type { CallOptions } from '../request/call-options.ts'
import type { Clock } from '../shared/clock.ts'
import { notifyListener } from '../shared/notify-listener.ts'
import type { CodeCalls, CodePayment, CodePaymentOptions, SeenOrder } from './code-payment.ts'

/** WeChat Pay's recommended times: query after 5 s when an answer was lost, then every 10 s, and reverse after 45 s. */
const FIRST_QUERY_MS = 5_000
const POLL_MS = 10_000
const GIVE_UP_MS = 45_000
/** WeChat Pay refuses an earlier reversal while the user is asked for the password. */
const REVERSIBLE_MS = 15_000
const REVERSALS = 5

/** Codes that mean that the payment failed: the order exists, but nobody can pay it. */
const FAILED = /^(?:NOT_?ENOUGH|NOTSUPORTCARD|TRADE_ERROR)$/
const ABSENT = /^(?:ORDER_?NOT_?EXISTS?|RESOURCE_NOT_EXISTS?|NOT_FOUND)$/
const ENDED_ALREADY = /^ORDER_?(?:REVERSED|REVOKED|CLOSED)$/

/** The known facts when the waiting begins. */
interface Beginning {
  /** Time at which the payment was sent. */
  readonly sentAt: number
  readonly firstQueryMs: number
  readonly isPending: boolean
  /**
   * The error after which the order may not exist. If undefined, this process has not tried to pay, so a query without
   * result decides.
   */
  readonly error: WechatPayError | undefined
}

/**
 * Pays and waits for the outcome.
 *
 * @throws {AbortedError} `signal` aborted before anything was sent
 * @throws {WechatPayError} nothing was sent: a field is missing, or there was no connection
 */
export async function payToTheEnd<Order>(
  who: string,
  calls: CodeCalls<Order>,
  clock: Clock,
  options: CodePaymentOptions,
): Promise<CodePayment<Order>> {
  const { signal, ...call } = callOptions(options)
  if (signal?.aborted) throw new AbortedError(who, { cause: signal.reason, sent: false })
  const end = new CodePaymentEnd(calls, clock, options)
  const sentAt = clock.now()
  const paid = await attempt(calls.pay(signal ? { ...call, signal } : call))
  if (!('error' in paid)) {
    if (paid.seen.outcome === 'paid') return { outcome: 'paid', order: paid.seen.order }
    return await end.wait({ sentAt, firstQueryMs: POLL_MS, isPending: true, error: undefined })
  }
  const { error } = paid
  if (isRefusal(error)) {
    if (!FAILED.test(error.code)) return { outcome: 'refused', error }
    return await end.reverse({ outcome: 'refused', error }, undefined)
  }
  if (!mayHaveLeft(error)) throw error
  const isPending = (error instanceof OutcomeUnknownError ? error.cause : error) instanceof PaymentPendingError
  return await end.wait({ sentAt, firstQueryMs: isPending ? POLL_MS : FIRST_QUERY_MS, isPending, error })
}

async function attempt<Order>(
  payment: Promise<SeenOrder<Order>>,
): Promise<{ readonly seen: SeenOrder<Order> } | { readonly error: unknown }> {
  try {
    return { seen: await payment }
  } catch (error) {
    return { error }
  }
}

/** Completes an earlier payment, as after a restart. */
export function settleToTheEnd<Order>(
  calls: CodeCalls<Order>,
  clock: Clock,
  options: CodePaymentOptions,
): Promise<CodePayment<Order>> {
  const end = new CodePaymentEnd(calls, clock, options)
  return end.wait({ sentAt: clock.now(), firstQueryMs: 0, isPending: false, error: undefined })
}

/**
 * Whether WeChat Pay processed and refused the payment. "Pending" is no refusal, and "too many requests" may concern a
 * repeat.
 */
function isRefusal(error: unknown): error is ApiError {
  return error instanceof ApiError && !(error instanceof RateLimitError || error instanceof PaymentPendingError)
}

/**
 * Whether the request may have been sent. These errors occur only before that; in doubt, a lost connection is another
 * error.
 */
function mayHaveLeft(error: unknown): error is WechatPayError {
  const before = [RequestError, ConfigError, NetworkError]
  return error instanceof WechatPayError && !before.some((kind) => error instanceof kind)
}

/** Queries an order until it is paid or reversed. */
class CodePaymentEnd<Order> {
  readonly #calls: CodeCalls<Order>
  readonly #clock: Clock
  readonly #signal: AbortSignal | undefined
  readonly #call: CallOptions
  readonly #onPending: CodePaymentOptions['onPending']
  #isNotified = false
  /** Whether WeChat Pay has shown the order. It forgets none, so a later "no such order" proves nothing. */
  #isKnown = false
  /** The error of the last failed query or reversal. */
  #trouble: unknown

  constructor(calls: CodeCalls<Order>, clock: Clock, options: CodePaymentOptions) {
    const { signal, ...call } = callOptions(options)
    this.#calls = calls
    this.#clock = clock
    this.#signal = signal
    this.#call = call
    this.#onPending = options.onPending
  }

  /** Queries until the order has ended or its time is up, then reverses it. */
  async wait({ sentAt, firstQueryMs, isPending, error }: Beginning): Promise<CodePayment<Order>> {
    this.#isKnown = isPending
    if (isPending) this.#notify()
    const deadline = this.#clock.now() + GIVE_UP_MS
    for (let pauseMs = firstQueryMs; ; pauseMs = Math.min(POLL_MS, deadline - this.#clock.now())) {
      await this.#pause(pauseMs)
      const seen = await this.#look()
      if (seen === 'absent') {
        // A lost request may still arrive later.
        if (this.#clock.now() - sentAt >= REVERSIBLE_MS)
          return { outcome: 'refused', error: error ?? (this.#trouble as WechatPayError) }
      } else if (seen) {
        const end = endOf(seen)
        if (end) return end
        if (seen.outcome === 'unpaid') return this.reverse({ outcome: 'reversed', reason: 'failed' }, undefined)
        if (seen.trade_state === 'USERPAYING') this.#notify()
      }
      const reason = this.#signal?.aborted ? 'aborted' : this.#clock.now() >= deadline ? 'timeout' : undefined
      if (reason) return this.reverse({ outcome: 'reversed', reason }, sentAt + REVERSIBLE_MS)
    }
  }

  /**
   * Reverses the order until WeChat Pay confirms it.
   *
   * @param done the outcome after the reversal
   * @param earliest time before which WeChat Pay would refuse a reversal
   */
  async reverse(done: CodePayment<Order>, earliest: number | undefined): Promise<CodePayment<Order>> {
    if (earliest !== undefined && earliest > this.#clock.now()) await this.#clock.sleep(earliest - this.#clock.now())
    for (let asked = 1; ; asked++) {
      try {
        if (!(await this.#calls.reverse(this.#call))) return done
        this.#trouble = undefined
      } catch (error) {
        if (error instanceof ApiError && ENDED_ALREADY.test(error.code)) return done
        if (isAbsent(error) && !this.#isKnown) return done.outcome === 'refused' ? done : { outcome: 'refused', error }
        this.#trouble = error
        if (error instanceof RequestError || error instanceof ConfigError) return { outcome: 'unsettled', error }
      }
      if (asked === REVERSALS) return { outcome: 'unsettled', error: this.#trouble }
      await this.#clock.sleep(FIRST_QUERY_MS)
      const seen = await this.#look()
      const end = seen === 'absent' ? undefined : seen && endOf(seen)
      if (end) return end.outcome === 'reversed' ? done : end
    }
  }

  async #look(): Promise<SeenOrder<Order> | 'absent' | undefined> {
    try {
      const seen = await this.#calls.query(this.#call)
      this.#isKnown = true
      return seen
    } catch (error) {
      this.#trouble = error
      return isAbsent(error) && !this.#isKnown ? 'absent' : undefined
    }
  }

  /** Pauses. The signal ends the pause and the waiting. */
  async #pause(ms: number): Promise<void> {
    try {
      if (ms > 0) await this.#clock.sleep(ms, this.#signal)
    } catch (error) {
      if (!this.#signal?.aborted) throw error
    }
  }

  #notify(): void {
    if (!this.#isNotified) notifyListener('onPending', this.#onPending, undefined)
    this.#isNotified = true
  }
}

/** The outcome of an ended order; undefined while it can be paid, or when it has failed and must be reversed. */
function endOf<Order>({ order, outcome, trade_state }: SeenOrder<Order>): CodePayment<Order> | undefined {
  if (outcome === 'paid') return { outcome: 'paid', order }
  return trade_state === 'REVOKED' || trade_state === 'CLOSED' ? { outcome: 'reversed', reason: 'failed' } : undefined
}

function isAbsent(error: unknown): error is ApiError {
  return error instanceof ApiError && ABSENT.test(error.code)
}

/** Options of every call, copied as own options because destructuring creates a plain object. */
function callOptions(options: CodePaymentOptions): CallOptions {
  const { onPending, ...call } = options
  void onPending
  return ownOptions(call)
}
