import { describeValue } from '../errors/describe-value.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { assertFen } from '../formats/fen.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { Discount, Fee } from './order.ts'

/** The lines of a creation, a completion or an answer. Lines that are missing, null or without an amount count as 0. */
export interface Charges {
  readonly fees?: readonly Fee[] | null
  readonly discounts?: readonly Discount[] | null
}

/**
 * Computes the amount that the user pays: the sum of `fee_amount` minus the sum of `discount_amount`. `fee_count` is
 * only displayed: an amount covers all pieces of its line.
 *
 * @returns fen
 * @throws {PayscoreValueError} an amount is not a whole number of fen ≥ 0, or the discounts exceed the fees
 * @example
 * totalAmount({ fees: [{ fee_name: '租借费用', fee_amount: 1250 }], discounts: [{ discount_name: '新客立减', discount_amount: 200 }] }) // 1050
 */
export function totalAmount(charges: Charges): number {
  const { fees, discounts } = ownOptions(requireObject('totalAmount', 'charges', charges))
  const charged = sum(
    'fees',
    'fee_amount',
    (fees ?? []).map((fee) => fee.fee_amount),
  )
  const taken = sum(
    'discounts',
    'discount_amount',
    (discounts ?? []).map((discount) => discount.discount_amount),
  )
  if (taken > charged) {
    throw new PayscoreValueError({
      field: 'discounts',
      expected: `at most ${describeValue(charged)} fen, the sum of the fees`,
      received: `${describeValue(taken)} fen`,
      remedy: {
        zh: '优惠总额不能超过费用总额，请调低优惠金额',
        en: 'Lower the discounts: a total cannot be negative.',
      },
    })
  }
  return charged - taken
}

function sum(list: string, name: string, amounts: readonly (number | null | undefined)[]): number {
  const total = amounts.reduce<number>((total, amount, i) => {
    if (amount === undefined || amount === null) return total
    assertFen(`${list}[${i}].${name}`, amount)
    return total + amount
  }, 0)
  assertFen(list, total)
  return total
}
