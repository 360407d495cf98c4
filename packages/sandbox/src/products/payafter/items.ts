import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Discount, Fee } from './order.ts'
import { paramError } from '../../kernel/machine/refusal.ts'

interface Items {
  readonly fees: readonly Fee[]
  readonly discounts: readonly Discount[]
}

/**
 * Computes fees minus discounts in fen; absent amounts count as 0.
 *
 * @returns `undefined` when a sum exceeds the range of exact integers
 */
export function itemTotal({ fees, discounts }: Items): number | undefined {
  const charged = sum(fees.map((fee) => fee.fee_amount))
  const reduced = sum(discounts.map((discount) => discount.discount_amount))
  return Number.isSafeInteger(charged) && Number.isSafeInteger(reduced) ? charged - reduced : undefined
}

/** Refuses lists that are invalid for any order. */
export function refuseItems({ fees, discounts }: Items): Refusal | undefined {
  if (hasRepetition(fees.map((fee) => fee.fee_name))) return paramError('付费项目名称 fee_name 不允许重复')
  if (hasRepetition(discounts.map((discount) => discount.discount_name))) {
    return paramError('优惠名称 discount_name 不允许重复')
  }
  if (fees.some((fee) => fee.fee_amount === undefined && !fee.fee_desc)) {
    return paramError('付费项目总金额 fee_amount 与计费说明 fee_desc 至少填写一个')
  }
  return undefined
}

function sum(amounts: readonly (number | undefined)[]): number {
  return amounts.reduce<number>((total, amount) => total + (amount ?? 0), 0)
}

function hasRepetition(names: readonly string[]): boolean {
  return new Set(names).size < names.length
}
