import { defineProduct } from '../../kernel/product.ts'
import { type RefundsControl, refundControl } from './control.ts'
import { refundNotifications, refunds } from './entity.ts'
import { refundJobs } from './jobs.ts'
import type { OrdersPolicy } from './orders.ts'
import { type RefundPolicy, refundPolicy } from './policy.ts'
import type { Refund } from './refund.ts'
import { refundRoutes } from './routes/index.ts'
import { tradeOf } from './trade.ts'

export { refunds } from './entity.ts'

/** Refunds (退款) of ordinary payments and of pay-after deductions. */
export const refund = defineProduct<RefundPolicy, { readonly refunds: RefundsControl }, OrdersPolicy>({
  name: refunds.product,
  collection: 'refunds',
  policy: refundPolicy,
  routes: refundRoutes,
  jobs: refundJobs,
  notifications: refundNotifications,
  tradeOf: (refund, asOf) => tradeOf(refund as Refund, asOf),
  control: refundControl,
})
