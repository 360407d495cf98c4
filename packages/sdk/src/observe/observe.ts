import { channels } from '#channels'
import type { Config } from '../config/resolve-options.ts'
import type { OperationCall } from '../request/operation-call.ts'
import type { ResponseHeaders } from '../request/result.ts'
import { notifyListener } from '../request/notify-listener.ts'
import { printEvent } from './debug.ts'
import type { CallListeners, CallParameters, RequestEvent, ResponseEvent, RetryEvent } from './events.ts'
import { isDebugging } from './is-observed.ts'
import { redact } from './redact.ts'

/** Tells all listeners about one call. */
export class CallObserver {
  readonly #call: OperationCall
  readonly #config: Config
  readonly #debugs: boolean
  #attempts = 0

  constructor(call: OperationCall, config: Config) {
    this.#call = call
    this.#config = config
    this.#debugs = isDebugging(config)
  }

  /** Announces the beginning of an attempt. */
  begin(origin: string, body: Uint8Array): ObservedAttempt {
    const call = this.#call
    const event: RequestEvent = {
      operation: call.operation,
      mchid: this.#config.mchid,
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
      () => this.#config.clock.now(),
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
    notifyListener(name, this.#config.listeners[name] as ((event: unknown) => unknown) | undefined, event)
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

function parametersOf({ path, query, json, xml, fields }: OperationCall): CallParameters {
  const places = Object.entries({ path, query, json, xml, meta: fields })
  return Object.fromEntries(
    places
      .filter(([name, value]) => value !== undefined && (name !== 'path' || Object.keys(value as object).length > 0))
      .map(([name, value]) => [name, redact(value)]),
  )
}
