import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assertOutOrderNo, createOutOrderNo } from '../../src/payscore/index.ts'

const prefix = fc.string({ unit: fc.constantFrom('0', '9', 'a', 'z', 'A', 'Z', '_', '-', '|', '*'), maxLength: 5 })

describe('createOutOrderNo', () => {
  test('says what, when and which', () => {
    const clock = { now: () => Date.parse('2026-03-01T10:00:00.007+08:00') }
    const random = (length: number) => Uint8Array.from({ length }, (_, i) => 31 - i + 32 * i)
    expect(createOutOrderNo({ prefix: 'PB', clock, random })).toBe('PB20260301100000007ZYXWVTSRQP')
  })

  test('always fits, whatever prefix, time and bytes', () => {
    fc.assert(
      fc.property(
        prefix,
        fc.nat(4_000_000_000_000),
        fc.uint8Array({ minLength: 10, maxLength: 10 }),
        (prefix, now, bytes) => {
          const number = createOutOrderNo({ prefix, clock: { now: () => now }, random: () => bytes })
          expect(() => assertOutOrderNo(number)).not.toThrow()
          expect(number).toHaveLength(prefix.length + 27)
        },
      ),
    )
  })

  test('sorts by time, also where case is ignored', () => {
    fc.assert(
      fc.property(fc.nat(4_000_000_000_000), fc.integer({ min: 1, max: 1e12 }), (now, later) => {
        const [a, b] = [now, now + later].map((ms) => createOutOrderNo({ prefix: 'PB', clock: { now: () => ms } })) as [
          string,
          string,
        ]
        expect(a < b).toBe(true)
        expect(a.toLowerCase() < b.toLowerCase()).toBe(true)
      }),
    )
  })

  test('does not repeat itself within a millisecond', () => {
    const clock = { now: () => 1_772_330_400_000 }
    expect(new Set(Array.from({ length: 20_000 }, () => createOutOrderNo({ clock }))).size).toBe(20_000)
  })

  test('refuses a prefix that is too long or foreign', () => {
    expect(() => createOutOrderNo({ prefix: 'POWER1' })).toThrow('prefix: expected at most 5 characters')
    expect(() => createOutOrderNo({ prefix: '充电' })).toThrow(
      'a text of 2 characters, not all ASCII, with a character that is not ASCII at position 1',
    )
  })
})

describe('assertOutOrderNo', () => {
  test.each(['PB20260301000001', 'a', '0_-|*Z', 'x'.repeat(32)])('takes %s', (number) => {
    expect(() => assertOutOrderNo(number)).not.toThrow()
  })

  test.each([
    ['', 'an empty text'],
    ['x'.repeat(33), 'a text of 33 characters'],
    ['PB.1', 'with "." at position 3'],
    ['PB 1', 'with a blank at position 3'],
    ['单号1', 'with a character that is not ASCII at position 1'],
    ['PB1\n', 'with a control character at position 4'],
    ['a/../b', 'with "/" at position 2'],
    ['😀', 'with a character that is not ASCII at position 1'],
    [undefined, 'received nothing'],
    [20260301, 'received 20260301'],
  ])('refuses %j', (number, received) => {
    expect(() => assertOutOrderNo(number)).toThrow(received)
    expect(() => assertOutOrderNo(number)).toThrow('out_order_no: expected 1 to 32 characters of 0-9 A-Z a-z _ - | *')
  })
})
