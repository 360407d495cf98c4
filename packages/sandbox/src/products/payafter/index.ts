import { defineProduct } from '../../kernel/product.ts'
import { type PayafterControl, payafterControl } from './control.ts'
import { payafterNotifications, payafterOrders } from './entity.ts'
import { payafterJobs } from './jobs.ts'
import type { PayafterOrder } from './order.ts'
import { type PayafterPolicy, payafterPolicy } from './policy.ts'
import { payafterRoutes } from './routes/index.ts'
import { tradeOf } from './trade.ts'

export { paidDeductions } from './paid-order.ts'
export type { PayafterPolicy } from './policy.ts'

/** PayScore pay-after orders (支付分 · 先享后付). */
export const payafter = defineProduct<PayafterPolicy, PayafterControl>({
  name: payafterOrders.product,
  collection: 'orders',
  policy: payafterPolicy,
  routes: payafterRoutes,
  jobs: payafterJobs,
  notifications: payafterNotifications,
  tradeOf: (order) => tradeOf(order as PayafterOrder),
  control: payafterControl,
})
