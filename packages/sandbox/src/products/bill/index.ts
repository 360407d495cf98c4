import { defineProduct } from '../../kernel/product.ts'
import type { PaymentPolicy } from '../payment/index.ts'
import { type BillsControl, billControl } from './control.ts'
import { type BillPolicy, billPolicy } from './policy.ts'
import { billRoutes } from './routes/index.ts'

/** Trade bills and fund bills (账单), read from the book of money. */
export const bill = defineProduct<BillPolicy, { readonly bills: BillsControl }, PaymentPolicy>({
  name: 'bill',
  collection: 'bills',
  policy: billPolicy,
  routes: billRoutes,
  jobs: {},
  notifications: {},
  control: billControl,
})
