import type { Change } from '../../kernel/machine/change.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { VoucherReturn } from '../coupon/index.ts'
import type { Refund } from './refund.ts'

/** A decision about a refund and its order: both are saved, or neither. */
export type RefundDecision = RefundChange | Refusal

export interface RefundChange extends Change<Refund> {
  /** Changes of the order. Default: none. */
  readonly order?: Pick<PaidOrder, 'refunds' | 'unsettled'>
  /** Parts of the order's vouchers that are given back. Default: none. */
  readonly returns?: readonly VoucherReturn[]
}
