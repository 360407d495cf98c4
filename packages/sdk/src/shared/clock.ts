/** A source of the time: `Date`, or the virtual clock of a test or a sandbox. */
export interface Now {
  /** Milliseconds since the epoch. */
  now(): number
}

/** The client's clock. Tests pass their own, so that nothing sleeps. */
export interface Clock {
  /** Milliseconds since the epoch. */
  now(): number
  /** Resolves after `ms`; rejects with the signal's reason when that aborts first. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>
}

/** The system's clock. The timer is loaded on demand, because few calls ever wait. */
export const systemClock: Clock = {
  now: Date.now,
  sleep: async (ms, signal) => (await import('./sleep.ts')).sleep(ms, signal),
}
