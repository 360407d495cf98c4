import type { Routes } from '../../../kernel/product.ts'
import type { FlowPolicy } from '../stock-flow.ts'
import { stockFlowRoutes } from './stock-flow.ts'
import { v2Routes } from './v2.ts'
import { v3Routes } from './v3.ts'

export const billRoutes: Routes<FlowPolicy> = { ...v3Routes, ...v2Routes, ...stockFlowRoutes }
