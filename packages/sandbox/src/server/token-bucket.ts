/**
 * Allows each caller `burst` calls at once and `perSecond` in the long run. It counts in this process only; processes
 * share no bucket.
 */
export class TokenBucket {
  readonly #burst: number
  readonly #perSecond: number
  readonly #now: () => number
  readonly #buckets = new Map<string, { tokens: number; at: number }>()

  /** @param now real time, ms */
  constructor({ burst, perSecond }: { burst: number; perSecond: number }, now: () => number) {
    this.#burst = burst
    this.#perSecond = perSecond
    this.#now = now
  }

  allow(caller: string): boolean {
    const at = this.#now()
    const bucket = this.#buckets.get(caller) ?? { tokens: this.#burst, at }
    // A clock that is set back takes no tokens away.
    const elapsedMs = Math.max(0, at - bucket.at)
    const tokens = Math.min(this.#burst, bucket.tokens + (elapsedMs / 1000) * this.#perSecond)
    const allowed = tokens >= 1
    this.#buckets.set(caller, { tokens: allowed ? tokens - 1 : tokens, at })
    return allowed
  }
}
