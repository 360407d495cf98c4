import { channels } from '#channels'
import type { Now } from '../shared/clock.ts'
import type { ResponseHeaders } from '../transport/transport.ts'
import { notifyListener } from '../shared/notify-listener.ts'
import { printEvent } from './debug.ts'
import type { CallListeners, CallParameters, RequestEvent, ResponseEvent, RetryEvent } from './events.ts'
import { isDebugging } from './is-observed.ts'
import { redact } from './redact.ts'

/** The parts of a call that events show. */
export interface ObservedCall {
  readonly operation: string
  readonly parameters: unknown
  readonly query: unknown
  readonly json: unknown
  readonly xml: unknown
  readonly meta: unknown
}

/** The parts of a client that the observation of its calls needs. */
export interface ObservedClient {
  readonly mchid: string
  readonly clock: Now
  readonly listeners: CallListeners
}

/** Tells all listeners about one call. */
export class CallObserver {
  readonly #call: ObservedCall
  readonly #client: ObservedClient
  readonly #debugs: boolean
  #attempts = 0

  constructor(call: ObservedCall, client: ObservedClient) {
    this.#call = call
    this.#client = client
    this.#debugs = isDebugging(client)
  }

  /** Announces the beginning of an attempt. */
  begin(origin: string, body: Uint8Array): ObservedAttempt {
    const call = this.#call
    const event: RequestEvent = {
      operation: call.operation,
      mchid: this.#client.mchid,
      attempt: ++this.#attempts,
      origin,
      bodyBytes: body.length,
      get parameters() {
        return parametersOf(call)
      },
    }
    this.#notify('request', 'onRequest', event)
    return new ObservedAttempt(
      event,
      () => this.#client.clock.now(),
      (ended) => this.#notify('response', 'onResponse', ended),
    )
  }

  retry(event: RetryEvent): void {
    this.#notify('retry', 'onRetry', event)
  }

  #notify(
    kind: keyof typeof channels,
    name: keyof CallListeners,
    event: RequestEvent | ResponseEvent | RetryEvent,
  ): void {
    notifyListener(name, this.#client.listeners[name] as ((event: unknown) => unknown) | undefined, event)
    if (channels[kind].hasSubscribers) channels[kind].publish(event)
    if (this.#debugs) printEvent(kind, event)
  }
}

/** One attempt, until it has ended. */
export class ObservedAttempt {
  readonly event: RequestEvent
  readonly #now: () => number
  readonly #startedAt: number
  readonly #notify: (event: ResponseEvent) => void
  #head: Head = { status: undefined, headers: {} }

  constructor(event: RequestEvent, now: () => number, notify: (event: ResponseEvent) => void) {
    this.event = event
    this.#now = now
    this.#startedAt = now()
    this.#notify = notify
  }

  /** Notes that an answer has come. It is not verified yet. */
  answered(response: unknown): void {
    this.#head = response as Head
  }

  succeeded(answer: unknown): void {
    this.#end(answer, undefined)
  }

  failed(error: unknown): void {
    this.#end(undefined, error)
  }

  #end(answer: unknown, error: unknown): void {
    const { status, headers } = this.#head
    this.#notify({
      request: this.event,
      status,
      requestId: headers['request-id'],
      durationMs: this.#now() - this.#startedAt,
      get data() {
        return redact((answer as { readonly data?: unknown } | undefined)?.data)
      },
      error,
    })
  }
}

interface Head {
  readonly status: number | undefined
  readonly headers: ResponseHeaders
}

function parametersOf({ parameters, query, json, xml, meta }: ObservedCall): CallParameters {
  const places = Object.entries({ path: parameters, query, json, xml, meta })
  return Object.fromEntries(
    places
      .filter(([name, value]) => value !== undefined && (name !== 'path' || Object.keys(value as object).length > 0))
      .map(([name, value]) => [name, redact(value)]),
  )
}
