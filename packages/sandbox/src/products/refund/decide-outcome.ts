import { changed } from '../../kernel/machine/change.ts'
import type { PaidOrder } from '../../kernel/machine/paid-order.ts'
import type { Refusal } from '../../kernel/machine/refusal.ts'
import type { RefundContext } from './context.ts'
import { processAt } from './create-refund.ts'
import type { RefundDecision } from './decision.ts'
import { processRefund } from './process-refund.ts'
import type { Refund, RefundOutcome } from './refund.ts'

const final: Refusal = {
  outcome: 'refused',
  status: 409,
  code: 'REFUND_DECIDED',
  message: '退款已经了结 · the refund has ended',
  causeCode: 0,
}

/**
 * A person decides the end of a refund and its time. An abnormal one can only succeed, as if handled on the merchant
 * platform.
 *
 * @param delayMs virtual ms from now; 0 means at once
 */
export function decideOutcome(
  refund: Refund,
  paid: PaidOrder,
  outcome: RefundOutcome,
  delayMs: number,
  ctx: RefundContext,
): RefundDecision {
  const isOpen = refund.state === 'PROCESSING' || (refund.state === 'ABNORMAL' && outcome === 'success')
  if (!isOpen) return final
  const dueAt = ctx.now + delayMs
  const decided = { ...refund, outcome, dueAt }
  return delayMs === 0 ? processRefund(decided, paid, ctx) : changed(decided, [], [processAt(dueAt)])
}
