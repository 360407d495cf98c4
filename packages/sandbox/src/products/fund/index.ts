import { defineProduct } from '../../kernel/product.ts'
import { type FundControl, fundControl } from './control.ts'
import { bankTransfers } from './entity.ts'
import { type FundPolicy, fundPolicy } from './policy.ts'
import { fundRoutes } from './routes.ts'

/** A merchant's accounts (账户资金): current and day-end balances, and recharges. */
export const fund = defineProduct<FundPolicy, FundControl>({
  name: bankTransfers.product,
  collection: 'balances',
  policy: fundPolicy,
  routes: fundRoutes,
  jobs: {},
  notifications: {},
  control: fundControl,
})
