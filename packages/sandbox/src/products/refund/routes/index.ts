import type { Implementation } from '../../../kernel/product.ts'
import type { Policy } from './call.ts'
import { v2Routes } from './v2.ts'
import { v3Routes } from './v3.ts'

export const refundRoutes: Readonly<Record<string, Implementation<Policy>>> = { ...v3Routes, ...v2Routes }
