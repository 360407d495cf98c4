import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Voucher } from '../../src/kernel/ledger/voucher.ts'
import { amountsOf, tallyShares, voucherSharesOf } from '../../src/products/refund/shares.ts'

function voucher(coupon_id: string, amount: number, type: Voucher['type'] = 'CASH'): Voucher {
  const creator = { mchid: '1900000109', out_request_no: 'S1' }
  return { coupon_id, stock_id: '1', creator, name: '券', scope: 'GLOBAL', type, amount, contributor: 'merchant' }
}

/** Refunds parts of an order one after the other. */
function refunded(total: number, vouchers: readonly Voucher[], parts: readonly number[]) {
  let refunds = { numbers: [] as string[], amount: 0, fee: 0, vouchers: {} }
  return parts.map((refund) => {
    const shares = voucherSharesOf({ total, vouchers, refunds }, refund)
    refunds = { ...refunds, amount: refunds.amount + refund, vouchers: tallyShares(refunds.vouchers, shares, 1) }
    return { ...amountsOf({ terms: { total, refund }, order: { vouchers }, shares }), shares }
  })
}

// Examples of the official page: https://pay.weixin.qq.com/doc/v3/merchant/4013071001
test.each([
  ['everything of 10.00 with a voucher of 3.00', 1_000, [voucher('1', 300)], 1_000, 700, 300, 1_000],
  ['9.00 of 10.00 with a voucher of 3.00', 1_000, [voucher('1', 300)], 900, 630, 270, 900],
  [
    'half of 10.00, one voucher of each kind',
    1_000,
    [voucher('1', 100), voucher('2', 100, 'NOCASH')],
    500,
    400,
    100,
    450,
  ],
])('%s', (_, total, vouchers, refund, payer_refund, discount_refund, settlement_refund) => {
  expect(refunded(total, vouchers, [refund])[0]).toMatchObject({ payer_refund, discount_refund, settlement_refund })
})

test('the first part is rounded half up, the last gets the rest', () => {
  // 3 × 667 / 1,000 = 2.001, three times; the rest is 1 fen less than 991 × 0.667.
  const parts = refunded(1_000, [voucher('1', 333)], [3, 3, 3, 991])
  expect(parts.map(({ payer_refund }) => payer_refund)).toEqual([2, 2, 2, 661])
  expect(refunded(2, [voucher('1', 1)], [1, 1]).map(({ payer_refund }) => payer_refund)).toEqual([1, 0])
})

test('whatever the parts are, nobody gets more back than was paid, and everything comes back in the end', () => {
  const order = fc
    .tuple(
      fc.integer({ min: 1, max: 100_000 }),
      fc.array(fc.tuple(fc.nat({ max: 100_000 }), fc.boolean()), { maxLength: 8 }),
    )
    .map(([total, wanted]) => {
      let left = total
      const vouchers = wanted.flatMap(([fen, noCash], index) => {
        const amount = Math.min(fen, left)
        left -= amount
        return amount === 0 ? [] : [voucher(String(index), amount, noCash ? 'NOCASH' : 'CASH')]
      })
      return { total, vouchers, left }
    })
  const weights = fc.array(fc.integer({ min: 1, max: 1_000 }), { minLength: 1, maxLength: 12 })
  fc.assert(
    fc.property(order, weights, ({ total, vouchers, left: payerTotal }, given) => {
      const parts: number[] = []
      let rest = total
      for (const weight of given) {
        const part = Math.max(1, Math.floor((rest * weight) / 1_000))
        if (part > rest) break
        parts.push(part)
        rest -= part
      }
      if (rest > 0) parts.push(rest)
      const done = refunded(total, vouchers, parts)
      const back = new Map<string, number>()
      let payer = 0
      for (const { payer_refund, shares } of done) {
        expect(payer_refund).toBeGreaterThanOrEqual(0)
        expect((payer += payer_refund)).toBeLessThanOrEqual(payerTotal)
        for (const { voucher: one, amount } of shares) {
          expect(amount).toBeGreaterThanOrEqual(0)
          back.set(one.coupon_id, (back.get(one.coupon_id) ?? 0) + amount)
          expect(back.get(one.coupon_id)).toBeLessThanOrEqual(one.amount)
        }
      }
      expect(payer).toBe(payerTotal)
      for (const one of vouchers) expect(back.get(one.coupon_id)).toBe(one.amount)
    }),
    { numRuns: 500 },
  )
})
