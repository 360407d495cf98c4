import { type Voucher, discountOf } from '../../kernel/ledger/voucher.ts'
import type { Coupon } from './coupon.ts'
import { type Misfit, type Rest, misfitOf, redeemed } from './match.ts'
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
    .map((coupon) => ({ coupon, amount: discountOf(allTogether([coupon], order, ctx)) }))
    .toSorted((a, b) => b.amount - a.amount || a.coupon.endsAt - b.coupon.endsAt)
  const creators = new Set(fitting.map(({ coupon }) => coupon.mchid))
  const chosen = [...creators].flatMap((creator) => {
    const own = fitting.filter(({ coupon }) => coupon.mchid === creator)
    const together = withinNumber(own.filter(({ coupon }) => coupon.rule.combine_use))
    const alone = own.slice(0, 1)
    return discountOfAll(together, order, ctx) > discountOfAll(alone, order, ctx) ? together : alone
  })
  const best = withinNumber(chosen.toSorted((a, b) => b.amount - a.amount))
  return allTogether(couponsOf(best), order, ctx)
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

/**
 * Limits the discount to the order's total, and that on each line of goods to the cost of the line. Coupons that would
 * pay nothing are left out.
 */
function allTogether(coupons: readonly Coupon[], order: Purchase, { policy }: ChoiceContext): Voucher[] {
  let rest: Rest = { total: policy.favorZeroPay === 'allowed' ? order.total : order.total - 1, goods: new Map() }
  return coupons.flatMap((coupon) => {
    const next = redeemed(coupon, order, rest)
    if (next.voucher.amount === 0) return []
    rest = next.rest
    return [next.voucher]
  })
}

function withinNumber<C extends Candidate>(candidates: readonly C[]): C[] {
  let [ofOrder, ofGoods] = [0, 0]
  return candidates.filter(({ coupon }) =>
    coupon.rule.available_items ? ++ofGoods <= MOST_OF_GOODS : ++ofOrder <= MOST_OF_ORDER,
  )
}

interface Candidate {
  readonly coupon: Coupon
}

function discountOfAll(candidates: readonly Candidate[], order: Purchase, ctx: ChoiceContext): number {
  return discountOf(allTogether(couponsOf(candidates), order, ctx))
}

function couponsOf(candidates: readonly Candidate[]): Coupon[] {
  return candidates.map(({ coupon }) => coupon)
}
