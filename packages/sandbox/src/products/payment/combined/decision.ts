import type { Change } from '../../../kernel/machine/change.ts'
import type { Refusal } from '../../../kernel/machine/refusal.ts'
import type { Payment } from '../payment.ts'

/** A combined order is decided about together with its sub orders: all are saved, or none. */
export type CombinedDecision =
  | CombinedChange
  | (Refusal & {
      /** A change that is kept although the command is refused. */
      readonly remember?: Change<Payment>
    })

export interface CombinedChange extends Change<Payment> {
  /** Changes of the sub orders; they stay as they are if absent. */
  readonly parts?: readonly Change<Payment>[]
}
