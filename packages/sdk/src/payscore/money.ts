import { ownOptions } from '../config/own-options.ts'
import { requireObject } from '../request/require-object.ts'
import { PayscoreValueError } from '../errors/payscore-value-error.ts'
import type { Discount, Fee } from './order.ts'
import { describeValue } from '../errors/describe-value.ts'

/** The lines of a creation, a completion or an answer. Lines that are missing, null or without an amount count as 0. */
export interface Charges {
  readonly fees?: readonly Fee[] | null
  readonly discounts?: readonly Discount[] | null
}

const YUAN = /^(0|[1-9]\d*)(?:\.(\d{1,2}))?$/

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

/** Whether a value is an amount in fen: whole, not negative, and exact in a JavaScript number. */
export function isFen(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && !Object.is(value, -0)
}

/**
 * Converts a decimal text of yuan to fen without floating-point arithmetic.
 *
 * @param yuan `'10.50'`, `'10.5'`, `'10'`; no sign, blank, comma, currency or exponent
 * @returns fen
 * @throws {PayscoreValueError} the value is a number, or not such a text
 */
export function yuanToFen(yuan: string): number {
  const match = typeof yuan === 'string' ? YUAN.exec(yuan) : null
  const fen = match ? Number(`${match[1]}${(match[2] ?? '').padEnd(2, '0')}`) : NaN
  if (!isFen(fen)) {
    throw new PayscoreValueError({
      field: 'yuan',
      expected: "a decimal text such as '10.50'",
      received: describeValue(yuan),
      remedy: {
        zh: '请传入十进制字符串（最多两位小数），不要先转换为浮点数',
        en: 'Pass the decimal text itself, two decimals at most: a number may have lost a fen already.',
      },
    })
  }
  return fen
}

/**
 * @param fen whole fen ≥ 0
 * @returns yuan with two decimals, `'10.50'`
 * @throws {PayscoreValueError} the value is not a whole number of fen
 */
export function fenToYuan(fen: number): string {
  assertFen('fen', fen)
  const digits = String(fen).padStart(3, '0')
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`
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

function assertFen(field: string, value: unknown): asserts value is number {
  if (isFen(value)) return
  throw new PayscoreValueError({
    field,
    expected: 'a whole number of fen, 0 or more',
    received: describeValue(value),
    remedy: {
      zh: '金额单位为分，必须是非负整数；元请用 yuanToFen 转换',
      en: 'Amounts are whole fen: convert yuan with yuanToFen, never by multiplying.',
    },
  })
}
