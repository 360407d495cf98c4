import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fenToYuan, totalAmount, yuanToFen } from '../../src/payscore/index.ts'

const fen = fc.integer({ min: 0, max: 10_000_000 })

describe('totalAmount', () => {
  test('the power bank: five half hours less the coupon', () => {
    const fees = [{ fee_name: '租借费用', fee_count: 1, fee_amount: 1250 }]
    expect(totalAmount({ fees, discounts: [{ discount_name: '新客立减', discount_amount: 200 }] })).toBe(1050)
  })

  test('fee_count is for show, and what is missing counts 0', () => {
    expect(
      totalAmount({
        fees: [
          { fee_name: '可乐', fee_count: 3, fee_amount: 900 },
          { fee_name: '说明', fee_desc: '免费' },
        ],
      }),
    ).toBe(900)
    expect(totalAmount({})).toBe(0)
    expect(totalAmount({ fees: null, discounts: [] })).toBe(0)
    expect(totalAmount({ fees: [{ fee_name: 'x', fee_amount: null! }] })).toBe(0)
  })

  test('is the fees minus the discounts, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fen, { maxLength: 100 }), fc.array(fen, { maxLength: 5 }), (fees, discounts) => {
        const charges = {
          fees: fees.map((fee_amount, i) => ({ fee_name: `fee ${i}`, fee_amount })),
          discounts: discounts.map((discount_amount, i) => ({ discount_name: `discount ${i}`, discount_amount })),
        }
        const difference = fees.reduce((a, b) => a + b, 0) - discounts.reduce((a, b) => a + b, 0)
        if (difference >= 0) expect(totalAmount(charges)).toBe(difference)
        else expect(() => totalAmount(charges)).toThrow(/^discounts: expected at most/)
      }),
    )
  })

  test.each([
    ['a float', 0.1 + 0.2, 'received 0.30000000000000004'],
    ['a float that looks whole in yuan', 69.1 * 100, 'received 6909.999'],
    ['a negative amount', -1, 'received -1'],
    ['negative zero', -0, 'received -0'],
    ['more than a number holds exactly', 2 ** 53, 'received a whole number of 16 digits'],
    ['not a number', NaN, 'received NaN'],
    ['a text', '100', 'received a text of 3 digits'],
    ['a bigint', 100n, 'received a bigint of 3 digits'],
    ['an object', {}, 'received an object'],
  ])('refuses %s and says where it is', (_, amount, received) => {
    const fees = [
      { fee_name: 'a', fee_amount: 1 },
      { fee_name: 'b', fee_amount: amount as number },
    ]
    expect(() => totalAmount({ fees })).toThrow(
      `fees[1].fee_amount: expected a whole number of fen, 0 or more, ${received}`,
    )
    expect(() => totalAmount({ fees })).toThrow(
      expect.objectContaining({
        name: 'PayscoreValueError',
        code: 'PAYSCORE_VALUE_INVALID',
        field: 'fees[1].fee_amount',
      }),
    )
  })

  test('refuses a sum beyond what a number holds exactly', () => {
    const fees = [
      { fee_name: 'a', fee_amount: Number.MAX_SAFE_INTEGER },
      { fee_name: 'b', fee_amount: 1 },
    ]
    expect(() => totalAmount({ fees })).toThrow(/^fees: expected a whole number of fen/)
  })
})

describe('yuan and fen', () => {
  test('go there and back without loss', () => {
    fc.assert(fc.property(fc.maxSafeNat(), (amount) => yuanToFen(fenToYuan(amount)) === amount))
  })

  test.each([
    ['10.50', 1050],
    ['10.5', 1050],
    ['10', 1000],
    ['0.01', 1],
    ['0', 0],
    ['69.10', 6910],
    ['0.29', 29],
  ])('%s yuan are %i fen', (yuan, amount) => {
    expect(yuanToFen(yuan)).toBe(amount)
  })

  test.each(['', '.5', '5.', '1.234', '-1', '+1', ' 1', '1,000', '1e3', '01', '￥1', '１', 'NaN', '90071992547409.93'])(
    '%j is no amount',
    (text) => {
      expect(() => yuanToFen(text)).toThrow(/^yuan: expected a decimal text/)
    },
  )

  test('takes no number: it may have lost a fen already', () => {
    // @ts-expect-error a number does not compile
    expect(() => yuanToFen(10.5)).toThrow('received 10.5')
    expect(() => fenToYuan(10.5)).toThrow('received 10.5')
  })
})
