import { expect, test } from 'vitest'
import { chooseBest, takeNamed } from '../../src/products/coupon/choose.ts'
import type { Coupon } from '../../src/products/coupon/coupon.ts'
import { misfitOf } from '../../src/products/coupon/match.ts'
import type { Purchase } from '../../src/products/coupon/purchase.ts'
import { START } from '../support/store.ts'

const SHOP = '1900000109'
const ctx = { now: START, policy: { favorZeroPay: 'one_fen' } } as const

function coupon(coupon_id: string, amount: number, available_items?: string[]): Coupon {
  return {
    mchid: SHOP,
    coupon_id,
    stock_id: '1',
    stockNumber: 'S1',
    openid: 'oUser',
    state: 'SENDED',
    rule: {
      name: '券',
      description: '券',
      no_cash: false,
      coupon_amount: amount,
      transaction_minimum: 1,
      available_merchants: [SHOP],
      ...(available_items && { available_items }),
      combine_use: true,
      contributor: 'merchant',
    },
    createdAt: START,
    beginsAt: START,
    endsAt: START + 1,
  }
}

const tea = { goods_id: 'TEA', quantity: 2, unit_price: 50 }
const cup = { goods_id: 'CUP', quantity: 1, unit_price: 900 }
const order: Purchase = {
  payee: SHOP,
  total: 1_000,
  tradeTypes: ['OTHER'],
  bank_type: 'OTHERS',
  goods: [tea, cup],
}

test('vouchers for goods never reduce a line by more than it costs', () => {
  const vouchers = chooseBest(
    [coupon('1', 80, ['TEA']), coupon('2', 80, ['TEA']), coupon('3', 80, ['TEA'])],
    order,
    ctx,
  )
  expect(vouchers).toMatchObject([
    { coupon_id: '1', amount: 80, goods: [{ ...tea, discount_amount: 80 }] },
    { coupon_id: '2', amount: 20, goods: [{ ...tea, discount_amount: 20 }] },
  ])
  const both = takeNamed([coupon('1', 80, ['TEA']), coupon('2', 100, ['TEA', 'CUP'])], order, ctx)
  // 20 fen of the tea are left, and 900 of the cup.
  expect(both).toMatchObject([
    { amount: 80, goods: [{ discount_amount: 80 }] },
    {
      amount: 100,
      goods: [
        { ...tea, discount_amount: 2 },
        { ...cup, discount_amount: 98 },
      ],
    },
  ])
})

test('the best choice counts what vouchers of the same goods pay together', () => {
  const alone: Coupon = { ...coupon('9', 150), rule: { ...coupon('9', 150).rule, combine_use: false } }
  const together = [coupon('1', 90, ['TEA']), coupon('2', 90, ['TEA'])]
  expect(chooseBest([...together, alone], order, ctx)).toMatchObject([{ coupon_id: '9', amount: 150 }])
})

test('an order whose original price is not its total gets no voucher, neither for goods nor for the whole order', () => {
  const coupons = [coupon('1', 80), coupon('2', 80, ['TEA'])]
  for (const held of coupons) {
    expect(misfitOf(held, { ...order, cost_price: 1_001 }, START)).toBe('merchant_discount')
    expect(misfitOf(held, { ...order, cost_price: 1_000 }, START)).toBeUndefined()
  }
  expect(chooseBest(coupons, { ...order, cost_price: 1_001 }, ctx)).toEqual([])
})
