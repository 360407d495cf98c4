import { type Change, changed, unchanged } from '../../kernel/machine/change.ts'
import type { CouponContext } from './context.ts'
import type { Coupon, CouponUse } from './coupon.ts'
import { COUPON_USE } from './entity.ts'
import type { CouponPolicy } from './policy.ts'

/** Returns whether a user can pay with the coupon now. */
export function isUsable({ state, beginsAt, endsAt }: Coupon, now: number): boolean {
  return state === 'SENDED' && beginsAt <= now && now < endsAt
}

/**
 * A payment uses the coupon (核销). The caller has checked that it is usable. The creator is told if it has set an address
 * for that.
 */
export function useCoupon(coupon: Coupon, use: CouponUse): Change<Coupon> {
  const { at, transaction_id, amount } = use
  const event = { type: 'used', at, detail: { transaction_id, amount } }
  const isAnnounced = use.notify_url !== undefined
  return changed(
    { ...coupon, state: 'USED', use },
    [event],
    isAnnounced ? [{ kind: 'notify', eventType: COUPON_USE, dueAt: at }] : [],
  )
}

/**
 * The whole payment is refunded. Within its validity the coupon stays used, unless the policy makes it usable again;
 * after that it is expired.
 */
export function returnCoupon(
  coupon: Coupon,
  { now, policy }: { readonly now: number; readonly policy: Pick<CouponPolicy, 'favorReturnOn'> },
): Change<Coupon> {
  if (coupon.state !== 'USED') return unchanged(coupon)
  if (now >= coupon.endsAt) return expired(coupon, now)
  if (policy.favorReturnOn === 'never') return unchanged(coupon)
  const { use: _undone, ...usable } = coupon
  return changed({ ...usable, state: 'SENDED' }, [{ type: 'returned', at: now }], [expiry(coupon)])
}

/** The coupon's time is over. Does nothing to a used one. */
export function expireCoupon(coupon: Coupon, { now }: Pick<CouponContext, 'now'>): Change<Coupon> {
  return coupon.state === 'SENDED' && now >= coupon.endsAt ? expired(coupon, now) : unchanged(coupon)
}

/** Schedules {@link expireCoupon}. */
export function expiry({ endsAt }: Pick<Coupon, 'endsAt'>) {
  return { kind: 'expire', dueAt: endsAt } as const
}

function expired(coupon: Coupon, now: number): Change<Coupon> {
  return changed({ ...coupon, state: 'EXPIRED' }, [{ type: 'expired', at: now }])
}
