import { defineProduct } from '../../../kernel/product.ts'
import type { PaymentPolicy } from '../policy.ts'
import { combinedOrders } from './entity.ts'
import { combinedJobs } from './jobs.ts'
import { combinedRoutes } from './routes.ts'

/**
 * Combined orders (合单支付). They are paid at the cashier of payments, and their sub orders are payments.
 * `control.payments` has their commands, and the payment product their notification and options.
 */
export const combined = defineProduct<object, object, PaymentPolicy>({
  name: combinedOrders.product,
  collection: 'payments',
  policy: {},
  routes: combinedRoutes,
  jobs: combinedJobs,
  notifications: {},
})
