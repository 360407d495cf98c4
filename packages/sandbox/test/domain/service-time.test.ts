import fc from 'fast-check'
import { expect, test } from 'vitest'
import { compareServiceTimes, formatServiceTime, parseServiceTime } from '../../src/products/payafter/service-time.ts'

test('times are Beijing’s', () => {
  expect(formatServiceTime(Date.UTC(2026, 1, 28, 16, 0, 1))).toBe('20260301000001')
  expect(parseServiceTime('20260301')).toBe(Date.UTC(2026, 1, 28, 16))
})

test('what the calendar does not have is no time', () => {
  for (const text of [
    '20260229',
    '20260631',
    '20261301',
    '20260301240000',
    '20260301106000',
    '2026030110',
    '',
    'OnAccept',
  ]) {
    expect(parseServiceTime(text), text).toBeUndefined()
  }
})

const instants = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) }).map((ms) => ms - (ms % 1000))

test('writing and reading are inverse, and order is kept', () => {
  fc.assert(
    fc.property(instants, instants, (a, b) => {
      expect(parseServiceTime(formatServiceTime(a))).toBe(a)
      expect(Math.sign(compareServiceTimes(formatServiceTime(a), formatServiceTime(b)))).toBe(Math.sign(a - b))
    }),
  )
})

test('days and seconds meet at days', () => {
  expect(compareServiceTimes('20260301', '20260301235959')).toBe(0)
  expect(compareServiceTimes('20260302000000', '20260301')).toBe(1)
})
