import { ControlError } from '../../kernel/control/control-error.ts'
import type { Voucher } from '../../kernel/ledger/voucher.ts'
import type { World } from '../../kernel/world/world.ts'
import { type Coupon, type Purchase, chooseBest, coupons, takeNamed } from '../coupon/index.ts'
import type { PaymentPolicy } from './policy.ts'

/** The coupons that a user pays with: the best, none, or exactly these `coupon_id`s. */
export type CouponChoice = 'best' | 'none' | readonly string[]

/** Thrown when another payment has used chosen coupons meanwhile, or their stock is over. It never leaves this folder. */
export class CouponsTaken extends Error {
  readonly couponIds: readonly string[]

  constructor(vouchers: readonly Voucher[]) {
    super('chosen coupons cannot be used any more')
    this.couponIds = vouchers.map(({ coupon_id }) => coupon_id)
  }
}

/**
 * Does something with chosen coupons, again with a new choice as long as other payments are faster. Every further
 * choice has fewer coupons, so that it ends.
 *
 * @param work receives the coupons that earlier tries have found taken
 */
export async function untilCouponsHold<T>(work: (taken: ReadonlySet<string>) => Promise<T>): Promise<T> {
  const taken = new Set<string>()
  for (;;) {
    try {
      return await work(taken)
    } catch (error) {
      if (!(error instanceof CouponsTaken)) throw error
      for (const id of error.couponIds) taken.add(id)
    }
  }
}

/**
 * Chooses the vouchers of each purchase. A coupon serves one of them.
 *
 * @param purchases an order, or the sub orders of a combined order
 * @param taken coupons that cannot be used any more
 * @throws {ControlError} 409 `COUPON_NOT_USABLE` for a named coupon that no purchase can use
 */
export async function chooseVouchers(
  { entities, policy }: Pick<World<PaymentPolicy>, 'entities' | 'policy'>,
  openid: string,
  purchases: readonly Purchase[],
  now: number,
  taken: ReadonlySet<string>,
  choice: CouponChoice = policy.favorAtCashier,
): Promise<Voucher[][]> {
  if (choice === 'none') return purchases.map(() => [])
  const ctx = { now, policy }
  if (choice !== 'best') {
    const used = choice.find((id) => taken.has(id))
    if (used !== undefined) throw notUsable(used, 'not_usable')
    return named(choice, await entities.openOf(coupons, openid), purchases, ctx)
  }
  const own = await entities.openOf(coupons, openid, ['SENDED'])
  let left = own.filter(({ coupon_id }) => !taken.has(coupon_id))
  return purchases.map((purchase) => {
    const vouchers = chooseBest(left, purchase, ctx)
    left = left.filter(({ coupon_id }) => !vouchers.some((voucher) => voucher.coupon_id === coupon_id))
    return vouchers
  })
}

/** A coupon that the cashier offers for an order. */
export interface OfferedCoupon {
  readonly coupon_id: string
  readonly name: string
  /** The discount on this order, in fen. */
  readonly amount: number
  /** End of its validity, virtual instant in ms. */
  readonly endsAt: number
}

/** Lists the user's coupons that at least one of the purchases can use, the highest discount first. */
export async function offeredCoupons(
  { entities, policy }: Pick<World<PaymentPolicy>, 'entities' | 'policy'>,
  openid: string,
  purchases: readonly Purchase[],
  now: number,
): Promise<OfferedCoupon[]> {
  const own = await entities.openOf(coupons, openid, ['SENDED'])
  const offered = own.flatMap((coupon): OfferedCoupon[] => {
    const amounts = purchases.flatMap((purchase) => {
      const vouchers = takeNamed([coupon], purchase, { now, policy })
      return Array.isArray(vouchers) ? vouchers.map(({ amount }) => amount) : []
    })
    const { coupon_id, rule, endsAt } = coupon
    return amounts.length === 0 ? [] : [{ coupon_id, name: rule.name, amount: Math.max(...amounts), endsAt }]
  })
  return offered.toSorted((a, b) => b.amount - a.amount)
}

/** Gives each named coupon to the first purchase that can use it with the coupons it already has. */
function named(
  ids: readonly string[],
  own: readonly Coupon[],
  purchases: readonly Purchase[],
  ctx: Parameters<typeof takeNamed>[2],
): Voucher[][] {
  const taken: Coupon[][] = purchases.map(() => [])
  for (const id of new Set(ids)) {
    const coupon = own.find(({ coupon_id }) => coupon_id === id)
    if (!coupon) throw notUsable(id, 'unknown')
    const tries = purchases.map((purchase, index) => takeNamed([...(taken[index] ?? []), coupon], purchase, ctx))
    const place = tries.findIndex((attempt) => Array.isArray(attempt))
    if (place < 0)
      throw notUsable(id, tries.flatMap((attempt) => ('reason' in attempt ? [attempt.reason] : []))[0] ?? '')
    taken[place]?.push(coupon)
  }
  return purchases.map((purchase, index) => {
    const vouchers = takeNamed(taken[index] ?? [], purchase, ctx)
    return Array.isArray(vouchers) ? [...vouchers] : []
  })
}

/** Texts of the cashier about coupons that it does not accept. */
const reasons: Readonly<Record<string, string>> = {
  unknown: '用户没有这张代金券 · the user has no such coupon',
  not_usable: '已使用、已过期或还没到可用时间 · used, expired, or not valid yet',
  other_merchant: '不能在这个商户使用 · not for this merchant',
  other_trade_type: '不能用于这种支付方式 · not for this kind of payment',
  other_card: '只能用指定银行的卡支付 · only for a card of one bank',
  other_goods_tag: '订单没有它要的优惠标记 goods_tag · the order has another goods_tag',
  other_goods: '订单里没有可优惠的单品 · the order has none of its goods',
  merchant_discount: '订单原价 cost_price 与总金额不同 · cost_price differs from the total',
  below_minimum: '没有达到使用门槛 · below its smallest order',
  alone: '不能与同一批次创建方的其他代金券一起使用 · excludes other coupons of its creator',
  too_many: '一笔订单用的代金券太多 · more coupons than an order can have',
}

function notUsable(couponId: string, reason: string): ControlError {
  return new ControlError(409, 'COUPON_NOT_USABLE', `代金券不可用 · coupon ${couponId} cannot be used`, {
    field: 'coupons',
    received: couponId,
    hint: reasons[reason] ?? reason,
  })
}
