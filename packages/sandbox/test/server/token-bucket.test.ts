import { expect, test } from 'vitest'
import { TokenBucket } from '../../src/server/token-bucket.ts'

function bucketAt(start: number) {
  const clock = { now: start }
  const bucket = new TokenBucket({ burst: 2, perSecond: 1 }, () => clock.now)
  return { clock, allowed: (caller = 'a') => bucket.allow(caller) }
}

test('a burst is allowed at once, then as many as flow in, for each caller by itself', () => {
  const { clock, allowed } = bucketAt(0)
  expect([allowed(), allowed(), allowed(), allowed('b')]).toEqual([true, true, false, true])
  clock.now = 1_000
  expect([allowed(), allowed()]).toEqual([true, false])
  clock.now = 3_600_000
  expect([allowed(), allowed(), allowed()]).toEqual([true, true, false])
})

test('a clock that is set back takes nothing away', () => {
  const { clock, allowed } = bucketAt(3_600_000)
  expect(allowed()).toBe(true)
  clock.now = 0
  expect([allowed(), allowed()]).toEqual([true, false])
  clock.now = 1_000
  expect(allowed()).toBe(true)
})
