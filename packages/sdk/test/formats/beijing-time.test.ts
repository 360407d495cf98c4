import fc from 'fast-check'
import { expect, test } from 'vitest'
import { RequestError } from '../../src/index.ts'
import { beijingTime } from '../../src/payments/index.ts'

test.each<[string, Date | number, string]>([
  ['milliseconds', Date.UTC(2026, 2, 1, 4, 10), '2026-03-01T12:10:00+08:00'],
  ['a Date, whose milliseconds are dropped', new Date('2026-03-01T04:10:00.999Z'), '2026-03-01T12:10:00+08:00'],
  ['a day that is the next in China', Date.UTC(2026, 11, 31, 16), '2027-01-01T00:00:00+08:00'],
])('%s', (_name, moment, text) => {
  expect(beijingTime(moment)).toBe(text)
})

test.each<[string, unknown, string]>([
  ['an invalid Date', new Date('nonsense'), 'received an invalid Date'],
  ['NaN', NaN, 'received an invalid Date'],
  ['a text', '2026-03-01', 'received a text of 10 characters, like 9999-99-99'],
  ['nothing', undefined, 'received nothing'],
  ['the year 10000', Date.UTC(10_000, 0, 2), 'expected a Date or milliseconds since the epoch'],
])('refuses %s', (_name, moment, message) => {
  const write = (): string => beijingTime(moment as Date)
  expect(write).toThrow(RequestError)
  expect(write).toThrow(message)
})

test('property: it is the same second', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 4_000_000_000 }), (second) => {
      expect(Date.parse(beijingTime(second * 1_000))).toBe(second * 1_000)
    }),
  )
})
