import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { settlement, type SettleableOrder } from '../../src/payscore/index.ts'

test.each<[string, SettleableOrder, string, boolean, number, number]>([
  ['waiting for the user', { state: 'CREATED' }, 'created', false, 0, 0],
  ['in use', { state: 'USER_ACCEPTED', pay_succ_time: '' }, 'running', false, 0, 0],
  ['in use, 0 for "no amount"', { state: 'USER_ACCEPTED', total_amount: 0, finish_type: null }, 'running', false, 0, 0],
  ['finished', { state: 'FINISHED', finish_type: 2, total_amount: 1050 }, 'awaiting-payment', false, 1050, 0],
  ['finished with nothing to pay', { state: 'FINISHED', finish_type: 2, total_amount: 0 }, 'free', true, 0, 0],
  [
    'paid',
    {
      state: 'USER_PAID',
      finish_type: 2,
      total_amount: 1050,
      pay_succ_time: '20260301122100',
      finish_transaction_id: '42',
    },
    'paid',
    true,
    0,
    1050,
  ],
  ['paid outside WeChat Pay', { state: 'USER_PAID', total_amount: 1050 }, 'paid', true, 0, 1050],
  ['closed without charge', { state: 'REVOKED', finish_type: 1, total_amount: 0 }, 'revoked', true, 0, 0],
  ['cancelled', { state: 'REVOKED', total_amount: null }, 'revoked', true, 0, 0],
  ['expired', { state: 'EXPIRED' }, 'expired', true, 0, 0],
  ['finished, but no total', { state: 'FINISHED' }, 'unknown', false, 0, 0],
  ['not used, but charged', { state: 'FINISHED', finish_type: 1, total_amount: 5 }, 'unknown', false, 0, 0],
  ['paid, but nothing', { state: 'USER_PAID', total_amount: 0 }, 'unknown', false, 0, 0],
  ['paid, but no total', { state: 'USER_PAID' }, 'unknown', false, 0, 0],
  ['paid, but a broken total', { state: 'USER_PAID', total_amount: 10.5 }, 'unknown', false, 0, 0],
  ['paid, but not used', { state: 'USER_PAID', finish_type: 1, total_amount: 5 }, 'unknown', false, 0, 0],
  [
    'a payment before the end',
    { state: 'FINISHED', total_amount: 5, finish_transaction_id: '42' },
    'unknown',
    false,
    0,
    0,
  ],
  ['expired, but an amount', { state: 'EXPIRED', total_amount: 5 }, 'unknown', false, 0, 0],
  ['a state of tomorrow', { state: 'PARTLY_PAID', total_amount: 5 }, 'unknown', false, 0, 0],
  ['a state in lower case', { state: 'user_paid', total_amount: 5 }, 'unknown', false, 0, 0],
  ['a name every object has', { state: 'constructor' }, 'unknown', false, 0, 0],
])('%s', (_, order, status, settled, due, paid) => {
  expect(settlement(order)).toEqual({ status, settled, due, paid })
})

test('nothing but USER_PAID is ever paid, and nobody owes what is settled', () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
  const order = fc.record({
    state: fc.oneof(
      fc.constantFrom('CREATED', 'USER_ACCEPTED', 'FINISHED', 'USER_PAID', 'REVOKED', 'EXPIRED'),
      fc.string(),
    ),
    finish_type: maybe(fc.constantFrom(1, 2, 3, null)),
    total_amount: maybe(fc.oneof(fc.integer(), fc.double(), fc.constant(null))),
    pay_succ_time: maybe(fc.constantFrom('', null, '20260301122100')),
    finish_transaction_id: maybe(fc.constantFrom('', null, '42')),
  })
  fc.assert(
    fc.property(order, (order) => {
      const { status, settled, due, paid } = settlement(order)
      if (paid > 0 || status === 'paid') expect([order.state, status, settled]).toEqual(['USER_PAID', 'paid', true])
      if (settled) expect(due).toBe(0)
      expect(Number.isSafeInteger(due) && Number.isSafeInteger(paid)).toBe(true)
    }),
  )
})
