import { assert, integer, property } from 'fast-check'
import { describe, expect, test } from 'vitest'
import { clockTime, longDate, span, timeNear, wireTime, yuan, fenOf } from '../../console/src/text/format.ts'

/** 2026-03-01 in GMT+8. */
const at = (time: string): number => Date.parse(`2026-03-01T${time}+08:00`)

describe('amounts', () => {
  test.each([
    [0, '¥0.00'],
    [5, '¥0.05'],
    [1050, '¥10.50'],
    [-200, '−¥2.00'],
    [123_456_789, '¥1,234,567.89'],
  ])('%i fen read as %s', (fen, text) => expect(yuan(fen)).toBe(text))

  test('no fen is lost on the way', () => {
    assert(
      property(integer({ min: -1_000_000_000, max: 1_000_000_000 }), (fen) => {
        const digits = Number(yuan(fen).replaceAll(/[^0-9]/g, ''))
        expect(yuan(fen).startsWith('−') ? -digits : digits).toBe(fen)
      }),
    )
  })
})

describe('instants are shown in GMT+8', () => {
  test('around midnight', () => {
    expect(clockTime(at('00:00:01'))).toBe('00:00:01')
    expect(longDate(at('00:00:01'))).toBe('2026年3月1日 周日')
    expect(longDate(at('00:00:00') - 1)).toBe('2026年2月28日 周六')
  })

  test('the date is said only when it is another day', () => {
    const now = at('12:11:00')
    expect(timeNear(at('23:59:59'), now)).toBe('23:59:59')
    expect(timeNear(at('00:00:00') - 1000, now)).toBe('2月28日 23:59:59')
    expect(timeNear(now + 366 * 86_400_000, now)).toBe('3月2日 12:11:00')
  })
})

test.each([
  [0, '不到 1 秒'],
  [999, '不到 1 秒'],
  [15_000, '15 秒'],
  [599_000, '9 分 59 秒'],
  [7_857_000, '2 小时 10 分'],
  [3_600_000, '1 小时'],
  [3_605_000, '1 小时'],
  [90_000_000, '1 天 1 小时'],
])('%i ms last %s', (ms, text) => expect(span(ms)).toBe(text))

test.each([
  ['OnAccept', '用户确认时开始'],
  ['20260301', '2026-03-01'],
  ['20260301100003', '2026-03-01 10:00:03'],
  ['soon', 'soon'],
])('the wire time %s reads %s', (wire, text) => expect(wireTime(wire)).toBe(text))

test.each([
  ['0', 0],
  ['100', 10_000],
  [' 19.9 ', 1_990],
  ['1.05', 105],
  ['1.', 100],
  ['', undefined],
  ['1.005', undefined],
  ['-1', undefined],
  ['1e3', undefined],
])('%j yuan is %j fen', (text, fen) => {
  expect(fenOf(text)).toBe(fen)
})
