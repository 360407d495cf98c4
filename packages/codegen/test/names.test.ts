import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { segmentOf } from '../../sdk/src/chain/segments.ts'
import { pascalCase, propertyKey, propertySegment, quote, segmentProperty, singular } from '../src/names.ts'

describe('a path segment as a property', () => {
  test.each([
    ['payscore', 'payscore'],
    ['payafter-orders', 'payafterOrders'],
    ['complaints-v2', 'complaintsV2'],
    ['{out_order_no}', '_out_order_no_'],
    ['query_coupon_stock', 'query_coupon_stock'],
  ])('%s ⇄ %s', (segment, property) => {
    expect(segmentProperty(segment)).toBe(property)
    expect(propertySegment(property)).toBe(segment)
  })

  test('is the segment as written where camelCase would not lead back', () => {
    expect(segmentProperty('a-2')).toBe('a-2')
  })

  test('keeps the capitals of the segments that are documented with one', () => {
    expect(segmentProperty('addInstitutionsub')).toBe('addInstitutionsub')
    expect(propertySegment('addInstitutionsub')).toBe('addInstitutionsub')
    expect(segmentOf('addInstitutionsub')).toBe('addInstitutionsub')
  })

  test('may be written with dollar signs for a parameter', () => {
    expect(propertySegment('$out_order_no$')).toBe('{out_order_no}')
  })

  test('leads back for every hyphenated segment of lower-case words', () => {
    const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/)
    fc.assert(
      fc.property(fc.array(word, { minLength: 1, maxLength: 4 }), (words) => {
        const segment = words.join('-')
        expect(propertySegment(segmentProperty(segment))).toBe(segment)
      }),
    )
  })
})

test.each([
  ['payafter-orders', 'PayafterOrders'],
  ['out_order_no', 'OutOrderNo'],
  ['PAYSCORE.USER_PAID', 'PayscoreUserPaid'],
  ['payafterOrderComplete', 'PayafterOrderComplete'],
  ['coupon_fee_$n', 'CouponFeeN'],
  ['订单', ''],
])('pascalCase(%s) is %s', (text, want) => {
  expect(pascalCase(text)).toBe(want)
})

test.each([
  ['orders', 'order'],
  ['companies', 'company'],
  ['batches', 'batch'],
  ['status', 'status'],
  ['address', 'address'],
  ['sync', 'sync'],
])('singular(%s) is %s', (word, want) => {
  expect(singular(word)).toBe(want)
})

test('property keys are quoted only where they must be', () => {
  expect(propertyKey('out_order_no')).toBe('out_order_no')
  expect(propertyKey('Idempotency-Key')).toBe("'Idempotency-Key'")
})

test('a quoted string evaluates to itself', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme' }), (text) => {
      // oxlint-disable-next-line typescript/no-implied-eval -- the generator's output is source text, so it is run as such
      expect(new Function(`return ${quote(text)}`)()).toBe(text)
    }),
  )
})
