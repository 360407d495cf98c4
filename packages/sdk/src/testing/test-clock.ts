import { systemClock, type Clock } from '../request/clock.ts'

/** A clock that stands still until it is told to go on. */
export interface TestClock extends Clock {
  /** @param ms forwards, or backwards where it is negative */
  advance(ms: number): void
}

/** @param startMs milliseconds since the epoch; default 2026-03-01T10:00:00+08:00 */
export function testClock(startMs: number = Date.UTC(2026, 2, 1, 2)): TestClock {
  let now = startMs
  return {
    now: () => now,
    advance: (ms) => void (now += ms),
    // Whoever waits for this clock waits for nobody: the time it asked for has passed at once.
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
