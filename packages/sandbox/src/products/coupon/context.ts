import type * as machine from '../../kernel/machine/context.ts'
import type { CouponIds } from './ids.ts'
import type { CouponPolicy } from './policy.ts'

export type CouponContext = machine.Context<CouponPolicy, CouponIds>
