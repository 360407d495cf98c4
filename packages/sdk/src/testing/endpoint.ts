import { nonce } from '../crypto/nonce.ts'
import type { Defect, NotificationOptions, TestDelivery } from './signed-notification.ts'
import type { TestPlatform } from './test-platform.ts'

/** WeChat Pay waits this long for an answer. */
const PATIENCE_MS = 5_000
/** Number of chunks in a slow delivery. */
const PIECES = 5
const PAUSE_MS = 40

/** An event to send: its type and its decrypted content. */
export interface SampleEvent {
  readonly eventType: string
  readonly resource: object
}

/** @returns how often the endpoint has acted on this event */
export type Witness = (event: SampleEvent) => number | Promise<number>

export interface Answer {
  /** Undefined when there was no answer. */
  readonly status: number | undefined
  /** A description of the answer. */
  readonly text: string
}

/** An endpoint under test, with deliveries for it. */
export class Endpoint {
  readonly #url: string
  readonly #platform: TestPlatform
  /** Returns events with new numbers at every call, so that one check does not create duplicates for the next. */
  readonly #events: () => readonly [SampleEvent, ...SampleEvent[]]
  readonly #fetch: typeof globalThis.fetch
  readonly #acted: Witness | undefined
  /** Sent events by notification id, about which the witness can be asked. */
  readonly #sent = new Map<string, SampleEvent>()

  constructor(
    url: string,
    platform: TestPlatform,
    events: () => readonly [SampleEvent, ...SampleEvent[]],
    fetch: typeof globalThis.fetch,
    acted?: Witness,
  ) {
    this.#url = url
    this.#platform = platform
    this.#events = events
    this.#fetch = fetch
    this.#acted = acted
  }

  newId(): string {
    return `EV-${nonce()}`
  }

  /** A delivery of the first sample event. */
  async genuine(defect?: Defect, options: NotificationOptions = {}): Promise<TestDelivery> {
    const [event] = this.#events()
    const delivery = await this.other(event.eventType, event.resource, { ...options, ...(defect && { defect }) })
    this.#sent.set(delivery.id, event)
    return delivery
  }

  /** Deliveries of all sample events, in order. */
  series(): Promise<TestDelivery[]> {
    return Promise.all(this.#events().map(({ eventType, resource }) => this.other(eventType, resource)))
  }

  other(eventType: string, resource: object, options?: NotificationOptions): Promise<TestDelivery> {
    return this.#platform.signedNotification(eventType, resource, options)
  }

  /** @returns the problem, if the endpoint does not acknowledge in time or does not act exactly once */
  async accepts(delivery: TestDelivery, { pieces = false } = {}): Promise<string | undefined> {
    const { status, text } = await this.send(delivery, pieces)
    if (status !== 200 && status !== 204) return `expected 200 or 204, received ${text}`
    return this.#actedOtherThan(1, delivery)
  }

  /** @returns the problem, if the endpoint acknowledges, acts, or does not answer */
  async refuses(delivery: TestDelivery): Promise<string | undefined> {
    return refusal(await this.send(delivery)) ?? this.#actedOtherThan(0, delivery)
  }

  async #actedOtherThan(times: 0 | 1, { id }: TestDelivery): Promise<string | undefined> {
    const event = this.#sent.get(id)
    if (!this.#acted || !event) return undefined
    const acted = await this.#acted(event)
    return acted === times ? undefined : `answered as it should be, but acted on ${acted} times instead of ${times}`
  }

  async refusesBody(body: string): Promise<string | undefined> {
    return refusal(await this.#post({ 'content-type': 'application/json' }, body))
  }

  send({ headers, rawBody }: TestDelivery, pieces = false): Promise<Answer> {
    return this.#post(headers, pieces ? inPieces(rawBody) : rawBody)
  }

  async #post(headers: Readonly<Record<string, string>>, body: string | ReadableStream<Uint8Array>): Promise<Answer> {
    const init: RequestInit & { duplex?: 'half' } = {
      method: 'POST',
      headers,
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...(typeof body === 'string' ? {} : { duplex: 'half' }),
    }
    try {
      const response = await this.#fetch(this.#url, init)
      await response.arrayBuffer()
      return { status: response.status, text: String(response.status) }
    } catch (error) {
      const { name, message, cause } = error as Error
      const reason = cause instanceof Error ? `${message}: ${cause.message}` : message
      return {
        status: undefined,
        text: name === 'TimeoutError' ? `no answer within ${PATIENCE_MS} ms` : `no answer (${reason})`,
      }
    }
  }
}

function refusal({ status, text }: Answer): string | undefined {
  return status !== undefined && status >= 400 ? undefined : `expected 4xx or 5xx, received ${text}`
}

/** Pauses after each chunk, because the network would otherwise join them. */
function inPieces(text: string): ReadableStream<Uint8Array> {
  const bytes = new TextEncoder().encode(text)
  const size = Math.ceil(bytes.length / PIECES)
  let at = 0
  return new ReadableStream({
    async pull(controller) {
      if (at > 0) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS))
      controller.enqueue(bytes.subarray(at, (at += size)))
      if (at >= bytes.length) controller.close()
    },
  })
}
