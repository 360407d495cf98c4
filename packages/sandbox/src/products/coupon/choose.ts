import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { Coupon } from './coupon.ts'
import { type Misfit, misfitOf, redeemed } from './match.ts'
import type { CouponPolicy } from './policy.ts'
import type { Purchase } from './purchase.ts'

interface ChoiceContext {
  /** Virtual instant, ms. */
  readonly now: number
  readonly policy: Pick<CouponPolicy, 'favorZeroPay'>
}

/** Maximum number of coupons of an order, by scope. */
const MOST_OF_ORDER = 8
const MOST_OF_GOODS = 20

/**
 * Chooses the coupons with the highest discount, as the cashier does. A coupon without `combine_use` excludes the other
 * coupons of its creator.
 */
export function chooseBest(coupons: readonly Coupon[], order: Purchase, ctx: ChoiceContext): Voucher[] {
  const fitting = coupons
    .filter((coupon) => misfitOf(coupon, order, ctx.now) === undefined)
    .map((coupon) => ({ coupon, amount: redeemed(coupon, order, order.total).amount }))
    .toSorted((a, b) => b.amount - a.amount || a.coupon.endsAt - b.coupon.endsAt)
  const creators = new Set(fitting.map(({ coupon }) => coupon.mchid))
  const chosen = [...creators].flatMap((creator) => {
    const own = fitting.filter(({ coupon }) => coupon.mchid === creator)
    const together = withinNumber(own.filter(({ coupon }) => coupon.rule.combine_use))
    const alone = own.slice(0, 1)
    return sum(together) > sum(alone) ? together : alone
  })
  const best = withinNumber(chosen.toSorted((a, b) => b.amount - a.amount))
  return allTogether(
    best.map(({ coupon }) => coupon),
    order,
    ctx,
  )
}

/** A named coupon that the order cannot use. `alone`: it excludes another named one. */
export interface Unfitting {
  readonly coupon_id: string
  readonly reason: Misfit | 'alone' | 'too_many'
}

/** Takes exactly the named coupons, or says which of them does not fit. */
export function takeNamed(coupons: readonly Coupon[], order: Purchase, ctx: ChoiceContext): Voucher[] | Unfitting {
  for (const [index, coupon] of coupons.entries()) {
    const reason = misfitOf(coupon, order, ctx.now)
    if (reason) return { coupon_id: coupon.coupon_id, reason }
    const isAlone = coupons.some(
      (other, at) =>
        at !== index && other.mchid === coupon.mchid && !(other.rule.combine_use && coupon.rule.combine_use),
    )
    if (isAlone) return { coupon_id: coupon.coupon_id, reason: 'alone' }
  }
  const within = withinNumber(coupons.map((coupon) => ({ coupon })))
  const beyond = coupons.find((coupon) => !within.some((kept) => kept.coupon === coupon))
  return beyond ? { coupon_id: beyond.coupon_id, reason: 'too_many' } : allTogether(coupons, order, ctx)
}

/** Limits the discount to the order's total. Coupons that would pay nothing are left out. */
function allTogether(coupons: readonly Coupon[], order: Purchase, { policy }: ChoiceContext): Voucher[] {
  let most = policy.favorZeroPay === 'allowed' ? order.total : order.total - 1
  const vouchers: Voucher[] = []
  for (const coupon of coupons) {
    if (most === 0) break
    const voucher = redeemed(coupon, order, most)
    most -= voucher.amount
    vouchers.push(voucher)
  }
  return vouchers
}

function withinNumber<C extends { readonly coupon: Coupon }>(candidates: readonly C[]): C[] {
  let [ofOrder, ofGoods] = [0, 0]
  return candidates.filter(({ coupon }) =>
    coupon.rule.available_items ? ++ofGoods <= MOST_OF_GOODS : ++ofOrder <= MOST_OF_ORDER,
  )
}

function sum(candidates: readonly { readonly amount: number }[]): number {
  return candidates.reduce((total, { amount }) => total + amount, 0)
}
