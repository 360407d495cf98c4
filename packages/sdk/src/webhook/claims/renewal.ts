import { ClaimError } from '../../errors/claim-error.ts'
import type { Clock } from '../../shared/clock.ts'
import { claimTrouble } from './claim-trouble.ts'
import type { OwnClaim } from './claim-store.ts'
import { ENDED, within } from './retry.ts'

export interface LeaseTerms {
  readonly leaseMs: number
  /** How long an action may run before other processes may take over its claim. */
  readonly maxActionMs: number
  readonly timer: Clock
}

/** Renews a claim every third of its lease while the action runs, and reports when it is lost. */
export class Renewal {
  readonly #claim: OwnClaim
  readonly #terms: LeaseTerms
  readonly #stopped = new AbortController()
  readonly #lost = new AbortController()
  #until: number

  /** @param until end of the first lease by the timer */
  constructor(claim: OwnClaim, terms: LeaseTerms, until: number) {
    this.#claim = claim
    this.#terms = terms
    this.#until = until
    this.#run().catch((error: unknown) => this.#lose(claimTrouble.unreachable(error)))
  }

  /** Aborts with a {@link ClaimError} when another process may have the claim. */
  get lost(): AbortSignal {
    return this.#lost.signal
  }

  /** End of the last renewed lease by the timer. Nobody else gets the claim before. */
  get until(): number {
    return this.#until
  }

  stop(): void {
    this.#stopped.abort(ENDED)
  }

  async #run(): Promise<void> {
    const { timer, leaseMs, maxActionMs } = this.#terms
    const overdueAt = timer.now() + maxActionMs
    let pause = leaseMs / 3
    while (await this.#passed(Math.max(0, Math.min(pause, this.#until - timer.now(), overdueAt - timer.now())))) {
      const askedAt = timer.now()
      if (askedAt >= overdueAt) return this.#lose(claimTrouble.tooLong(maxActionMs))
      try {
        const patience = askedAt < this.#until ? Math.min(this.#until - askedAt, leaseMs / 3) : leaseMs / 3
        const isMine = await within(timer, patience, this.#claim.renew(), this.#stopped.signal)
        if (!isMine) return this.#lose(claimTrouble.takenOver())
        this.#until = askedAt + leaseMs
        pause = leaseMs / 3
      } catch (error) {
        if (timer.now() >= this.#until) return this.#lose(claimTrouble.unreachable(error))
        pause = leaseMs / 15
      }
    }
  }

  /** @returns false when the action ended meanwhile */
  #passed(ms: number): Promise<boolean> {
    const { signal } = this.#stopped
    return this.#terms.timer.sleep(ms, signal).then(
      () => !signal.aborted,
      () => false,
    )
  }

  #lose(error: ClaimError): void {
    if (!this.#stopped.signal.aborted) this.#lost.abort(error)
  }
}
