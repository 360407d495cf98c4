import { systemClock, type Clock } from '../shared/clock.ts'

/** A clock that moves only when a test advances it. */
export interface TestClock extends Clock {
  /** @param ms how far to move; a negative value moves it back */
  advance(ms: number): void
}

/** @param startMs milliseconds since the epoch. Default: 2026-03-01T10:00:00+08:00 */
export function testClock(startMs: number = Date.UTC(2026, 2, 1, 2)): TestClock {
  let now = startMs
  return {
    now: () => now,
    advance: (ms) => void (now += ms),
    // Sleeping advances the clock at once, so nobody waits.
    sleep: (ms) => {
      now += ms
      return Promise.resolve()
    },
  }
}

/** The machine's clock, for deliveries to another process. It cannot be advanced. */
export const systemTestClock: TestClock = {
  ...systemClock,
  advance: () => {
    throw new TypeError('the machine’s clock cannot be advanced: make a testClock() and give it to both sides')
  },
}
