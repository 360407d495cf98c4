import { defineProduct } from '../../kernel/product.ts'
import { type SharingPolicy, sharingPolicy } from './policy.ts'
import { sharingRoutes } from './routes.ts'
import type { Policy } from './orders.ts'

/**
 * Profit sharing (分账), as far as it moves the money of orders: frozen money is unfrozen. Shares themselves are only
 * remembered.
 */
export const sharing = defineProduct<SharingPolicy, object, Policy>({
  name: 'sharing',
  collection: 'payments',
  policy: sharingPolicy,
  routes: sharingRoutes,
  jobs: {},
  notifications: {},
})
