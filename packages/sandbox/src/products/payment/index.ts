import { defineProduct } from '../../kernel/product.ts'
import type { CouponPolicy } from '../coupon/index.ts'
import { cashierPages } from './cashier.ts'
import { type PaymentsControl, paymentControl } from './control.ts'
import { paymentNotifications, payments } from './entity.ts'
import { paymentJobs } from './jobs.ts'
import type { Payment } from './payment.ts'
import { type PaymentOptions, paymentPolicy } from './policy.ts'
import { paymentRoutes } from './routes/index.ts'
import { reversalOf, tradeOf } from './trade.ts'

export { combined } from './combined/index.ts'
export { paidPayments } from './paid-order.ts'
export { requireSubMchid } from './routes/parties.ts'
export type { PaymentPolicy } from './policy.ts'

/** Ordinary payments (基础支付): JSAPI and mini programs, APP, H5, Native. */
export const payment = defineProduct<PaymentOptions, { readonly payments: PaymentsControl }, CouponPolicy>({
  name: payments.product,
  collection: 'payments',
  policy: paymentPolicy,
  routes: paymentRoutes,
  jobs: paymentJobs,
  notifications: paymentNotifications,
  tradeOf: (payment, _asOf, kind) => (kind === 'refund' ? reversalOf(payment as Payment) : tradeOf(payment as Payment)),
  pages: cashierPages,
  control: paymentControl,
})
