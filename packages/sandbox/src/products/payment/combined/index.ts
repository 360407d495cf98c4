import { defineProduct } from '../../../kernel/product.ts'
import type { PaymentPolicy } from '../policy.ts'
import { combinedOrders } from './entity.ts'
import { combinedJobs } from './jobs.ts'
import { combinedRoutes } from './routes.ts'

/**
 * Combined orders (合单支付). They are paid at the cashier of payments, and their sub orders are payments: what people do
 * to them is in `control.payments`; their notification and their options are among those of payments.
 */
export const combined = defineProduct<object, object, PaymentPolicy>({
  name: combinedOrders.product,
  collection: 'payments',
  policy: {},
  routes: combinedRoutes,
  jobs: combinedJobs,
  notifications: {},
})
