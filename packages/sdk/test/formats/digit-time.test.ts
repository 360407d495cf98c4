import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { parsePayscoreTime, payscoreTime, serviceEndTime } from '../../src/payscore/index.ts'

const at = (iso: string) => ({ now: () => Date.parse(iso) })

describe('payscoreTime', () => {
  test('is GMT+8 whatever the machine thinks', () => {
    expect(payscoreTime(Date.UTC(2026, 2, 1, 4, 10))).toBe('20260301121000')
    expect(payscoreTime(new Date('2026-03-01T16:00:00Z'))).toBe('20260302000000')
    expect(payscoreTime(Date.UTC(2026, 2, 1, 15, 59, 59, 999), 'day')).toBe('20260301')
    expect(payscoreTime(Date.UTC(2026, 2, 1, 16), 'day')).toBe('20260302')
  })

  test('drops what is less than a second', () => {
    expect(payscoreTime(Date.UTC(2026, 2, 1, 4, 10, 0, 999))).toBe('20260301121000')
  })

  test('refuses what is no moment', () => {
    expect(() => payscoreTime(new Date('nonsense'))).toThrow('received an invalid Date')
    expect(() => payscoreTime(NaN)).toThrow('received an invalid Date')
    expect(() => payscoreTime(8.64e15 + 1)).toThrow('moment: expected a Date')
    expect(payscoreTime(Date.UTC(9999, 11, 31, 15, 59, 59))).toBe('99991231235959')
    expect(() => payscoreTime(Date.UTC(9999, 11, 31, 16))).toThrow('moment: expected a Date')
    expect(() => payscoreTime(Date.UTC(-1, 11, 31))).toThrow('moment: expected a Date')
  })
})

describe('parsePayscoreTime', () => {
  const millennia = {
    min: new Date('0001-01-01T00:00:00Z'),
    max: new Date('9999-12-31T15:59:59Z'),
    noInvalidDate: true,
  }

  test('reads back what was written', () => {
    fc.assert(
      fc.property(fc.date(millennia), (date) => {
        const second = Math.floor(date.getTime() / 1000) * 1000
        expect(parsePayscoreTime(payscoreTime(date))).toBe(second)
        const day = payscoreTime(date, 'day')
        expect(payscoreTime(parsePayscoreTime(day), 'day')).toBe(day)
      }),
    )
  })

  test('of a day gives its first moment in GMT+8', () => {
    expect(parsePayscoreTime('20260301')).toBe(Date.UTC(2026, 1, 28, 16))
  })

  test.each([
    '20260230',
    '20260229000000',
    '20261301',
    '20260001',
    '20260001120000',
    '20260300',
    '20260301240000',
    '20260301126000',
    '2026030112',
    '2026-03-01',
    '',
    ' 20260301',
    '２０２６０３０１',
  ])('%j is no time', (text) => {
    expect(() => parsePayscoreTime(text)).toThrow(/^time: expected yyyyMMddHHmmss or yyyyMMdd/)
  })

  test('knows leap years', () => {
    expect(payscoreTime(parsePayscoreTime('20280229235959'))).toBe('20280229235959')
  })

  test('explains OnAccept', () => {
    expect(() => parsePayscoreTime('OnAccept')).toThrow(
      expect.objectContaining({
        hint: { zh: expect.stringContaining('确认后请查询'), en: expect.stringContaining('query the order') },
      }),
    )
  })
})

describe('serviceEndTime', () => {
  test('is two seconds ago, so that no server sees it in its future', () => {
    expect(serviceEndTime('20260301100003', at('2026-03-01T12:10:00+08:00'))).toBe('20260301120958')
  })

  test('is at least a second after the service began, or the same day', () => {
    for (const now of ['10:00:03', '10:00:04', '10:00:06'])
      expect(serviceEndTime('20260301100003', at(`2026-03-01T${now}+08:00`))).toBe('20260301100004')
    expect(serviceEndTime('20260301235959', at('2026-03-02T00:00:00+08:00'))).toBe('20260302000000')
    expect(serviceEndTime('20260301', at('2026-03-01T00:00:01+08:00'))).toBe('20260301')
  })

  test('has the precision of the start', () => {
    expect(serviceEndTime('20260301', at('2026-03-03T00:00:01+08:00'))).toBe('20260302')
    expect(serviceEndTime('OnAccept', at('2026-03-01T12:10:00+08:00'))).toBe('20260301120958')
  })
})
