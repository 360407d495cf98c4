import type { Change } from '../../../kernel/machine/change.ts'
import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { Payment } from '../payment.ts'

/** A decision about a combined order and its sub orders: all are saved, or none. */
export type CombinedDecision =
  | CombinedChange
  | (Refusal & {
      /** A change that is saved even though the command is refused. */
      readonly remember?: Change<Payment>
    })

export interface CombinedChange extends Change<Payment> {
  /** Changes of the sub orders. Default: none. */
  readonly parts?: readonly Change<Payment>[]
}
