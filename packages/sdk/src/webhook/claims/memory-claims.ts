import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

interface Entry {
  readonly until: number
  readonly done: boolean
}

/**
 * Claims in this process's memory: for tests, and for a service that is one process and may act twice after a restart.
 *
 * @param clock default `Date`
 */
export function memoryClaims(clock: { now(): number } = Date): ClaimStore {
  const entries = new Map<string, Entry>()
  return {
    claim(name, leaseMs, rememberMs = REMEMBER_MS) {
      const now = clock.now()
      forget(entries, now)
      const known = entries.get(name)
      if (known && known.until > now) return Promise.resolve<Claim>({ state: known.done ? 'done' : 'running' })
      const mine: Entry = { until: now + leaseMs, done: false }
      entries.set(name, mine)
      const settle = (entry: Entry | undefined) => {
        // Whoever took over an expired lease is not to be disturbed.
        if (entries.get(name) !== mine) return Promise.resolve()
        entries.delete(name)
        if (entry) entries.set(name, entry)
        return Promise.resolve()
      }
      return Promise.resolve<Claim>({
        state: 'mine',
        done: () => settle({ until: clock.now() + rememberMs, done: true }),
        release: () => settle(undefined),
      })
    },
  }
}

/** The oldest come first; what was done is put behind them again, so the walk ends at the first that still counts. */
function forget(entries: Map<string, Entry>, now: number): void {
  for (const [name, { until }] of entries) {
    if (until > now) return
    entries.delete(name)
  }
}
