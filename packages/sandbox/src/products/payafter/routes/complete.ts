import { completeOrder } from '../complete-order.ts'
import type { CompleteTerms, Discount } from '../order.ts'
import type { PayafterPolicy } from '../policy.ts'
import { presentReference } from '../present.ts'
import type { SandboxOperation } from '../../../generated/operations.ts'
import { violation } from '../../../kernel/validate/violations.ts'
import { type ServiceReference, boundService, visible } from '../binding.ts'
import type { Act } from '../../../kernel/protocol/call.ts'
import { contextOf, decideOn } from '../call.ts'
import { type SentFee, withCount } from '../sent-fee.ts'

/** The body as sent; what has a default may be absent. */
interface CompleteBody extends ServiceReference, Omit<CompleteTerms, 'fees' | 'discounts'> {
  readonly finish_ticket?: string
  readonly fees?: readonly SentFee[]
  readonly discounts?: readonly Discount[]
}

const NO_TICKET = violation.missing({ source: 'body', pointer: '/finish_ticket', title: '完结凭证' })

export const complete: Act<PayafterPolicy> = async (call) => {
  const body = call.body as CompleteBody
  boundService(call.merchant, body)
  const command = { terms: termsOf(body), finish_ticket: body.finish_ticket ?? NO_TICKET }
  const order = await decideOn(call, call.params['out_order_no'] ?? '', (existing) =>
    completeOrder(visible(existing, body), command, contextOf(call)),
  )
  return presentReference(order)
}

/** Leaves a missing ticket to the order's state, unless the policy has it refused like any other missing field. */
export function adaptComplete(operation: SandboxOperation, { ticketBeforeState }: PayafterPolicy): SandboxOperation {
  if (ticketBeforeState || !operation.body) return operation
  const required = (operation.body.required ?? []).filter((name) => name !== 'finish_ticket')
  return { ...operation, body: { ...operation.body, required } }
}

/** Field by field, so that nothing else a body may hold finds its way into the order. */
function termsOf(body: CompleteBody): CompleteTerms {
  return {
    finish_type: body.finish_type,
    cancel_reason: body.cancel_reason,
    real_service_start_time: body.real_service_start_time,
    real_service_end_time: body.real_service_end_time,
    real_service_end_location: body.real_service_end_location,
    fees: (body.fees ?? []).map(withCount),
    discounts: (body.discounts ?? []).map(({ discount_name, discount_desc, discount_amount }) => ({
      discount_name,
      discount_desc,
      discount_amount,
    })),
    total_amount: body.total_amount,
    profit_sharing: body.profit_sharing ?? false,
  }
}
