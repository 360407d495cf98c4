import type { Clock } from '../request/clock.ts'
import { ENDED } from './claims/insist.ts'

/** So much time from now on; until it is closed, after which it is never spent. */
export class Budget {
  /** Resolves when it is spent. */
  readonly spent: Promise<void>
  readonly #controller = new AbortController()
  readonly #closed = new AbortController()

  constructor(timer: Clock, ms: number) {
    this.spent = timer.sleep(ms, this.#closed.signal).then(
      () => this.#controller.abort(new DOMException(`the budget of ${ms} ms is spent`, 'TimeoutError')),
      // Closed: never spent.
      () => new Promise<never>(() => {}),
    )
  }

  get signal(): AbortSignal {
    return this.#controller.signal
  }

  close(): void {
    this.#closed.abort(ENDED)
  }
}
