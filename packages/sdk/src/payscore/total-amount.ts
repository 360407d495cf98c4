import { describeValue } from '../errors/describe-value.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import { assertFen } from '../formats/fen.ts'
import { ownOptions } from '../shared/own-options.ts'
import { requireObject } from '../shared/require-object.ts'
import type { Violation } from '../errors/violation.ts'
import type { Discount, Fee } from './order.ts'
import { REMEDY } from './remedies.ts'

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
 * @throws {PayscoreValueError} a list is no array, a line no object, an amount no whole number of fen ≥ 0, or the
 *   discounts exceed the fees
 * @example
 * totalAmount({ fees: [{ fee_name: '租借费用', fee_amount: 1250 }], discounts: [{ discount_name: '新客立减', discount_amount: 200 }] }) // 1050
 */
export function totalAmount(charges: Charges): number {
  const { fees, discounts } = ownOptions(requireObject('totalAmount', 'charges', charges))
  const charged = sum('fees', 'fee_amount', linesOf('fees', fees ?? []))
  const taken = sum('discounts', 'discount_amount', linesOf('discounts', discounts ?? []))
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

function sum<Name extends string>(
  list: string,
  name: Name,
  lines: readonly { readonly [Amount in Name]?: number | null }[],
): number {
  const total = lines.reduce<number>((total, line, i) => {
    const amount = line[name] ?? 0
    assertFen(`${list}[${i}].${name}`, amount)
    return total + amount
  }, 0)
  assertFen(list, total)
  return total
}

/**
 * Returns the lines of a list.
 *
 * @throws {PayscoreValueError} the value is no array of objects
 */
export function linesOf<Line extends object>(list: string, lines: readonly Line[]): readonly Line[] {
  const refuse = (field: string, expected: string, received: unknown, remedy: Violation['remedy']) =>
    new PayscoreValueError({ field, expected, received: describeValue(received), remedy })
  if (!Array.isArray(lines)) throw refuse(list, 'an array', lines, REMEDY.lines)
  const stranger = lines.findIndex((line) => typeof line !== 'object' || line === null)
  if (stranger >= 0) throw refuse(`${list}[${stranger}]`, 'an object', lines[stranger], REMEDY.object)
  return lines
}
