import { REMEMBER_MS, type Claim, type ClaimStore } from './claim-store.ts'

interface Entry {
  readonly owner: symbol
  readonly until: number
  readonly done: boolean
}

/**
 * Keeps claims in memory: for tests, and for a single-process service that may handle notifications again after a
 * restart.
 *
 * @param clock default: `Date`
 */
export function memoryClaims(clock: { now(): number } = Date): ClaimStore {
  const entries = new Map<string, Entry>()
  return {
    claim(name, leaseMs, rememberMs = REMEMBER_MS) {
      const now = clock.now()
      forget(entries, now)
      const known = entries.get(name)
      if (known && known.until > now) return Promise.resolve<Claim>({ state: known.done ? 'done' : 'running' })
      const owner = Symbol(name)
      /** Inserts the entry at the end, after those that expire earlier. */
      const put = (entry: Entry): void => {
        entries.delete(name)
        entries.set(name, entry)
      }
      const isMine = (): boolean => entries.get(name)?.owner === owner
      put({ owner, until: now + leaseMs, done: false })
      return Promise.resolve<Claim>({
        state: 'mine',
        renew: () => {
          const mine = isMine()
          if (mine && !entries.get(name)!.done) put({ owner, until: clock.now() + leaseMs, done: false })
          return Promise.resolve(mine)
        },
        done: () => {
          const mine = isMine() || !entries.has(name)
          if (mine) put({ owner, until: clock.now() + rememberMs, done: true })
          return Promise.resolve(mine)
        },
        release: () => {
          if (isMine() && !entries.get(name)!.done) entries.delete(name)
          return Promise.resolve()
        },
      })
    },
  }
}

/**
 * Removes expired entries. The oldest come first and finished ones move to the end, so it stops at the first valid one.
 */
function forget(entries: Map<string, Entry>, now: number): void {
  for (const [name, { until }] of entries) {
    if (until > now) return
    entries.delete(name)
  }
}
