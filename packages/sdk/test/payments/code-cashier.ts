import type { WechatPayOptions } from '../../src/index.ts'
import type { Clock } from '../../src/shared/clock.ts'
import { answer, SigningServer, type Behaviour, type Received } from '../helpers/signing-server.ts'

/** A clock whose time passes only while somebody waits. */
export class WaitingClock implements Clock {
  readonly start = Date.now()
  passedMs = 0
  readonly #events: { readonly atMs: number; readonly happen: () => void }[] = []

  now(): number {
    return this.start + this.passedMs
  }

  /** Runs the function when this much time has passed. */
  at(seconds: number, happen: () => void): void {
    this.#events.push({ atMs: seconds * 1_000, happen })
  }

  async sleep(ms: number, signal?: AbortSignal): Promise<void> {
    if (signal?.aborted) throw signal.reason
    const end = this.passedMs + ms
    for (const event of this.#events.splice(0)) {
      if (event.atMs > end) this.#events.push(event)
      else {
        this.passedMs = Math.max(this.passedMs, event.atMs)
        event.happen()
        if (signal?.aborted) throw signal.reason
      }
    }
    this.passedMs = end
  }
}

export interface Script {
  readonly pay?: readonly Behaviour[]
  /** Answers of the query in order; the last one repeats. */
  readonly query?: readonly Behaviour[]
  readonly reverse?: readonly Behaviour[]
}

/** A server that answers each kind of call in order and records the time of each call. */
export class Cashier implements AsyncDisposable {
  readonly clock = new WaitingClock()
  /** The calls with their times in seconds: `pay@0 query@10 reverse@45`. */
  readonly calls: string[] = []
  readonly received: Received[] = []
  readonly server: SigningServer

  private constructor(server: SigningServer) {
    this.server = server
  }

  static async open(script: Script): Promise<Cashier> {
    const left = {
      pay: [...(script.pay ?? [])],
      query: [...(script.query ?? [])],
      reverse: [...(script.reverse ?? [])],
    }
    const self: Cashier = new Cashier(
      await SigningServer.start((request, ...rest) => {
        const kind = /codepay|micropay/.test(request.target)
          ? 'pay'
          : /reverse/.test(request.target)
            ? 'reverse'
            : 'query'
        self.calls.push(`${kind}@${self.clock.passedMs / 1_000}`)
        self.received.push(request)
        const [next] = left[kind].length > 1 ? left[kind].splice(0, 1) : left[kind]
        return (next ?? answer({}))(request, ...rest)
      }),
    )
    return self
  }

  options(more: Partial<WechatPayOptions> = {}): WechatPayOptions {
    // No retries, because a retried query would take extra time.
    return this.server.options({ clock: this.clock, maxRetries: 0, ...more })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.server[Symbol.asyncDispose]()
  }
}
