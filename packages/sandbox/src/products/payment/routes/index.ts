import type { Routes } from '../../../kernel/product.ts'
import type { PaymentPolicy } from '../policy.ts'
import { codeRoutesV2 } from './code-v2.ts'
import { codeRoutes } from './code.ts'
import { directRoutes } from './direct.ts'
import { partnerRoutes } from './partner.ts'
import { v2Routes } from './v2.ts'

export const paymentRoutes: Routes<PaymentPolicy> = {
  ...directRoutes,
  ...partnerRoutes,
  ...v2Routes,
  ...codeRoutes,
  ...codeRoutesV2,
}
