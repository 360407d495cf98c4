import type { Change } from '../../kernel/machine/change.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { Refund } from './refund.ts'

/** A refund is decided about together with its order: both are saved, or neither. */
export type RefundDecision = RefundChange | Refusal

export interface RefundChange extends Change<Refund> {
  /** What becomes of the order; it stays as it is if absent. */
  readonly order?: Pick<PaidOrder, 'refunds' | 'unsettled'>
}
