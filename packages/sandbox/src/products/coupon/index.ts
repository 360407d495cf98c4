import { defineProduct } from '../../kernel/product.ts'
import { type CouponsControl, couponControl } from './control.ts'
import { couponNotifications, coupons, stocks } from './entity.ts'
import { couponJobs, stockJobs } from './jobs.ts'
import { type CouponPolicy, couponPolicy } from './policy.ts'
import { couponRoutes } from './routes/coupons.ts'
import { stockRoutes } from './routes/stocks.ts'

export { chooseBest, takeNamed } from './choose.ts'
export { type Coupon } from './coupon.ts'
export { coupons, stocks } from './entity.ts'
export type { Stock } from './stock.ts'
export { LockedCoupons, type VoucherReturn, notifyUrlsOf } from './locked-coupons.ts'
export type { CouponPolicy } from './policy.ts'
export type { Purchase } from './purchase.ts'

/** Vouchers (代金券) that pay a part of an order. */
export const coupon = defineProduct<CouponPolicy, { readonly coupons: CouponsControl }>({
  name: coupons.product,
  collection: 'coupons',
  policy: couponPolicy,
  routes: couponRoutes,
  jobs: couponJobs,
  notifications: couponNotifications,
  control: couponControl,
})

/** Stocks of vouchers (代金券批次). `control.coupons` has their commands. */
export const couponStock = defineProduct<object, object, CouponPolicy>({
  name: stocks.product,
  collection: 'coupons',
  policy: {},
  routes: stockRoutes,
  jobs: stockJobs,
  notifications: {},
})
