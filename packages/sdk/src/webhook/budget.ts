import type { Clock } from '../shared/clock.ts'
import { ENDED } from './claims/retry.ts'

/** A time limit that starts now. A closed budget never runs out. */
export class Budget {
  /** Resolves when the time is up. */
  readonly spent: Promise<void>
  readonly #controller = new AbortController()
  readonly #closed = new AbortController()

  constructor(timer: Clock, ms: number) {
    this.spent = timer.sleep(ms, this.#closed.signal).then(
      () => this.#controller.abort(new DOMException(`the budget of ${ms} ms is spent`, 'TimeoutError')),
      // The budget was closed, so it never resolves.
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
