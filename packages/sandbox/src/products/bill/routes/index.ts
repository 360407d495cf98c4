import type { Routes } from '../../../kernel/product.ts'
import type { BillPolicy } from '../policy.ts'
import { v2Routes } from './v2.ts'
import { v3Routes } from './v3.ts'

export const billRoutes: Routes<BillPolicy> = { ...v3Routes, ...v2Routes }
