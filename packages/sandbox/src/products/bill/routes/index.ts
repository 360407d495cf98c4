import type { Implementation } from '../../../kernel/product.ts'
import type { BillPolicy } from '../policy.ts'
import { v2Routes } from './v2.ts'
import { v3Routes } from './v3.ts'

export const billRoutes: Readonly<Record<string, Implementation<BillPolicy>>> = { ...v3Routes, ...v2Routes }
