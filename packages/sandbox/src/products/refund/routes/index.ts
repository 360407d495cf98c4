import type { Routes } from '../../../kernel/product.ts'
import type { Policy } from './call.ts'
import { v2Routes } from './v2.ts'
import { v3Routes } from './v3.ts'

export const refundRoutes: Routes<Policy> = { ...v3Routes, ...v2Routes }
