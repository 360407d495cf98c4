import fc from 'fast-check'
import { expect, test } from 'vitest'
import { rentalFee, tariff } from '../src/tariff.ts'

const minutes = 60_000
const days = 24 * 60 * minutes

test.each([
  ['at once', 0, 0],
  ['one second', 1000, 250],
  ['exactly half an hour', 30 * minutes, 250],
  ['a millisecond more', 30 * minutes + 1, 500],
  ['2 h 09 min 57 s', 129 * minutes + 57_000, 1250],
  ['four hours', 240 * minutes, 2000],
  ['a day', days, 2000],
  ['a day and a minute', days + minutes, 2250],
  ['five days', 5 * days, 9900],
])('%s costs what the tariff says', (_, elapsed, fee) => {
  expect(rentalFee(1_772_330_403_000, 1_772_330_403_000 + elapsed)).toBe(fee)
})

test('a longer rental never costs less, and never more than the power bank', () => {
  fc.assert(
    fc.property(fc.nat(10 * days), fc.nat(10 * days), (a, b) => {
      const [short, long] = [Math.min(a, b), Math.max(a, b)]
      expect(rentalFee(0, short)).toBeLessThanOrEqual(rentalFee(0, long))
      expect(rentalFee(0, long)).toBeLessThanOrEqual(tariff.buyOut)
    }),
  )
})

test('a rental cannot end before it began', () => {
  expect(() => rentalFee(2, 1)).toThrow(RangeError)
  expect(() => rentalFee(0, NaN)).toThrow(RangeError)
})
