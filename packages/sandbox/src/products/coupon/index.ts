import { defineProduct } from '../../kernel/product.ts'
import { type CouponsControl, couponControl } from './control.ts'
import { coupons, stocks } from './entity.ts'
import { couponJobs, stockJobs } from './jobs.ts'
import { type CouponPolicy, couponPolicy } from './policy.ts'

export { chooseBest, takeNamed } from './choose.ts'
export { type Coupon } from './coupon.ts'
export { coupons } from './entity.ts'
export { LockedCoupons, type VoucherReturn } from './locked-coupons.ts'
export type { CouponPolicy } from './policy.ts'
export type { Purchase } from './purchase.ts'

/** Vouchers (代金券) that pay a part of an order. */
export const coupon = defineProduct<CouponPolicy, { readonly coupons: CouponsControl }>({
  name: coupons.product,
  collection: 'coupons',
  policy: couponPolicy,
  routes: {},
  jobs: couponJobs,
  notifications: {},
  control: couponControl,
})

/** Stocks of vouchers (代金券批次). `control.coupons` has their commands. */
export const couponStock = defineProduct<object, object>({
  name: stocks.product,
  collection: 'coupons',
  policy: {},
  routes: {},
  jobs: stockJobs,
  notifications: {},
})
