import type { Clock } from '../../src/shared/clock.ts'

/** A clock whose time passes only when the test advances it. */
export class ManualTimer implements Clock {
  /** The requested duration of each sleep. */
  readonly asked: number[] = []
  #now = 0
  readonly #sleeping = new Set<{ readonly at: number; wake(): void }>()

  readonly now = (): number => this.#now

  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> => {
    this.asked.push(ms)
    const { promise, resolve, reject } = Promise.withResolvers<void>()
    const sleeper = { at: this.#now + ms, wake: resolve }
    this.#sleeping.add(sleeper)
    const stop = (): void => {
      this.#sleeping.delete(sleeper)
      reject(signal!.reason as Error)
    }
    if (signal?.aborted) stop()
    else signal?.addEventListener('abort', stop, { once: true })
    return promise
  }

  /** Wakes sleepers one after the other and lets each finish its work. */
  async advance(ms: number): Promise<void> {
    const end = this.#now + ms
    await settled()
    for (let next = this.#next(end); next; next = this.#next(end)) {
      this.#now = Math.max(this.#now, next.at)
      this.#sleeping.delete(next)
      next.wake()
      await settled()
    }
    this.#now = end
  }

  #next(end: number) {
    return [...this.#sleeping].filter(({ at }) => at <= end).toSorted((a, b) => a.at - b.at)[0]
  }
}

/** Resolves when everything that can continue without time passing has done so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
}
